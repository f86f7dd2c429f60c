"""Every table of the product, a module for each thing it is about."""

from pipeline.store.models.board import DecisionRow, Invitation, JobState, MemberRow, RecordHead
from pipeline.store.models.forms import Contact, Definition, Draft, PageReached, Paper, Submission
from pipeline.store.models.people import Account, Subscriber
from pipeline.store.models.received import Arrived, File, PointGiven, Response, Round, Words
from pipeline.store.models.service import AuditHead, AuditLine, Erasure, Limit, Outgoing

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
    "Submission",
    "Subscriber",
    "Words",
]
