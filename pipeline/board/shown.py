"""What a page may show this minute: what a person hid since the analysis is hidden at once, who withdrew is gone.

The next analysis does the same for good. What was shown again waits for it: until then nothing holds those words here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.board.snapshot import HiddenSpan, Row, Snapshot
from pipeline.clean.marks import MARK, Span, to_redacted, to_repaired
from pipeline.clean.rulings import BY_PERSON, letters_of, words_of_their_own
from pipeline.ids import canonical, public_id
from pipeline.opening import Round
from pipeline.review.record import ON_WORDS, STRETCH, Decision
from pipeline.standing import Standing
from pipeline.store import erasing, tables

# A stretch of a redacted text with the kind of mark that stands for it.
Cut = tuple[int, int, str]
# Words that are hidden wherever they stand, with a kind.
_Words = tuple[tuple[str, str], ...]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Known:
    shot: Snapshot
    lines: tuple[Decision, ...]
    gone: frozenset[str]
    shown: Snapshot


_KNOWN: dict[tuple[str, str], _Known] = {}


def shown_now(round: Round, shot: Snapshot, stands: Standing) -> Snapshot:
    """The last analysis without responses that were taken back since, and without what a person hid since."""
    key = round.where
    lines = tuple(line for line in stands.agreed.on_answers if line.act in ("redact", "unredact"))
    gone = frozenset(public_id(round.key, "r", one.store_id) for one in erasing.waiting(round.name))
    known = _KNOWN.get(key)
    if known is None or known.shot is not shot or known.lines != lines or known.gone != gone:
        named = tables.words(round.name) if any(line.on == ON_WORDS for line in lines) else {}
        made = _hidden(_without(shot, gone), lines, named)
        known = _KNOWN[key] = _Known(shot, lines, gone, made)
    return known.shown


def shown_text(shot: Snapshot, id: str) -> str:
    """The text of an answer or a point as a page may show it; empty where it is gone."""
    row = shot.points.get(id) or shot.answers.get(id)
    return str(row["text"]) if row else ""


# --- who is gone ------------------------------------------------------------------------------------------------------


def _without(shot: Snapshot, gone: frozenset[str]) -> Snapshot:
    """The tables without what these responses said."""
    if not gone:
        return shot
    points = {id: row for id, row in shot.points.items() if row["response"] not in gone}
    answers = {id: row for id, row in shot.answers.items() if row["response"] not in gone}

    def left(told: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
        return {key: tuple(id for id in ids if id in points) for key, ids in told.items()}

    return replace(
        shot,
        points=points,
        answers=answers,
        inside=left(shot.inside),
        seconds={theme: shot.seconds[theme] & points.keys() for theme in shot.seconds},
        themes=_with_examples(shot.themes, points),
        subthemes=_with_examples(shot.subthemes, points),
        subpoints={id: told & points.keys() for id, told in shot.subpoints.items()},
        scores={key: score for key, score in shot.scores.items() if key[1] in points},
        joins=tuple(pair for pair in shot.joins if pair[1] in points),
        consented=shot.consented & points.keys(),
        themes_of=_those(shot.themes_of, points),
        tags=_those(shot.tags, points),
        marks=_those(shot.marks, points),
        unfitted=_those(shot.unfitted, points),
        points_of=_those(shot.points_of, answers),
        groups=_those(shot.groups, answers),
        spans=_those(shot.spans, answers),
    )


def _those(told: Mapping[str, Value], there: Mapping[str, Row]) -> dict[str, Value]:
    return {key: value for key, value in told.items() if key in there}


def _with_examples(rows: Mapping[str, Row], points: Mapping[str, Row]) -> dict[str, Row]:
    return {id: {**row, "examples": [one for one in row["examples"] if one in points]} for id, row in rows.items()}


# --- what is hidden ---------------------------------------------------------------------------------------------------


def _hidden(shot: Snapshot, lines: Sequence[Decision], named: Mapping[str, str]) -> Snapshot:
    """The tables with marks for what these lines hide."""
    words = _words_hidden(lines, named)
    cuts = _all_cuts(shot, lines, words)
    if not (cuts or words):
        return shot
    taken = tuple((shot.answers[id]["text"][start:end], kind) for id in cuts for start, end, kind in cuts[id])
    everywhere = (*words, *dict.fromkeys(one for one in taken if one[0].strip()))
    return replace(
        shot,
        answers={**shot.answers, **_answers(shot, cuts)},
        points={**shot.points, **_points(shot, cuts)},
        spans={**shot.spans, **_spans(shot, cuts)},
        groups={**shot.groups, **_groups(shot, cuts, words)},
        tags={**shot.tags, **_reasons(shot, cuts)},
        themes=_titled(shot.themes, everywhere),
        subthemes=_titled(shot.subthemes, everywhere),
    )


def _words_hidden(lines: Sequence[Decision], named: Mapping[str, str]) -> _Words:
    """Words that are hidden in the whole round, by the last line on each."""
    told: dict[str, tuple[str, str]] = {}
    for line in lines:
        digest, _, kind = line.value.partition(" ")
        if line.on == ON_WORDS and named.get(digest):
            told[canonical(named[digest])] = (named[digest], kind)
    return tuple(sorted(one for one in told.values() if one[1]))


def _all_cuts(shot: Snapshot, lines: Sequence[Decision], words: _Words) -> dict[str, list[Cut]]:
    """Answer -> the stretches of its redacted text that are to be hidden beyond what is already."""
    of: dict[str, list[Decision]] = {}
    for line in lines:
        if line.on in shot.answers and line.on_digest == shot.answers[line.on]["digest"]:
            of.setdefault(line.on, []).append(line)
    found = {id: _stretches(shot, id, each) for id, each in of.items()}
    for id, more in _with_words(shot, words):
        found.setdefault(id, []).append(more)
    cuts = {id: _joined(str(shot.answers[id]["text"]), each) for id, each in sorted(found.items())}
    return {id: each for id, each in cuts.items() if each}


def _stretches(shot: Snapshot, id: str, lines: Sequence[Decision]) -> list[Cut]:
    """What lines on one answer hide, the later of two on one stretch holding, in characters of its redacted text."""
    told: list[Cut] = []
    for line in lines:
        found = STRETCH.match(line.value)
        assert found
        start, end, kind = int(found[1]), int(found[2]), found[3] or ""
        told = [one for one in told if kind or not (one[0] < end and start < one[1])]
        told += [(start, end, kind)] if kind else []
    spans = [Span(*span) for span in shot.spans.get(id, ())]
    return [(*_in_redacted(start, end, spans), kind) for start, end, kind in told]


def _in_redacted(start: int, end: int, spans: Sequence[Span]) -> tuple[int, int]:
    """A stretch of the repaired text in the redacted one, with the whole of every mark it reaches into."""
    met = [span for span in spans if span.start < end and start < span.end]
    first, last = min([start, *(span.start for span in met)]), max([end, *(span.end for span in met)])
    return to_redacted(first, spans), to_redacted(last, spans)


def _with_words(shot: Snapshot, words: _Words) -> Iterator[tuple[str, Cut]]:
    """Where words that are hidden everywhere stand in a text; no mark is part of one."""
    if not words:
        return
    sought = [(told, kind, letters_of(told)) for told, kind in words]
    for id, row in shot.answers.items():
        text = str(row["text"])
        bare = letters_of(text, whole=True)
        for told, kind, first in sought:
            if first in bare:
                marks = [mark.span() for mark in MARK.finditer(text)]
                for start, end in words_of_their_own(text, told):
                    if not any(one < end and start < other for one, other in marks):
                        yield id, (start, end, kind)


def _joined(text: str, cuts: Iterable[Cut]) -> list[Cut]:
    """Cuts in order, those that meet joined, without such as are marks already."""
    told: list[Cut] = []
    for start, end, kind in sorted(cut for cut in cuts if cut[0] < cut[1] <= len(text)):
        if told and start < told[-1][1]:
            told[-1] = (told[-1][0], max(end, told[-1][1]), told[-1][2])
        else:
            told.append((start, end, kind))
    return [cut for cut in told if not MARK.fullmatch(text, cut[0], cut[1])]


def _marked(text: str, start: int, cuts: Iterable[Cut]) -> str:
    """A part of a text that begins at `start` of it, with marks for the cuts that reach into it."""
    pieces, at, end = [], start, start + len(text)
    for first, last, kind in cuts:
        if first < end and start < last:
            pieces += [text[at - start : max(first, at) - start], f"[{kind}]"]
            at = max(at, last)
    return "".join([*pieces, text[max(0, at - start) :]])


def _answers(shot: Snapshot, cuts: Mapping[str, Sequence[Cut]]) -> dict[str, Row]:
    return {
        id: {**shot.answers[id], "text": _marked(str(shot.answers[id]["text"]), 0, each)} for id, each in cuts.items()
    }


def _spans(shot: Snapshot, cuts: Mapping[str, Sequence[Cut]]) -> dict[str, tuple[HiddenSpan, ...]]:
    """What is hidden in each answer now, so that every mark of the shown text still stands for a stretch."""
    told: dict[str, tuple[HiddenSpan, ...]] = {}
    for id, each in cuts.items():
        before = [Span(*span) for span in shot.spans.get(id, ())]
        new = [(to_repaired(start, before), to_repaired(end, before), kind) for start, end, kind in each]
        kept = [span for span in shot.spans.get(id, ()) if not any(_meet(span, cut) for cut in new)]
        told[id] = tuple(sorted([*kept, *((*cut, BY_PERSON, 1.0) for cut in new)]))
    return told


def _meet(span: HiddenSpan, cut: Cut) -> bool:
    return span[0] < cut[1] and cut[0] < span[1]


def _points(shot: Snapshot, cuts: Mapping[str, Sequence[Cut]]) -> dict[str, Row]:
    told: dict[str, Row] = {}
    for answer, each in cuts.items():
        for id in shot.points_of.get(answer, ()):
            row = shot.points[id]
            told[id] = {**row, "text": _marked(str(row["text"]), int(row["start"]), each)}
    return told


def _groups(shot: Snapshot, cuts: Mapping[str, Sequence[Cut]], words: _Words) -> dict[str, Row]:
    """Letters with what each person added to them: the words hidden in the answer are hidden in what it added."""
    told: dict[str, Row] = {}
    for id in cuts:
        if id in shot.groups:
            row, text = shot.groups[id], str(shot.answers[id]["text"])
            own = [*words, *((text[start:end], kind) for start, end, kind in cuts[id])]
            told[id] = {**row, "added": hide_words(str(row["added"]), own)}
    return told


def _reasons(shot: Snapshot, cuts: Mapping[str, Sequence[Cut]]) -> dict[str, Row]:
    """Tags of points that something was hidden in: why they were given repeats their words, and goes."""
    mine = {id for answer in cuts for id in shot.points_of.get(answer, ())}
    return {id: {**shot.tags[id], "reasons": "[]"} for id in sorted(mine & shot.tags.keys())}


def hide_words(text: str, words: Iterable[tuple[str, str]]) -> str:
    """A text with marks for these words wherever they stand in it as words of their own."""
    for told, kind in words:
        for start, end in reversed(words_of_their_own(text, told)):
            text = f"{text[:start]}[{kind}]{text[end:]}"
    return text


def _titled(rows: Mapping[str, Row], words: Sequence[tuple[str, str]]) -> dict[str, Row]:
    """Candidates with marks for hidden words in the titles and keywords that a machine made of texts."""
    return {
        id: {
            **row,
            "title": hide_words(str(row["title"]), words),
            "keywords": [hide_words(str(word), words) for word in row["keywords"]],
        }
        for id, row in rows.items()
    }
