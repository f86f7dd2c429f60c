"""What running the service needs: the audit log, limits, letters to send, erasures to carry out."""

from datetime import datetime
from typing import Any

from django.db import models


class AuditLine(models.Model):
    """One act, chained to the line before by its hash: a line changed or taken out breaks the chain.

    `who` is a handle, `respondent` or `system`; `on` names a round or a public id; no answer, no address stands here.
    """

    no: "models.PositiveBigIntegerField[int, int]" = models.PositiveBigIntegerField(unique=True)
    at: "models.CharField[str, str]" = models.CharField(max_length=30)
    who: "models.CharField[str, str]" = models.CharField(max_length=40)
    act: "models.CharField[str, str]" = models.CharField(max_length=40)
    on: "models.CharField[str, str]" = models.CharField(max_length=300, blank=True)
    detail: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    before: "models.CharField[str, str]" = models.CharField(max_length=64)
    hash: "models.CharField[str, str]" = models.CharField(max_length=64)


class AuditHead(models.Model):
    """How many lines the audit log has and the hash of the last: one row, so that lines cut from the end are missed."""

    no: "models.PositiveBigIntegerField[int, int]" = models.PositiveBigIntegerField(default=0)
    hash: "models.CharField[str, str]" = models.CharField(max_length=64)


class Limit(models.Model):
    """How often something was tried until `window` ends (seconds since 1970); `key` is a keyed digest, no address."""

    key: "models.CharField[str, str]" = models.CharField(max_length=64, unique=True)
    window: "models.PositiveBigIntegerField[int, int]" = models.PositiveBigIntegerField(db_index=True)
    count: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(default=0)


class Outgoing(models.Model):
    """A letter to send once, written in the transaction of what it tells of; address and words go when it is sent."""

    key: "models.CharField[str, str]" = models.CharField(max_length=200, unique=True)
    kind: "models.CharField[str, str]" = models.CharField(max_length=40)
    to: "models.CharField[str, str]" = models.CharField(max_length=320, blank=True)
    subject: "models.CharField[str, str]" = models.CharField(max_length=300, blank=True)
    body: "models.TextField[str, str]" = models.TextField(blank=True)
    due_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    sent_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    tries: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(default=0)
    failed: "models.CharField[str, str]" = models.CharField(max_length=200, blank=True)


class Erasure(models.Model):
    """A response to be taken out of every file the product wrote; its words left the store when this row came."""

    round: "models.CharField[str, str]" = models.CharField(max_length=200)
    store_id: "models.CharField[str, str]" = models.CharField(max_length=200)
    reason: "models.CharField[str, str]" = models.CharField(max_length=300, blank=True)
    by: "models.CharField[str, str]" = models.CharField(max_length=40)
    asked_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    done_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    report: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        """Whether a response is to be erased is asked for by its id."""

        indexes = (models.Index(fields=("round", "store_id"), name="erasure_of_a_response"),)
