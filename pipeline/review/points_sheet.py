"""The worksheet of points: a person says of single points what they are about, beside what the machine says."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import RecordError
from pipeline.review.asked import Act, Rows
from pipeline.review.drawing import drawn, least_sure
from pipeline.review.earlier import ruled_before
from pipeline.review.form import Form
from pipeline.review.itemcells import ItemSheet, check_rows, taken_back
from pipeline.review.record import Decision

DRAWN, UNSURE, DECIDED = "drawn", "unsure", "decided"
# So many undecided points are offered: enough by chance for shares with an interval, and those that teach most.
MOST_DRAWN, MOST_UNSURE = 150, 50
OK = "ok"
# What may stand in place of codes, as the page of instructions says it.
INSTEAD = {OK: "the machine is right"}

_HOW_TO = (
    "How to fill in this sheet",
    "Grey columns are the machine's; leave them. White columns on the right are yours; leave a cell empty for later.",
    "Each row is one point: a stretch of an answer that makes one claim. 'rest' is the rest of that answer, with '...'",
    "where the point stands. 'question' is what was asked, 'theme' the agreed theme that holds the point.",
    "'suggested_items' is what the machine takes it to be about, 'because' the words that told it so; 'beside' holds",
    "what it noticed besides: that a point is about safety or inclusion, or that no item is likely for it.",
    "items: write ok where the machine is right; else the codes, the most prominent first, e.g. WS2a;WS1d",
    "NONE stands for what is not about digital, or fits none of the items. The codes stand below.",
    "Say what the point is about, not what its theme is about: a point may well differ from its theme.",
    "Rows 'drawn' were drawn by chance: only if you tag them all, also the dull ones, can shares be told.",
    "Rows 'unsure' are those the machine doubts most, first those that fit no item: they teach it most.",
    "Rows 'decided' show in 'now' what was ruled; write other items to rule anew.",
    "Where points shall be coded blind by two people, draw those first (cpitg review SURVEY --draw 100): they do not",
    "stand in this sheet until both have coded them.",
    "reason: why, in a few words, where it is not plain; name people by role, never by name.",
    "Then: cpitg review SURVEY --apply this file",
)
POINTS_SHEET = Form(
    sheet="points",
    machine=(
        "kind", "id", "digest", "now", "why", "question", "text", "rest", "theme", "suggested_items", "score",
        "because", "beside",
    ),
    human=("items", "reason"),
    decisions={},
    how_to=_HOW_TO,
    later=("beside",),
    examples=(
        {"why": "drawn", "suggested_items": "WS3b", "items": "ok", "reason": ""},
        {"why": "unsure", "suggested_items": "WS1d", "items": "WS2a;WS1d", "reason": "about cards first"},
    ),
)  # fmt: skip


def stratum(item: str, question: str) -> str:
    """The stratum of points of one first item and one question."""
    return f"{item} {question}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point as a sheet shows it: what was asked and said, and what the machine makes of it."""

    id: str
    digest: str
    question: str
    text: str
    rest: str
    theme: str = ""
    items: tuple[str, ...] = ()
    score: float = 0.0
    because: str = ""
    beside: str = ""

    @property
    def stratum(self) -> str:
        """Points of one stratum: those of one question and one first item."""
        return stratum(self.items[0] if self.items else "", self.question)


def rest_of(answer: str, start: int, end: int) -> str:
    """The rest of an answer, with '...' where the point stands; empty where the point is all of it."""
    before, after = answer[:start].strip(), answer[end:].strip()
    return " ".join(part for part in (before, "...", after) if part) if before or after else ""


def _row(point: Point, why: str, now: str) -> dict[str, str]:
    return {
        "kind": "point",
        "id": point.id,
        "digest": point.digest,
        "now": now,
        "why": why,
        "question": point.question,
        "text": point.text,
        "rest": point.rest,
        "theme": point.theme,
        "suggested_items": ";".join(point.items),
        "score": f"{point.score:.2f}",
        "because": point.because,
        "beside": point.beside,
    }


