"""The tables: what was received and where from, kept as it arrived; what stages make of it lies elsewhere."""

from datetime import date, datetime
from typing import Any

from django.db import models


class Round(models.Model):
    """One survey round and the key under which its ids leave the store."""

    name: "models.CharField[str, str]" = models.CharField(max_length=200, unique=True)
    key: "models.CharField[str, str]" = models.CharField(max_length=64)


class File(models.Model):
    """One file that was imported; the digest is of its bytes."""

    round: "models.ForeignKey[Round, Round]" = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="files")
    sha256: "models.CharField[str, str]" = models.CharField(max_length=64)
    name: "models.CharField[str, str]" = models.CharField(max_length=500)
    tool: "models.CharField[str, str]" = models.CharField(max_length=100)
    read_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The same bytes are one file of a round, whatever their name."""

        constraints = (models.UniqueConstraint(fields=("round", "sha256"), name="one_file_a_digest"),)


class Response(models.Model):
    """One person's submission, without what names the person: `person` and `organisation` are digests under its key.

    Answers and choices are JSON: a round is read whole or by response, never by answer, and one row a response reads
    50,000 of them in seconds.
    """

    round: "models.ForeignKey[Round, Round]" = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="responses"
    )
    store_id: "models.CharField[str, str]" = models.CharField(max_length=200)
    source: "models.CharField[str, str]" = models.CharField(max_length=200)
    submitted_at: "models.CharField[str, str]" = models.CharField(max_length=20, blank=True)
    person: "models.CharField[str, str]" = models.CharField(max_length=64, blank=True)
    organisation: "models.CharField[str, str]" = models.CharField(max_length=64, blank=True)
    fields: "models.CharField[str, str]" = models.CharField(max_length=64)
    consent_quote: "models.BooleanField[bool, bool]" = models.BooleanField(default=False)
    withdrawn: "models.BooleanField[bool, bool]" = models.BooleanField(default=False)
    answers: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    closed: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    about: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    # Why a person should look before it counts: what the form noticed (too quick, a hidden field filled ...).
    flags: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    withdrawn_on: "models.CharField[str, str]" = models.CharField(max_length=10, blank=True)
    keep_until: "models.DateField[date | None, date | None]" = models.DateField(null=True)

    class Meta:
        """A response's id is its own within the round."""

        constraints = (models.UniqueConstraint(fields=("round", "store_id"), name="one_response_an_id"),)


class Arrived(models.Model):
    """The row of a file as it arrived, names and addresses included: kept apart, read by import and erasure alone."""

    response: "models.OneToOneField[Response, Response]" = models.OneToOneField(
        Response, on_delete=models.CASCADE, related_name="arrived"
    )
    file: "models.ForeignKey[File, File]" = models.ForeignKey(File, on_delete=models.PROTECT, related_name="rows")
    row_number: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField()
    cells: "models.JSONField[Any, Any]" = models.JSONField()
    content: "models.CharField[str, str]" = models.CharField(max_length=64)


class PointGiven(models.Model):
    """A public point id that was ever given, with its place in the repaired text, so that it can always be followed."""

    round: "models.ForeignKey[Round, Round]" = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="points")
    point: "models.CharField[str, str]" = models.CharField(max_length=20)
    answer: "models.CharField[str, str]" = models.CharField(max_length=400)
    start: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField()
    end: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField()

    class Meta:
        """An id is given once."""

        constraints = (models.UniqueConstraint(fields=("round", "point"), name="one_point_an_id"),)


class Words(models.Model):
    """Words that a decision rests on and the record names by digest: a translation, or a word to hide or to keep."""

    round: "models.ForeignKey[Round, Round]" = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="words")
    digest: "models.CharField[str, str]" = models.CharField(max_length=64)
    text: "models.TextField[str, str]" = models.TextField()

    class Meta:
        """The same words are one row of a round."""

        constraints = (models.UniqueConstraint(fields=("round", "digest"), name="one_text_a_digest"),)
