"""The headers by which the tools with one header row are known, in the order in which they are tried."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One tool: `signs` stand in its header (folded), `about` are columns that are no question."""

    tool: str
    signs: frozenset[str]
    about: frozenset[str] = frozenset()
    id: str = ""
    time: str = ""
    finished: tuple[str, str] = ("", "")

    def fits(self, header: Sequence[str]) -> bool:
        """Whether every sign stands in the header."""
        return self.signs <= set(header)


def _set(told: str) -> frozenset[str]:
    return frozenset(each.strip() for each in told.split("|"))


SHAPES = (
    Shape(
        tool="Microsoft Forms",
        signs=_set("id|start time|completion time"),
        about=_set("email|name|last modified time|total points|quiz feedback|language|start time|completion time|id"),
        id="id",
        time="completion time",
    ),
    Shape(
        tool="LimeSurvey",
        signs=_set("id|submitdate|lastpage"),
        about=_set("startlanguage|seed|startdate|datestamp|ipaddr|refurl|token|interviewtime|id|submitdate|lastpage"),
        id="id",
        time="submitdate",
        finished=("submitdate", r".+"),
    ),
    Shape(
        tool="LimeSurvey",
        signs=_set("response id|date submitted|last page"),
        about=_set(
            "start language|seed|date started|date last action|ip address|referrer url|response id|date submitted|"
            "last page|access code|total time"
        ),
        id="response id",
        time="date submitted",
        finished=("date submitted", r".+"),
    ),
    Shape(
        tool="SurveyGizmo / Alchemer",
        signs=_set("time started|date submitted|status"),
        about=_set(
            "response id|time started|date submitted|status|contact id|legacy comments|language|referer|"
            "sessionid|user agent|extended referer|longitude|latitude|ip address|tags"
        ),
        id="response id",
        time="date submitted",
        finished=("status", r"(?i)complete"),
    ),
    Shape(
        tool="Formbricks",
        signs=_set("response id|timestamp|finished|survey id"),
        about=_set("no.|response id|timestamp|finished|survey id|formbricks id (internal)|user id|tags|notes"),
        id="response id",
        time="timestamp",
        finished=("finished", r"(?i)true|yes|1"),
    ),
    Shape(
        tool="Typeform",
        signs=_set("#|network id"),
        about=_set("#|network id|start date (utc)|submit date (utc)|tags|ending|response type|stage date (utc)"),
        id="#",
        time="submit date (utc)",
    ),
    Shape(
        tool="HeyForm",
        signs=_set("#|start date (utc)|submit date (utc)"),
        about=_set("#|start date (utc)|submit date (utc)"),
        id="#",
        time="submit date (utc)",
    ),
    Shape(
        tool="Decidim",
        signs=_set("id|created_at|ip_hash|user_status"),
        about=_set("id|created_at|ip_hash|user_status"),
        time="created_at",
    ),
    Shape(
        tool="GOV.UK Forms",
        signs=_set("reference|submitted at"),
        about=_set("reference|submitted at|language"),
        id="reference",
        time="submitted at",
    ),
    Shape(
        tool="Kobo",
        signs=_set("_uuid|_submission_time"),
        about=_set(
            "_id|_uuid|_submission_time|_validation_status|_notes|_status|_submitted_by|__version__|_tags|_index|"
            "start|end|today|deviceid|formhub/uuid|meta/instanceid"
        ),
        id="_uuid",
        time="_submission_time",
    ),
    Shape(
        tool="Polis comments",
        signs=_set("comment-id|author-id|comment-body"),
        about=_set("timestamp|datetime|comment-id|author-id|agrees|disagrees|moderated|importance"),
        id="comment-id",
        time="timestamp",
    ),
)

# Files of tools that hold no responses: what each is, and which file is wanted.
_WANTED = "no responses; hand in the file of comments of the same conversation (its name ends in comments.csv)"
REFUSED = (
    (_set("comment-id|voter-id|vote"), f"holds the votes of a Polis conversation, {_WANTED}"),
    (_set("participant|n-votes|n-agree"), f"holds one row of votes a participant of a Polis conversation, {_WANTED}"),
    (_set("n-votes|n-comments|n-visitors"), f"holds the history of a Polis conversation's counts, {_WANTED}"),
)
POLIS_SUMMARY = f"holds the summary of a Polis conversation, {_WANTED}"

# Google Forms writes the first header in the language of the form's owner.
TIMESTAMPS = frozenset(
    {"timestamp", "zeitstempel", "horodateur", "marca temporal", "carimbo de data/hora", "informazioni cronologiche",
     "tijdstempel", "tidsstämpel", "tidsstempel", "sygnatura czasowa", "aikaleima", "časová značka", "stamp amser"}
)  # fmt: skip
GOOGLE_ABOUT = frozenset({"email address", "score", "username"})

# Columns of any table that say who or when, not what.
GENERAL_ABOUT = re.compile(
    r"(response|respondent|submission|row|record|contact)?[ _-]?(id|uuid|ref|reference|index|number)|"
    r"(submitted|created|completed|started|date|time|timestamp)([ _-]?(at|on|time|date|started|submitted))?|"
    r"(contact )?e-?mail( address)?|(contact|first|last)[ _-]?(name|email)|ip( address)?|channel|source|language",
    re.IGNORECASE,
)
