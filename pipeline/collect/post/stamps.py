"""Lines that lists, scanners and mail servers put around a message on its way, which are nobody's words."""

import re
from collections.abc import Iterator, Sequence

_RULE = re.compile(r"[-_=#*~]{2,200}")
# How the first line below such a rule begins; a person's own sentence below a rule begins otherwise.
_BELOW = re.compile(
    r"""\S{1,80}\ mailing\ list(\ --\ \S{1,200})?$ |
        you\ receive(d\ this\ (message|e-?mail)\ because|\ all\ messages\ sent) |
        to\ unsubscribe\b | unsubscribe: |
        th(is|e)\ (e-?mail|message)\ (has\ been|was)\ (automatically\ )?(scanned|checked|virus)""",
    re.IGNORECASE | re.VERBOSE,
)
_ABOVE = re.compile(r"\[?you don['’]t often get e-?mail from \S{1,300}(?:\s|$)", re.IGNORECASE)
# Below this line, its space at the end among it, mail programs put a signature by themselves (RFC 3676).
_SIGNATURE = "-- "
_POST_SCRIPT = re.compile(r"\s*p\.? ?s\b", re.IGNORECASE)
# What telephones and programs put below a message, as a paragraph of its own.
_DEVICE = re.compile(
    r"""[(<*\s]{0,4}(?:
        sent\ (?:from|with|via|using)\ (?:(?:a|my|the)\ )?(?:mobile|cell|phone|smartphone|device|mailbox|airmail
            |spark|inbox|k-?9|blue\ ?mail|edison|sparrow|superhuman|windows|outlook|gmail|yahoo|aol|ip(?:hone|ad|od)
            |android|galaxy|samsung|huawei|honor|blackberry|htc|nokia|sony|xperia|pixel|oneplus|xiaomi|tablet|proton)\b
            (?:[^.!?<>]{0,40}(?:<[^<>]{1,100}>)?|.{0,60}\b(?:excuse|typo|brevity|apolog)\w{0,9}.{0,40}) |
        (?:get|download)\ outlook\ for\ (?:ios|android|mac).{0,80} |
        anfonwyd\ o['’]?(?:m|\ fy)\ .{2,40} |
        (?:diese\ nachricht\ wurde\ )?von\ mein\w{0,2}\ .{2,60}\ gesendet\.? |
        gesendet\ von\ (?:mein|mail\ für).{2,40} |
        envoyé\ (?:de|depuis)\ (?:mon|ma)\ .{2,40} | enviado\ (?:desde\ mi|do\ meu)\ .{2,40} |
        inviato\ da(?:l\ mio)?\ ip.{2,30} | verstuurd\ vanaf\ mijn\ .{2,40} | skickat\ från\ min\ .{2,40} |
        sendt\ fra\ min\ .{2,40} | wysłane\ z\ .{2,40}
    )[)>*\s]{0,4}""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_DEVICE = 160
_NEXT_PART = re.compile(r"-{8,30} next part -{8,30}\s*$")
_SCRUBBED = re.compile(r"An? .{1,80} was scrubbed\.\.\.\s*$")
_SCRUBBED_LINES = 9
_MOST_LINES = 15
_WARNING_LINES = 4
_MOST_FOOTERS = 4
_LONGEST = 400


def _footer(lines: Sequence[str], end: int) -> int:
    """Where the last footer before a line begins; the line itself where there is none."""
    filled: list[int] = []
    for at in range(end - 1, -1, -1):
        if not lines[at].strip():
            continue
        if filled and _RULE.fullmatch(lines[at].strip()[:_LONGEST]):
            return at if _BELOW.match(lines[filled[-1]].strip()[:_LONGEST]) else end
        filled.append(at)
        if len(filled) > _MOST_LINES:
            break
    return end


def _footers(lines: Sequence[str]) -> Iterator[int]:
    end = len(lines)
    for _ in range(_MOST_FOOTERS):
        start = _footer(lines, end)
        if start == end:
            return
        yield from range(start, end)
        end = start


def _warning(lines: Sequence[str]) -> Iterator[int]:
    """The lines with which a server warns of a sender who never wrote before."""
    first = next((at for at, line in enumerate(lines) if line.strip()), -1)
    if first < 0 or not _ABOVE.match(lines[first].strip()[:_LONGEST]):
        return
    # In brackets it may be broken over lines; what stands below it may follow without a blank one.
    among = range(first, min(len(lines), first + _WARNING_LINES))
    last = next((at for at in among if lines[at].rstrip().endswith("]")), first)
    yield from range(first, last + 1)


def _scrubbed(lines: Sequence[str]) -> Iterator[int]:
    """What a list's archive put where a part of the message stood."""
    for at, line in enumerate(lines):
        if not _NEXT_PART.match(line[:_LONGEST]):
            continue
        yield at
        if at + 1 < len(lines) and _SCRUBBED.match(lines[at + 1][:_LONGEST]):
            among = range(at + 1, min(len(lines), at + _SCRUBBED_LINES))
            last = next((each for each in among if lines[each].startswith("URL: ")), at + 1)
            yield from range(at + 1, last + 1)


def _signature(lines: Sequence[str], at: int, ends: frozenset[int]) -> Iterator[int]:
    """The lines of a signature that begins at its mark; none where more stands there than any signature has."""
    end = at + 1
    while end < len(lines) and end not in ends and not _POST_SCRIPT.match(lines[end][:_LONGEST]):
        end += 1
    if sum(bool(line.strip()) for line in lines[at + 1 : end]) <= _MOST_LINES:
        yield from range(at, end)


def _devices(lines: Sequence[str], ends: frozenset[int]) -> Iterator[int]:
    """Lines below the words of a message that tell what it was written on."""
    below = True
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at].strip()
        if at in ends or not line:
            below = below or at in ends
            continue
        apart = not at or not lines[at - 1].strip() or bool(_DEVICE.fullmatch(lines[at - 1].strip()[:_LONGEST_DEVICE]))
        below = below and apart and len(line) <= _LONGEST_DEVICE and bool(_DEVICE.fullmatch(line))
        if below:
            yield at


def stamped(lines: Sequence[str], others: frozenset[int] = frozenset()) -> frozenset[int]:
    """The lines at the end and the beginning of a message that nobody wrote; `others` are lines of other people."""
    put = frozenset((*_footers(lines), *_warning(lines), *_scrubbed(lines)))
    marks = [at for at, line in enumerate(lines) if line == _SIGNATURE]
    ends = put | others | frozenset(marks)
    put = put.union(*(_signature(lines, at, ends) for at in marks if at not in put))
    return put.union(_devices(lines, put | others))
