"""The tables of a release to download: what a row is told from, and what every column means, written once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.pages.addresses import item_page, theme_page
from pipeline.pages.marks import Release
from pipeline.publish.bookdata import BookData

HIDDEN = "Empty where the figure is hidden because it is small, or could give away one that is; or is not known."
Value = str | int | float | bool | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, the type of its values as Frictionless names it, and what it holds."""

    name: str
    type: str
    description: str
    needed: bool = True
    unique: bool = False

    def schema(self) -> dict[str, Any]:
        """The column as datapackage.json describes it."""
        told = f"{self.description} {HIDDEN}" if self.hides else self.description
        bounds = {"minimum": 0} if self.type in ("integer", "number") else {}
        constraints = {"required": self.needed} | ({"unique": True} if self.unique else {}) | bounds
        return {"name": self.name, "type": self.type, "description": told, "constraints": constraints}

    @property
    def hides(self) -> bool:
        """Whether a figure of it may be missing."""
        return self.type in ("integer", "number") and not self.needed


@dataclass(frozen=True, slots=True)
class Table:
    """A table to download: its name, what a row of it is, its columns, and how its rows are told from a release."""

    name: str
    description: str
    columns: tuple[Column, ...]
    rows: Callable[[BookData, Release], list[Row]]

    @property
    def file(self) -> str:
        """The name of its CSV file."""
        return f"{self.name}.csv"


def _text(name: str, description: str, needed: bool = True, unique: bool = False) -> Column:
    return Column(name, "string", description, needed, unique)


def _count(name: str, description: str) -> Column:
    return Column(name, "integer", description, needed=False)


def _share(name: str, description: str) -> Column:
    return Column(name, "number", description, needed=False)


def _themes(data: BookData, told: Release) -> list[Row]:
    figures = ("responses", "distinct_texts", "organisations", "points", "share", "low", "high")
    return [
        (theme["id"], theme["title"], _listed(theme["items"]), *(theme.get(name) for name in figures),
         str(theme["since"]), f"{theme_page(theme['id'])}.html")
        for theme in told.at("/themes")
    ]  # fmt: skip


def _points(data: BookData, told: Release) -> list[Row]:
    return [
        (point["id"], point["question"], _listed(point["themes"]), _listed(point["items"]), point.get("decided"),
         point.get("text", ""), _point_address(point))
        for point in told.at("/points")
    ]  # fmt: skip


def _point_address(point: Any) -> str:
    """Where a point is listed: on the page of its first theme, at its own anchor."""
    return f"{theme_page(point['themes'][0])}.html#{point['id']}" if point["themes"] else ""


def _quotes(data: BookData, told: Release) -> list[Row]:
    return [
        (quote["point"], quote["theme"], quote["question"], quote["text"], quote.get("translated_from", ""))
        for quote in told.at("/quotes")
    ]


def _items(data: BookData, told: Release) -> list[Row]:
    titles = {item["code"]: item["title"] for stream in told.at("/taxonomy") for item in stream["items"]}
    figures = ("themes", "points", "share", "low", "high")
    return [
        (item["code"], titles.get(item["code"], ""), *(item.get(name) for name in figures), item["why_not"])
        for item in told.value.get("items", [])
    ]


def _ledger(data: BookData, told: Release) -> list[Row]:
    kinds = ("responses", "answers")
    return [(kind, state, count) for kind in kinds for state, count in told.at(f"/ledger/{kind}").items()]


def _closed(data: BookData, told: Release) -> list[Row]:
    return [
        (asked["question"], asked["text"], row["part"], row["part_label"], row["value"], row["label"], row["count"],
         row["share"])
        for asked in told.at("/closed")
        for row in asked["rows"]
    ]  # fmt: skip


def _crosstabs(data: BookData, told: Release) -> list[Row]:
    return [
        (table["question"], table["part"], table["attribute"], table["as_of"], row["group"], row["answered"],
         option["value"], option["label"], *(cell[name] for name in ("count", "share", "low", "high")))
        for table in told.value.get("crosstabs", [])
        for row in table["rows"]
        for option, cell in zip(table["options"], row["cells"], strict=True)
    ]  # fmt: skip


def _spread(data: BookData, told: Release) -> list[Row]:
    themes: list[tuple[str, Mapping[str, Any]]] = [
        ("", told.value),
        *((each["id"], each) for each in told.at("/themes")),
    ]
    return [(id, part["from"], part["to"], part["responses"]) for id, each in themes for part in each.get("spread", [])]


def _roadmap(data: BookData, told: Release) -> list[Row]:
    return [
        (item.id, item.title, _listed(item.items), item.horizon, item.status, item.owner, item.blocked_by,
         "" if "review_by" in item.missing else item.review_by.isoformat(), item.value,
         item.feasibility, item.feasibility_because, _listed(item.evidence), f"{item_page(item.id)}.html")
        for item in data.roadmap.items
    ]  # fmt: skip


def _listed(texts: Sequence[str]) -> str:
    return ";".join(texts)


_PAGE = "Address of its page, below the first folder of the book"
_INTERVAL = (_share("low", "Lower end of the interval of the share."), _share("high", "Its upper end."))

