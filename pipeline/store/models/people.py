"""Accounts of organisers, and those who asked to hear of releases."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models


class Account(AbstractBaseUser):
    """An organiser; `handle` is what the audit log and the decisions record name, never a full name."""

    handle: "models.CharField[str, str]" = models.CharField(max_length=40, unique=True)
    role: "models.CharField[str, str]" = models.CharField(max_length=20)
    # Rights beside those of the role, joined by ";" (store/roles.py).
    grants: "models.CharField[str, str]" = models.CharField(max_length=200, blank=True)
    is_active: "models.BooleanField[bool, bool]" = models.BooleanField(default=True)
    added_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "handle"


class Subscriber(models.Model):
    """An address that asked for news of releases; the row goes when its owner leaves."""

    email: "models.CharField[str, str]" = models.CharField(max_length=320, unique=True)
    token_hash: "models.CharField[str, str]" = models.CharField(max_length=64, unique=True)
    asked_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    confirmed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
