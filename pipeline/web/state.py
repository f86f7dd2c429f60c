"""Whether a round can be answered: days are those of London, and who began before the close has some hours more."""

import datetime as dt

from pipeline.definitions.survey import Survey
from pipeline.web.clock import LONDON

COMING, OPEN, CLOSING, CLOSED = "coming", "open", "closing", "closed"


def closes_at(survey: Survey) -> dt.datetime:
    """The first moment at which nobody can begin any more: midnight after the last day."""
    return dt.datetime.combine(survey.closes + dt.timedelta(days=1), dt.time(), LONDON)


def ends_at(survey: Survey) -> dt.datetime:
    """The first moment at which nothing can be sent any more."""
    return closes_at(survey) + dt.timedelta(hours=survey.form.grace_hours)


def state(survey: Survey, now: dt.datetime) -> str:
    """One of coming, open, closing (what was begun can be sent) and closed."""
    if now < dt.datetime.combine(survey.opens, dt.time(), LONDON):
        return COMING
    if now < closes_at(survey):
        return OPEN
    return CLOSING if now < ends_at(survey) else CLOSED
