"""What the survey service keeps: the wording that was shown, drafts, submissions, and contacts apart from answers."""

import secrets
from datetime import datetime
from typing import Any

from django.db import models

from pipeline.store.models.people import Account
from pipeline.store.models.received import Response, Round


def random_id() -> str:
    """An id that cannot be guessed: 128 bits as hexadecimal digits."""
    return secrets.token_hex(16)


class Definition(models.Model):
    """A version of a survey as it was shown: a response keeps the wording it answered."""

    round: "models.ForeignKey[Round, Round]" = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="definitions"
    )
    version: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField()
    digest: "models.CharField[str, str]" = models.CharField(max_length=64)
    text: "models.TextField[str, str]" = models.TextField()
    shown_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A version means one wording."""

        constraints = (models.UniqueConstraint(fields=("round", "version"), name="one_wording_a_version"),)


class Submission(models.Model):
    """What the service knows of a response that came by its form or by paper; `key` makes sending it twice one act."""

    response: "models.OneToOneField[Response, Response]" = models.OneToOneField(
        Response, on_delete=models.CASCADE, related_name="submission"
    )
    definition: "models.ForeignKey[Definition, Definition]" = models.ForeignKey(Definition, on_delete=models.PROTECT)
    reference: "models.CharField[str, str]" = models.CharField(max_length=20, unique=True)
    key: "models.CharField[str, str]" = models.CharField(max_length=64, unique=True)
    token_hash: "models.CharField[str, str]" = models.CharField(max_length=64, blank=True)
    sent_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    changed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)


class Draft(models.Model):
    """Answers on their way; `version` counts the saves, so that a second tab cannot overwrite the first unseen.

    `changes` names the submission that this draft is to replace, where one was opened again; `sent` is a keyed digest
    of what was sent from it, by which sending it once more is told from sending something else.
    """

    id: "models.CharField[str, str]" = models.CharField(primary_key=True, max_length=32, default=random_id)
    round: "models.ForeignKey[Round, Round]" = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="drafts")
    definition: "models.ForeignKey[Definition, Definition]" = models.ForeignKey(Definition, on_delete=models.PROTECT)
    version: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(default=0)
    values: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    pages: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    token_hash: "models.CharField[str | None, str | None]" = models.CharField(max_length=64, unique=True, null=True)
    sent: "models.CharField[str, str]" = models.CharField(max_length=64, blank=True)
    began_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    saved_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    submission: "models.ForeignKey[Submission | None, Submission | None]" = models.ForeignKey(
        Submission, on_delete=models.CASCADE, null=True, related_name="drafts"
    )
    changes: "models.ForeignKey[Submission | None, Submission | None]" = models.ForeignKey(
        Submission, on_delete=models.CASCADE, null=True, related_name="changes"
    )


class Contact(models.Model):
    """Name and address of somebody who gave them, apart from what they answered."""

    id: "models.CharField[str, str]" = models.CharField(primary_key=True, max_length=32, default=random_id)
    submission: "models.OneToOneField[Submission, Submission]" = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="contact"
    )
    name: "models.CharField[str, str]" = models.CharField(max_length=200, blank=True)
    email: "models.CharField[str, str]" = models.CharField(max_length=320, blank=True)
    organisation: "models.CharField[str, str]" = models.CharField(max_length=300, blank=True)


class PageReached(models.Model):
    """How many drafts reached a page of the form: a count, and nothing of who they were."""

    round: "models.ForeignKey[Round, Round]" = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="pages")
    page: "models.CharField[str, str]" = models.CharField(max_length=200)
    count: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(default=0)

    class Meta:
        """A page has one count."""

        constraints = (models.UniqueConstraint(fields=("round", "page"), name="one_count_a_page"),)


class Paper(models.Model):
    """One paper form, typed in twice; it becomes a submission when the two agree or a person settled what differs."""

    round: "models.ForeignKey[Round, Round]" = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="papers")
    definition: "models.ForeignKey[Definition, Definition]" = models.ForeignKey(Definition, on_delete=models.PROTECT)
    label: "models.CharField[str, str]" = models.CharField(max_length=60)
    first: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    first_by: "models.ForeignKey[Account, Account]" = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+"
    )
    second: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    second_by: "models.ForeignKey[Account | None, Account | None]" = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+"
    )
    submission: "models.OneToOneField[Submission | None, Submission | None]" = models.OneToOneField(
        Submission, on_delete=models.CASCADE, null=True, related_name="paper"
    )

    class Meta:
        """The label written on the paper names it within the round."""

        constraints = (models.UniqueConstraint(fields=("round", "label"), name="one_paper_a_label"),)