# The data dictionary: every table and column, written once.
TABLES = (
    Table(
        "themes",
        "An agreed theme of the release.",
        (
            _text("theme", "Id of the theme.", unique=True),
            _text("title", "Its title."),
            _text("items", "Codes of the items it belongs to, joined by semicolons.", needed=False),
            _count("responses", "Responses that have a point in it."),
            _count("distinct_texts", "Distinct texts among these; copies of one letter are one."),
            _count("organisations", "Organisations among their senders."),
            _count("points", "Points in it."),
            _share("share", "Its share of the responses with a usable answer, between nought and one."),
            *_INTERVAL,
            _text("since", "The release that showed it first."),
            _text("page", f"{_PAGE}."),
        ),
        _themes,
    ),
    Table(
        "points",
        "A point: a stretch of an answer that makes one claim.",
        (
            _text("point", "Id of the point.", unique=True),
            _text("question", "Id of the question that it answers."),
            _text("themes", "Ids of its themes, joined by semicolons; empty where it is in none.", needed=False),
            _text("items", "Codes of its items, joined by semicolons; NONE where none fits.", needed=False),
            Column("decided", "boolean", "Whether a person decided its items; empty where not recorded.", needed=False),
            _text("text", "Its words, only where its sender agreed and a person approved; else empty.", needed=False),
            _text("page", f"{_PAGE}, with the point's anchor; empty where it is in no theme.", needed=False),
        ),
        _points,
    ),
    Table(
        "quotes",
        "A quote: the words of a point that are shown with a theme.",
        (
            _text("point", "Id of the point."),
            _text("theme", "Id of the theme."),
            _text("question", "Id of the question that it answers."),
            _text("text", "The words; empty where they were taken out since.", needed=False),
            _text("translated_from", "Code of the language it was written in, where it is translated.", needed=False),
        ),
        _quotes,
    ),
    Table(
        "items",
        "An item of the workstreams and what was said on it.",
        (
            _text("item", "Code of the item.", unique=True),
            _text("title", "Its title.", needed=False),
            _count("themes", "Agreed themes that belong to it."),
            _count("points", "Points tagged with it."),
            _share("share", "Estimated share of the points that belong to it, between nought and one."),
            *_INTERVAL,
            _text("why_not", "Why no share is given, where none is.", needed=False),
        ),
        _items,
    ),
    Table(
        "ledger",
        "Responses or answers in one state after cleaning; the states add up to those received.",
        (
            _text("of", "What is counted: responses or answers."),
            _text("state", "The state; received is all of them."),
            _count("count", "How many."),
        ),
        _ledger,
    ),
    Table(
        "closed",
        "A value that could be chosen in answer to a closed question.",
        (
            _text("question", "Id of the question."),
            _text("text", "The question as asked."),
            _text("part", "Row of a grid; empty where the question is none.", needed=False),
            _text("part_label", "That row as shown.", needed=False),
            _text("value", "The value."),
            _text("label", "The value as shown."),
            _count("count", "Responses that chose it."),
            _share("share", "Their share of the responses that answered, between nought and one."),
        ),
        _closed,
    ),
    Table(
        "crosstabs",
        "What a group of respondents chose in a closed question. None where they are not told.",
        (
            _text("question", "Id of the question."),
            _text("part", "Row of a grid; empty where the question is none.", needed=False),
            _text("attribute", "Id of the attribute that the groups are of."),
            _text("as_of", "The release that showed the table first; it stays as it was."),
            _text("group", "The group."),
            _count("answered", "Responses of the group that answered."),
            _text("value", "The value; of a rating several, joined by semicolons."),
            _text("label", "The value as shown."),
            _count("count", "Responses of the group that chose it."),
            _share("share", "Their share of those of the group that answered, between nought and one."),
            *_INTERVAL,
        ),
        _crosstabs,
    ),
    Table(
        "spread",
        "A third of the days on which the round was open, and how many responses came in it, of a theme or of all.",
        (
            _text("theme", "Id of the theme; empty for all responses.", needed=False),
            Column("from", "date", "The first day."),
            Column("to", "date", "The last day; what came later is counted with the last third."),
            _count("responses", "Responses of these days."),
        ),
        _spread,
    ),
    Table(
        "roadmap",
        "A roadmap item, whichever round its evidence comes from.",
        (
            _text("item", "Id of the roadmap item.", unique=True),
            _text("title", "Its title."),
            _text("items", "Codes of the items of the workstreams it serves, joined by semicolons."),
            _text("horizon", "Now, next or later."),
            _text("status", "How far it is."),
            _text("owner", "Who answers for it."),
            _text("blocked_by", "What it waits for, where it is blocked.", needed=False),
            Column("review_by", "date", "The day by which it is looked at again."),
            _text("value", "Its value to patients."),
            _text("feasibility", "How feasible it was ruled; empty where nobody has ruled.", needed=False),
            _text("feasibility_because", "The reason of the ruling.", needed=False),
            _text("evidence", "Ids of the agreed themes it rests on, joined by semicolons."),
            _text("page", f"{_PAGE}."),
        ),
        _roadmap,
    ),
)
