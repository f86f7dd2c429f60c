"""The headers by which the tools with one header row are known, in the order in which they are tried."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One tool: `signs` stand in its header (folded) and `one_of` them, `about` are columns that are no question.

    `more_rows` is for a tool whose header goes on in rows that leave the id empty, as no response does.
    """

    tool: str
    signs: frozenset[str]
    one_of: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    id: str = ""
    time: str = ""
    finished: tuple[str, str] = ("", "")
    no_time: str = ""
    more_rows: bool = False

    def fits(self, header: Sequence[str]) -> bool:
        """Whether every sign stands in the header, and one of those of which one is enough."""
        found = set(header)
        return self.signs <= found and (not self.one_of or bool(self.one_of & found))


def _set(told: str) -> frozenset[str]:
    return frozenset(each.strip() for each in told.split("|"))


LIME_CODED = Shape(
    tool="LimeSurvey",
    signs=_set("id|submitdate"),
    one_of=_set("lastpage|startlanguage|seed|datestamp|interviewtime"),
    about=_set("startlanguage|seed|startdate|datestamp|ipaddr|refurl|token|interviewtime|id|submitdate|lastpage"),
    id="id",
    time="submitdate",
    finished=("submitdate", r".+"),
    no_time="1980-01-01",
)

# What stands between several options in one cell, whatever the person who made the form wanted.
JOINED = {"Google Forms": ",", "Microsoft Forms": ";"}

SHAPES = (
    Shape(
        tool="Microsoft Forms",
        signs=_set("id|start time|completion time"),
        about=_set(
            "email|name|last modified time|total points|quiz feedback|grade posted time|language|start time|"
            "completion time|id"
        ),
        id="id",
        time="completion time",
    ),
    LIME_CODED,
    Shape(
        tool="LimeSurvey",
        signs=_set("response id|date submitted"),
        one_of=_set("last page|start language|date last action"),
        about=_set(
            "start language|seed|date started|date last action|ip address|referrer url|response id|date submitted|"
            "last page|access code|total time"
        ),
        id="response id",
        time="date submitted",
        finished=("date submitted", r".+"),
        no_time="1980-01-01",
    ),
    Shape(
        tool="SurveyGizmo / Alchemer",
        signs=_set("time started|date submitted|status"),
        about=_set(
            "response id|time started|date submitted|status|contact id|legacy comments|language|referer|"
            "sessionid|user agent|extended referer|longitude|latitude|ip address|tags|country|city|state/region|"
            "postal"
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
        signs=_set("#"),
        one_of=_set("network id|stage date (utc)"),
        about=_set("#|network id|start date (utc)|submit date (utc)|tags|ending|response type|stage date (utc)"),
        id="#",
        time="submit date (utc)",
        finished=("response type", r"(?i)completed|"),
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
        tool="Decidim",
        signs=_set("id|created at|ip hash|user status"),
        about=_set("id|created at|ip hash|user status"),
        time="created at",
    ),
    Shape(
        tool="GOV.UK Forms",
        signs=_set("reference|submitted at"),
        about=_set("reference|submitted at|language"),
        id="reference",
        time="submitted at",
    ),
    Shape(
        tool="Tally",
        signs=_set("submission id|respondent id|submitted at"),
        about=_set("submission id|respondent id|submitted at"),
        id="submission id",
        time="submitted at",
    ),
    Shape(
        tool="Jotform",
        signs=_set("submission date"),
        one_of=_set("submission ip|submission url|submission edit url|last update date|submission id"),
        about=_set("submission date|submission id|submission ip|submission url|submission edit url|last update date"),
        id="submission id",
        time="submission date",
    ),
    Shape(
        tool="ODK Central",
        signs=_set("submissiondate|key"),
        one_of=_set("submitterid|meta-instanceid|instanceid|deviceid|formversion"),
        about=_set(
            "submissiondate|key|submitterid|submittername|attachmentspresent|attachmentsexpected|status|reviewstate|"
            "deviceid|edits|formversion|meta-instanceid|instanceid|start|end|today"
        ),
        id="key",
        time="submissiondate",
    ),
    Shape(
        tool="Nextcloud Forms",
        signs=_set("user display name|timestamp"),
        one_of=_set("submission id|user id"),
        about=_set("submission id|user id|user display name|timestamp"),
        id="submission id",
        time="timestamp",
    ),
    Shape(
        tool="SmartSurvey",
        signs=_set("userid|userno|started|ended"),
        about=_set("userid|userno|name|email|ip address|unique id|started|ended|collector|tracking link"),
        id="userid",
        time="ended",
        more_rows=True,
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
SUMMARY = (
    "holds the counts of each question's answers, no responses; export again from SurveyMonkey: Analyze results, "
    "Save as, Export file, All individual responses"
)
POLIS_SUMMARY = f"holds the summary of a Polis conversation, {_WANTED}"

# Google Forms writes the first header in the language of the form's owner.
TIMESTAMPS = frozenset(
    {"timestamp", "zeitstempel", "horodateur", "marca temporal", "carimbo de data/hora", "informazioni cronologiche",
     "tijdstempel", "tidsstämpel", "tidsstempel", "sygnatura czasowa", "aikaleima", "časová značka", "stamp amser",
     "időbélyeg", "marcaj de timp", "позначка часу", "χρονική σήμανση", "tidsmerke", "časová pečiatka",
     "vremenska oznaka", "marca de temps", "dấu thời gian",
     "отметка времени", "タイムスタンプ", "时间戳记", "時間戳記", "타임스탬프", "zaman damgası"}
)  # fmt: skip
GOOGLE_ABOUT = frozenset({"email address", "score", "username"})

# Columns of any table that say who or when, not what.
GENERAL_ABOUT = re.compile(
    r"(response|respondent|submission|row|record|contact|entry|contribution)?[ _-]?"
    r"(id|uuid|ref|reference|index|number)|"
    r"(submitted|created|completed|started|date|time|timestamp)([ _-]?(at|on|time|date|started|submitted))?|"
    r"(submission|entry|response|survey)[ _-](date|time|timestamp|status)|"
    r"timestamp \([^()]{1,30}\)|date (created|updated|submitted|started|completed|last action)|"
    r"(created|updated) by( \(user id\))?|last updated|"
    r"unique (response|respondent) (id|number)|completion (status|time)|user[ _-]?(agent|ip|name|id)|source url|"
    r"referer|(contact )?e-?mail( address)?|(contact|first|last)[ _-]?(name|email)|ip([ _-]?addr(ess)?)?|channel|"
    r"source|language",
    re.IGNORECASE,
)
