"""Cleaning: what arrived, repaired, judged, redacted and cut into points; nothing is lost without a reason."""

from pipeline.clean.ledger import dropped
from pipeline.clean.records import AskedQuestion, Cleaned, CleanRules
from pipeline.clean.stage import clean

__all__ = ["AskedQuestion", "CleanRules", "Cleaned", "clean", "dropped"]
