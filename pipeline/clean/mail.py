"""Asides: what an e-mail brings along that nobody wrote as an answer, such as signatures and quoted replies."""

import re
from itertools import groupby

from pipeline.clean.mail_lines import Aside, Line, count_words, lines_of, merged
from pipeline.clean.mail_notices import notices
from pipeline.clean.mail_quotes import quotes
from pipeline.clean.mail_signatures import greeting, signatures

__all__ = ["Aside", "asides"]

# Without any of these a text of one line holds nothing to set aside; most answers end here.
_MAY = re.compile(
    r"\n|^(?:dear|hi|hello|hey|helo|annwyl|good|bore|prynhawn|to whom)\b|regards|rgds|wishes|thanks|cheers|sincerely"
    r"|\bkr\b|\bbw\b|yours |all the best|cofion|diolch|confidential|recipient|sent from|mail|registered|charity"
    r"|disclaimer|caution|\[(?:PHONE|EMAIL|ADDRESS|POSTCODE)\]",
    re.IGNORECASE,
)


def _outside(lines: list[Line], taken: list[Aside]) -> list[list[Line]]:
    """Runs of lines that are not set aside yet."""
    starts = {aside.start for aside in taken}
    return [list(run) for free, run in groupby(lines, key=lambda line: line.start not in starts) if free]


def _left(line: Line, taken: list[Aside], text: str) -> list[Line]:
    """What stays of a line whose end or beginning was set aside."""
    start, end = line.start, line.end
    for aside in taken:
        if aside.start <= start < aside.end:
            start = aside.end
        elif start < aside.start < end:
            end = aside.start
    said = text[start:end].strip()
    if not said:
        return []
    start = text.index(said, start)
    return [Line(start, start + len(said), said, line.opens)]


def _of_message(lines: list[Line], text: str) -> list[Aside]:
    """Notices and signatures of one message's lines."""
    found = notices(lines)
    left = [part for line in lines for part in _left(line, found, text)]
    return found + signatures(left)


def _words_left(text: str, found: list[Aside]) -> int:
    after, words = 0, 0
    for aside in sorted(found):
        words += count_words(text[after : aside.start])
        after = max(after, aside.end)
    return words + count_words(text[after:])


def asides(text: str) -> tuple[Aside, ...]:
    """The stretches of a redacted text that an e-mail brought along, in order and apart.

    What is quoted stays text where nothing else was written.
    """
    if not _MAY.search(text):
        return ()
    lines = lines_of(text)
    found = quotes(lines)
    runs = _outside(lines, found)
    for run in runs:
        found += _of_message(run, text)
    if runs:
        found += greeting(runs[0])
    if not _words_left(text, found):
        found = [aside for aside in found if aside.kind != "quoted"]
    return merged(found, text)