def suggested_points(
    points: Sequence[Point],
    ruled: Mapping[str, Sequence[str]],
    blind: Collection[str] = (),
    kept: Sequence[Mapping[str, str]] = (),
) -> list[dict[str, str]]:
    """The rows of the sheet: points drawn by chance, the least sure ones, then those that were decided.

    `ruled` holds the items of decided points, `blind` the points that people are about to code without the machine;
    `kept` are rows that a person began to fill, which stay.
    """
    known = {point.id: point for point in points}
    open_ = {id: point for id, point in known.items() if id not in ruled and id not in blind}
    begun = {row["id"]: row["why"] for row in kept if row["id"] in open_}
    doubted = [id for id, why in begun.items() if why == UNSURE]
    # Whatever was decided leaves the draw by chance as well: the rest of each stratum is still in an order of chance.
    strata = {id: point.stratum for id, point in open_.items() if id not in doubted}
    chosen = drawn(strata, MOST_DRAWN, [id for id in begun if id not in doubted])
    scores = {id: point.score for id, point in open_.items()}
    more = least_sure(scores, max(0, MOST_UNSURE - len(doubted)), {*chosen, *doubted})
    unsure = least_sure({id: scores[id] for id in (*doubted, *more)}, len(open_))
    decided = sorted(set(ruled) & set(known))
    return [
        *(_row(known[id], DRAWN, "") for id in chosen),
        *(_row(known[id], UNSURE, "") for id in unsure),
        *(_row(known[id], DECIDED, ";".join(ruled[id])) for id in decided),
    ]


def still_meant(kept: Sequence[Mapping[str, str]], rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """A person's rows of the sheet before, without those whose ruling was taken back since.

    An 'ok' to what the machine says no longer is written out as the codes.
    """
    today = {row["id"]: row for row in rows}
    told = []
    for row in kept:
        ok, now = row["items"].strip().casefold() == OK, today.get(row["id"], row)
        meant = row["suggested_items"] if ok else row["items"]
        if not taken_back(row, meant, now["now"]):
            told.append({**row, "items": meant if ok and now["suggested_items"] != meant else row["items"]})
    return told


def _of_row(
    sheet: ItemSheet,
    line: int,
    row: Mapping[str, str],
    ruled: Mapping[str, Sequence[str]],
    round: str,
    record: Sequence[Decision],
) -> Iterator[Act]:
    confirmed = row["items"].strip().casefold() == OK
    told = row["suggested_items"] if confirmed else row["items"]
    if not row["items"].strip():
        sheet.fault(line, row, "items", "is empty beside a reason; write ok or codes, or clear the reason for later")
        return
    if not told and sheet.stands(line, row):
        sheet.fault(line, row, "items", "says ok to nothing: the machine's cell beside it is empty; write codes")
    items, now = sheet.items(line, row, told), ";".join(ruled.get(row["id"], ()))
    if not items or ";".join(items) == now or not sheet.stands(line, row):
        return
    if now != row["now"]:
        said = f"was ruled {now or 'nothing'} since this sheet was written; write it again"
        sheet.fault(line, row, "items", f"{said} (cpitg review {round}), then rule anew")
    elif not now and (earlier := ruled_before(record, row["id"], "retag", ";".join(items))):
        sheet.fault(line, row, "items", earlier.told(round))
    yield Act(act="retag", on=row["id"], digest=row["digest"], value=";".join(items), reason=row["reason"])


def point_acts(
    rows: Rows,
    ruled: Mapping[str, Sequence[str]],
    digests: Mapping[str, str],
    codes: Sequence[str],
    personal: Callable[[str], Sequence[str]],
    round: str,
    file: str,
    record: Sequence[Decision] = (),
) -> list[Act]:
    """The retag lines that the filled cells ask for beyond what was ruled; applying a sheet twice asks for none.

    What a line of `record` said and was taken back is not said again: the row is told with both lines. Raises
    RecordError with every cell at fault, its row and the cure; nothing is applied then.
    """
    sheet = ItemSheet(file=file, codes=codes, digests=digests)
    filled = [(line, row) for line, row in rows if row["items"].strip() or row["reason"].strip()]
    check_rows(sheet, filled, ("point",), personal)
    acts = [act for line, row in filled for act in _of_row(sheet, line, row, ruled, round, record)]
    if sheet.faults:
        raise RecordError(sheet.faults)
    return sorted(acts, key=lambda act: act.on)
