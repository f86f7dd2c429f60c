"""The store's tables, once Django is ready: importing models before that fails, so this is their only door."""

from pipeline.store.setup import set_up

set_up()

from django_otp.plugins.otp_static.models import StaticDevice  # noqa: E402
from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402

from pipeline.store.models import (  # noqa: E402
    Account,
    Arrived,
    AuditHead,
    AuditLine,
    Contact,
    DecisionRow,
    Definition,
    Draft,
    Erasure,
    File,
    Invitation,
    JobState,
    Limit,
    MemberRow,
    Outgoing,
    PageReached,
    Paper,
    PointGiven,
    RecordHead,
    Response,
    Round,
    Submission,
    Subscriber,
    Words,
)

__all__ = [
    "Account",
    "Arrived",
    "AuditHead",
    "AuditLine",
    "Contact",
    "DecisionRow",
    "Definition",
    "Draft",
    "Erasure",
    "File",
    "Invitation",
    "JobState",
    "Limit",
    "MemberRow",
    "Outgoing",
    "PageReached",
    "Paper",
    "PointGiven",
    "RecordHead",
    "Response",
    "Round",
    "StaticDevice",
    "Submission",
    "Subscriber",
    "TOTPDevice",
    "Words",
]
