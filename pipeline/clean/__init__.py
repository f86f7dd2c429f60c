"""Cleaning: what arrived, repaired, judged, redacted and cut into points; nothing is lost without a reason."""

from pipeline.clean.ledger import Ledger, dropped, reason
from pipeline.clean.records import AskedQuestion, Cleaned, CleanRules
from pipeline.clean.stage import clean

__all__ = ["AskedQuestion", "CleanRules", "Cleaned", "Ledger", "clean", "dropped", "reason"]
