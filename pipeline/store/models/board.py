"""What the board keeps: the decisions record while a service runs, its members, and invitations."""

from datetime import datetime

from django.db import models


class RecordHead(models.Model):
    """A round whose record the store keeps: how many lines it has, and a stamp that is another after every write."""

    round: "models.CharField[str, str]" = models.CharField(max_length=200, unique=True)
    lines: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(default=0)
    stamp: "models.CharField[str, str]" = models.CharField(max_length=32)


class DecisionRow(models.Model):
    """One line of the decisions record; never changed, never removed."""

    round: "models.CharField[str, str]" = models.CharField(max_length=200)
    no: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField()
    act: "models.CharField[str, str]" = models.CharField(max_length=40)
    on: "models.CharField[str, str]" = models.CharField(max_length=300)
    on_digest: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True)
    value: "models.TextField[str, str]" = models.TextField(blank=True)
    reason: "models.TextField[str, str]" = models.TextField(blank=True)
    by: "models.CharField[str, str]" = models.CharField(max_length=40)
    at: "models.CharField[str, str]" = models.CharField(max_length=20)

    class Meta:
        """Two people never get the same number."""

        constraints = (models.UniqueConstraint(fields=("round", "no"), name="one_line_a_number"),)


class MemberRow(models.Model):
    """A point of an agreed theme, or of a candidate that was rejected, since a line of the record."""

    round: "models.CharField[str, str]" = models.CharField(max_length=200)
    theme: "models.CharField[str, str]" = models.CharField(max_length=200)
    point: "models.CharField[str, str]" = models.CharField(max_length=40)
    by: "models.CharField[str, str]" = models.CharField(max_length=10)
    since: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField()

    class Meta:
        """Members are read a round at a time."""

        indexes = (models.Index(fields=("round", "theme"), name="members_of_a_theme"),)


class Invitation(models.Model):
    """A link by which somebody makes an account of their own: used once, or not at all after `until`."""

    token_hash: "models.CharField[str, str]" = models.CharField(max_length=64, unique=True)
    role: "models.CharField[str, str]" = models.CharField(max_length=20)
    grants: "models.CharField[str, str]" = models.CharField(max_length=200, blank=True)
    by: "models.CharField[str, str]" = models.CharField(max_length=40)
    made_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    until: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    used_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    handle: "models.CharField[str, str]" = models.CharField(max_length=40, blank=True)


class JobState(models.Model):
    """How far a job of the board is: what it was asked, its stage, its progress, and what it said in the end."""

    task: "models.CharField[str, str]" = models.CharField(max_length=64, unique=True)
    round: "models.CharField[str, str]" = models.CharField(max_length=200)
    kind: "models.CharField[str, str]" = models.CharField(max_length=40)
    by: "models.CharField[str, str]" = models.CharField(max_length=40)
    asked_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    began_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    beat_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    tries: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(default=0)
    stage: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True)
    done: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(default=0)
    total: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(default=0)
    result: "models.CharField[str, str]" = models.CharField(max_length=20, blank=True)
    said: "models.TextField[str, str]" = models.TextField(blank=True)

    class Meta:
        """A page asks for the jobs of its round."""

        indexes = (models.Index(fields=("round", "asked_at"), name="jobs_of_a_round"),)
