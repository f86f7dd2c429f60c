"""Greetings at the head of a message, and signatures at its foot."""

import re
from collections.abc import Sequence

from pipeline.clean.kinds.words import PLACES, ROLES
from pipeline.clean.lists import any_of, words
from pipeline.clean.mail_lines import Aside, Line, count_words
from pipeline.clean.marks import MARK

_REGARDS = (
    r"(?:(?:(?:many )?thanks|thank you|with|and|my|&|kind(?:est)?|best|warm(?:est)?),? ){0,5}"
    r"(?:regards|rgds|best wishes)"
)
_SURE = any_of(
    r"""
    kr, bw,
    (?:with )?(?:my )?(?:very )?(?:all )?(?:best|good|warmest|kindest) wishes, yours (?:sincerely|faithfully|truly),
    sincerely, all the best, cofion(?: gorau| cynnes)?, diolch yn fawr, yours in (?:health|anticipation)
    """
)
_THANKS = any_of(
    """
    thanks, many thanks, thank you, thanks again, thanks in advance, many thanks in advance, thank you in advance,
    thanks for reading, cheers, thanks a lot, thank you very much, diolch, best
    """
)
_CLOSES = re.compile(rf"(?P<sure>{_REGARDS}|{_SURE})(?!\w)|(?P<thanks>{_THANKS})(?!\w)", re.IGNORECASE)
_CONTACT = re.compile(r"\[(?:PHONE|EMAIL|ADDRESS|POSTCODE|GPHC_NUMBER)\]")
_SIGNS = r"(?:(?:dr|mr|mrs|ms|miss|prof)\.? )?\[PERSON\][ ,|(]"
_AT_END = re.compile(
    rf"(?<=[.!?)\]…])\s+(?=(?:(?:{_REGARDS}|{_SURE})(?!\w)"
    rf"|(?:many thanks|thanks|cheers)(?:,| ?[-–—]) ?\[PERSON\]|{_SIGNS}))",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"(?:sent (?:from|via|using) (?:my |the )?(?:iphone|ipad|samsung|galaxy|huawei|android|mobile|blackberry|phone"
    r"|mail for|yahoo|outlook|gmail|windows|nokia|sony|xperia|pixel|tablet|bt |aol|proton)"
    r"|get outlook for (?:ios|android)|download outlook for)[^\n]{0,60}$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:tel(?:ephone)?|mob(?:ile)?|phone|fax|e-?mail|direct(?: line| dial)?|web(?:site)?|twitter|ext|[temwfd])"
    r"\b ?[.:|]|www\.|https?:",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_SMALL = words("of and the for at in on")
_POST_SCRIPT = re.compile(r"p\.? ?s\b", re.IGNORECASE)
_RULE = re.compile(r"[-_=*~]{2,}$")
# More lines or words make no signature, nor does a line longer than this at the end of a text.
_LONGEST = 14
_LONGEST_FOOT = 300


def _is_titled(text: str) -> bool:
    """Whether every word has a capital or is one for a role or a place, as on a card."""
    told = _WORD.findall(MARK.sub(" ", text))
    known = [word for word in told if word.casefold() in ROLES or word.casefold() in PLACES]
    return all(word[0].isupper() or word in known or word in _SMALL for word in told)


def _on_a_card(text: str) -> bool:
    """Whether a line could stand in a signature: few words, and those a name's, a role's, a place's or a label's."""
    if _POST_SCRIPT.match(text) or text.endswith("?") or count_words(text) > _LONGEST:
        return False
    if _RULE.match(text) or _SENT_FROM.match(text):
        return True
    if _CONTACT.search(text) and count_words(text) <= 3:
        return True
    if _LABEL.search(text):
        return count_words(text) <= 8
    return _is_titled(text) and (count_words(text) <= 8 or MARK.search(text) is not None)


def _block(lines: Sequence[Line], first: int) -> int:
    """The line after the signature whose first line under the closing is `first`."""
    end = first
    while end < len(lines) and end - first < _LONGEST and _on_a_card(lines[end].text):
        end += 1
    return end


def _closes(text: str, following: str) -> bool:
    """Whether a text is a closing formula and who signs, or who signs and how to reach them.

    Thanks close only where a name comes after.
    """
    if re.match(_SIGNS, text, re.IGNORECASE):
        return _CONTACT.search(text) is not None and _on_a_card(text)
    found = _CLOSES.match(text)
    if not found:
        return False
    rest = text[found.end() :].strip(" ,.!-–—")
    if found["sure"]:
        return _on_a_card(rest)
    named = rest.startswith("[PERSON]") and not text[found.end()].isspace() and _on_a_card(rest)
    return named or (not rest and following.lstrip(" -–—").startswith("[PERSON]") and _on_a_card(following))


def _closing(lines: Sequence[Line], at: int) -> int | None:
    """Where in a line a closing formula begins, which ends the line."""
    line = lines[at]
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    foot = max(0, len(line.text) - _LONGEST_FOOT)
    starts = [*([] if foot else [0]), *(found.end() for found in _AT_END.finditer(line.text, foot))]
    return next((line.start + start for start in starts if _closes(line.text[start:], following)), None)


def _is_dashes(lines: Sequence[Line], at: int) -> bool:
    """Whether a line parts a signature from the message, as mail programs do it."""
    return lines[at].text == "--" and at + 1 < len(lines) and _block(lines, at + 1) == len(lines)


def _unannounced(lines: Sequence[Line]) -> int | None:
    """The first line of a signature without a closing formula: a name on its own line, then nothing but a card."""
    for at in range(len(lines) - 1, max(0, len(lines) - 8), -1):
        text = lines[at].text.lstrip(" -–—~*")
        apart = lines[at].opens or lines[at - 1].text[-1] in ".!?)…"
        if text.startswith("[PERSON]") and apart and _block(lines, at) == len(lines):
            return at
    return None


def signatures(lines: Sequence[Line]) -> list[Aside]:
    """Signatures of a message; what a person wrote after one stays text."""
    found: list[Aside] = []
    at = 0
    while at < len(lines):
        start = lines[at].start if _is_dashes(lines, at) else _closing(lines, at)
        if start is None:
            at += 1
            continue
        after = _block(lines, at + 1)
        found += [
            Aside(start, lines[at].end, "signature"),
            *(line.aside("signature") for line in lines[at + 1 : after]),
        ]
        at = after
    if not found and (first := _unannounced(lines)):
        found = [line.aside("signature") for line in lines[first:]]
    return found + [line.aside("signature") for line in lines if _SENT_FROM.match(line.text)]


_TO_WHOM = any_of(
    r"""
    all, team, everyone, everybody, both, sir, madam, sirs, or, sir/madam, colleague, colleagues, folks, there, again,
    to, friends, group, committee
    """
)
_GREETS = re.compile(
    r"(?:(?i:dear|hi|hello|hey|helo|annwyl)"
    rf"(?: (?:(?i:{_TO_WHOM})(?![\w’'])|\[[A-Z_]{{2,20}}\]|[A-Z][\w&’'.-]{{0,30}})){{0,5}}"
    r"|(?i:good (?:morning|afternoon|evening|day)|(?:bore|prynhawn) da)(?: (?:(?i:all|team|everyone)|\[PERSON\]))?"
    r"|(?i:to whom it may concern))(?P<end> ?[,:;!–—-]+(?=\s|$)|\.?$)"
)


def greeting(lines: Sequence[Line]) -> list[Aside]:
    """The words that greet at the head of a message, if there is more to it."""
    found = _GREETS.match(lines[0].text) if lines else None
    if not found or (len(lines) == 1 and found.end() == len(lines[0].text)):
        return []
    return [Aside(lines[0].start, lines[0].start + found.end(), "header")]
