"""Notices that a mail system puts under a message: confidentiality, liability, registration of a body."""

import re
from collections.abc import Iterator, Sequence

from pipeline.clean.mail_lines import Aside, Line

_MAIL = r"(?:e-?mail|message|communication|transmission|electronic mail)"
# The sentence that opens a notice; what a person would hardly write of a survey.
_OPENS = re.compile(
    rf"(?:\*{{2,}} ?)?(?:confidentiality(?: notice| note)?:|disclaimer:|legal notice:"
    rf"|(?:this|the (?:information|contents?)(?: contained)? (?:in|of) this) {_MAIL}s?\b[^.\n]{{0,120}}?"
    r"\b(?:confidential|privileged|intended|sent in confidence|originated (?:from )?outside|scanned|swept|private)\b"
    rf"|the information (?:contained )?in this {_MAIL}\b|this {_MAIL} may contain\b"
    r"|if you (?:are not|have received)[^.\n]{0,60}(?:intended recipient|in error|by mistake)"
    rf"|any (?:views|opinions)[^.\n]{{0,60}}(?:{_MAIL}|author|sender)"
    rf"|(?:please )?(?:consider|think)(?: of| about)? the environment before print"
    r"|nhsmail is the secure e-?mail|caution: ?(?:this e-?mail|external)|\[?external (?:e-?mail|sender)\b"
    r"|(?:[\w'&’ -]{0,60} is a |a )?(?:registered )?(?:charity|company)(?: (?:registered|limited)[\w ,]{0,60})?"
    r"(?: in england[\w ]{0,20})?,?:? ?\(?(?:registered |registration |charity |company )?(?:no\b|num|reg)[^\n]{0,10}\d"
    r"|registered (?:in england|in wales|in scotland|in the uk|office|address|charity|company)\b[^\n]{0,60}[\d\[:]"
    r"|vat (?:reg|no)[^\n]{0,30}\d)",
    re.IGNORECASE,
)
# What goes on with a notice once it is open.
_GOES_ON = re.compile(
    rf"\b(?:intended recipient|addressee|recipient|in error|disclos\w+|distribut\w+|prohibited|unlawful|delet\w+"
    rf"|the sender|viruses|malware|liab\w+|{_MAIL} (?:and|or|is|are|has|was|may)|attachments?|nhsmail|co-?operation"
    r"|registered (?:in|office|charity|company|no)|company (?:no|number|reg)|charity (?:no|number)|vat|unauthori[sz]ed"
    r"|secure e-?mail|confidential\w*|freedom of information|views expressed|privacy (?:notice|policy)|accredited)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"\S.*?(?:(?<!\b[Nn]o)[.!?](?=\s|$)|$)")
_STARS = re.compile(r"[*_=#-]{3,}$")


def _sentences(lines: Sequence[Line]) -> Iterator[tuple[int, int, str]]:
    for line in lines:
        for found in _SENTENCE.finditer(line.text):
            yield line.start + found.start(), line.start + found.end(), found[0]


def notices(lines: Sequence[Line]) -> list[Aside]:
    """Notices, sentence by sentence: from one that opens a notice on, as long as the words are a notice's."""
    found: list[Aside] = []
    inside = False
    rules: list[Aside] = []
    for start, end, said in _sentences(lines):
        if _STARS.match(said):
            (found if inside else rules).append(Aside(start, end, "disclaimer"))
            continue
        inside = bool(_OPENS.match(said)) or (inside and bool(_GOES_ON.search(said)))
        if inside:
            found += [*rules, Aside(start, end, "disclaimer")]
        rules = []
    return found
