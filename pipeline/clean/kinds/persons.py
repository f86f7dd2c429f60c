"""Names of persons: by rules where the words around them say so, by the trained recogniser anywhere else.

A rule needs a title, a sign-off, a number beside the name; the rules are kept to what is nearly never wrong.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pipeline.clean.kinds.words import ALSO_WORDS, NOT_NAMES, PLACES
from pipeline.clean.lists import any_of
from pipeline.clean.marks import Span, masked
from pipeline.clean.names.features import band, kinds_of, listed
from pipeline.clean.names.recogniser import trained
from pipeline.clean.names.tokens import tokens

_U = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪĶŁĻŃŅŇŌŐŘŚŞŠŢŤŪŮŰŴŶŹŻŽȘȚ"
_L = "a-zß-öø-ÿāăąćčďđēęěğģīıķłļńņňōőřśşšţťūůűŵŷźżžșț"
_WORD = (
    rf"(?:[{_U}]['’])?[{_U}][{_L}]{{1,30}}(?:[{_U}][{_L}]{{1,30}})?"
    rf"(?:-(?:[{_U}]['’])?[{_U}{_L}][{_L}]{{1,30}}){{0,2}}(?![{_L}{_U}])"
)
_INITIALS = rf"(?:[{_U}]\. ?|[{_U}] ){{0,3}}"
_PARTICLES = rf"(?:{any_of('van, von, de, der, den, da, di, la, el, al, bin, bint, ap, ab, ferch, dos, du')} ){{0,2}}"
_ONE = rf"{_INITIALS}{_PARTICLES}{_WORD}"
_ONE_TO_THREE = rf"{_ONE}(?: {_ONE}){{0,2}}"
# Two words, or initials and one: a single word alone could be anything.
_TWO_OR_THREE = rf"(?:{_WORD}(?: {_ONE}){{1,2}}|(?:[{_U}]\. ?|[{_U}] ){{1,3}}{_ONE})"

_FAMILY = any_of(
    """
    wife, husband, mother, mum, mam, dad, father, son, daughter, brother, sister, nan, gran, grandma, granddad, grandad,
    aunt, uncle, niece, nephew, grandson, granddaughter, fianc[eé]e?
    """
)
_ACQUAINTED = any_of(
    """
    partner, friend, neighbour, carer, patient, pt, lady, gentleman, man, woman, chap, boy, girl, manager, pharmacist,
    locum, technician, dispenser, nurse, doctor, gp, consultant, owner, colleague, receptionist, contractor, director,
    superintendent, trainee, student, driver, midwife, physio, therapist, surgeon, matron, lead, rep
    """
)
_KNOWN = rf"(?:{_FAMILY}|{_ACQUAINTED})"
_TITLE = rf"\b{any_of('Mr, Mrs, Ms, Miss, Mx, Drs?, Prof, Professor, Revd?, Sir, Dame, Nurse, Sister')}\b\.? ?"
_NAMESAKES = any_of("Hospital, Ward, Foundation, House, app, App, website, Website, online, Online, portal, Ltd")
_CLOSE = any_of(
    """
    (?:with )?(?:kind(?:est)? |best |warm(?:est)? )?(?:regards|wishes), yours (?:sincerely|faithfully|truly), sincerely,
    signed, rgds, all the best
    """
)
_CLOSE_ON_ITS_LINE = any_of("Best, Thanks, Many thanks, Thank you, Cheers, Yours")
_AFTER_NAME = r"(?=\s*(?:$|[\n,.;(|/\[–-]|MRPharmS|FRPharmS|MRCGP|BSc|PhD))"
# What names the next number; it may stand between a person and their number.
_LABEL = any_of(
    "on, at, via, of, is, tel, telephone, phone, ph, mob, mobile, m, t, e, dd, e-?mail, dob, nhs, no, number"
)
_LABELS = rf"(?:{_LABEL}\b[.:]?[ ,:]*){{0,4}}"
_NUMBER = rf"\[{any_of('PHONE, EMAIL, NHS_NUMBER, POSTCODE, DATE_OF_BIRTH, SMARTCARD, NINO, GPHC_NUMBER, ADDRESS')}\]"
_POST = any_of(
    """
    head, director, manager, superintendent, pharmacist, officer, chair, owner, technician, secretary, consultant, lead,
    nurse
    """
)
_SHOP = any_of("Chemists?, Pharmacy, Surgery")


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern whose group `name` is a person's; it is tried where the text holds one of `needs`."""

    name: str
    score: float
    pattern: re.Pattern[str]
    needs: tuple[str, ...]


def _rule(name: str, score: float, pattern: str, *needs: str) -> _Rule:
    """A rule whose pattern says NAME (or NAMES: at least two words) where the person's name stands."""
    told = pattern.replace("NAMES", f"(?P<name>{_TWO_OR_THREE})").replace("NAME", f"(?P<name>{_ONE_TO_THREE})")
    return _Rule(name, score, re.compile(told), needs or ("",))


_TALK_TO = any_of("ring, call, phone, contact, email, text, ask for, speak to")
_TO_THE_NUMBER = rf"(?: ?[{_U}{_L}][^.!?\n\[]{{0,40}}[ ,(])?(?i:{_LABELS}){_NUMBER}"
_SMALL = rf"(?P<name>[{_L}]{{3,20}}(?: [{_L}]{{3,20}})?)"

_RULES = (
    _rule("title", 0.97, rf"{_TITLE}NAME(?!(?:['’]s)? {_NAMESAKES}\b)"),
    _rule("title in capitals", 0.9, r"\b(?:MR|MRS)\.? (?P<name>[A-Z][A-Z'’-]{2,30})\b", "MR"),
    _rule("title in small letters", 0.85, rf"\b[Mm]rs?\.? (?P<name>[{_L}][{_L}'’-]{{2,30}})\b", "mr", "Mr"),
    _rule("sign-off", 0.95, rf"\b(?i:{_CLOSE})\b[,.! –-]*\s{{0,3}}NAME{_AFTER_NAME}"),
    _rule("sign-off", 0.95, rf"(?:^|\n){_CLOSE_ON_ITS_LINE}[,.!]?\s{{1,3}}(?<=\n)NAME{_AFTER_NAME}", "\n"),
    _rule("thanks at the end", 0.85, r"(?:^|[.!?\n] ?)(?:Many )?[Tt]hanks?(?: you)?,? NAME\.?\s*$", "hank"),
    _rule("sign-off in small letters", 0.7, rf"(?i:\b(?:kind|best|warm) regards),?\s{_SMALL}\.?\s*$", "egards"),
    _rule("name at the end", 0.8, r"(?<=[.!?]\s)NAMES\.?\s*$"),
    _rule("intro", 0.95, r"(?i:\bmy name(?: is|['’]s)|\b(?:full )?name:) ?NAME", "ame"),
    _rule("family", 0.9, rf"\b(?i:my|his|her|our|their) (?i:{_FAMILY}),? \(?NAME"),
    _rule("in brackets", 0.9, rf"\b(?i:{_KNOWN})s? \(NAMES(?=[,)])", "("),
    _rule("called", 0.9, rf"\b(?i:{_KNOWN}) (?:called|named) NAME", "called", "named"),
    _rule("beside a number", 0.9, rf"NAMES,? ?[(:]?{_TO_THE_NUMBER}", "["),
    _rule("ask for", 0.9, rf"\b(?i:{_TALK_TO}) NAME (?:on|at|via) {_NUMBER}", "["),
    _rule("after a number", 0.85, rf"{_NUMBER},? (?:or )?NAMES(?=\s*(?:$|[\n,.;(]))", "["),
    _rule("signature", 0.9, rf"(?:^|\n)NAMES(?=\n(?:[^\n]*\n){{0,2}}[^\n]*(?:{_NUMBER}|\b(?i:{_POST})\b))", "\n"),
    _rule("signature", 0.85, rf"(?<=[.!?] )NAMES, (?:[{_U}][\w'’]+ ){{1,3}}{_SHOP}\.?\s*$"),
)
_SURE_OF_ANY_WORD = ("title", "intro", "family", "called")

_LETTERS = re.compile(r"[^\W\d_]+")
# Names with one first word that are looked for again: enough for any person's answer.
_ALIKE = 100
_COMMON = 8
_TOKEN = re.compile(r"[^\s]+")
_PIECES = re.compile(r"[\s.\-'’]+")


def _is_name_word(word: str, protected: Collection[str]) -> bool:
    told = word.strip(".,").casefold()
    return told not in NOT_NAMES and told not in protected


def _trimmed(text: str, start: int, end: int, protected: Collection[str]) -> tuple[int, int] | None:
    """The stretch without words at its ends that are no names; None where too little or a place is left."""
    tokens = [(token.start() + start, token.end() + start, token[0]) for token in _TOKEN.finditer(text[start:end])]
    if any(token.casefold() in PLACES for _, _, token in tokens[1:]):
        return None
    while tokens and not _is_name_word(tokens[-1][2], protected):
        tokens.pop()
    while tokens and not _is_name_word(tokens[0][2], protected):
        tokens.pop(0)
    if not any(len(token.strip(".")) > 1 for _, _, token in tokens):
        return None
    return tokens[0][0], tokens[-1][1]


def _fits(rule: str, name: str, told: str, protected: Collection[str]) -> bool:
    """Whether the words left of what a rule found are a name as far as the rule can be trusted."""
    if rule in _SURE_OF_ANY_WORD:
        return True
    if rule == "name at the end":
        return name == told
    return all(_is_name_word(word, protected) for word in name.split())


def _things(text: str) -> set[int]:
    """The characters of a text that belong to the name of a thing or a medicine."""
    told = tokens(text)
    kinds = kinds_of(told)
    return {
        place
        for token, kind in zip(told, kinds, strict=True)
        if kind in ("thing", "drug")
        for place in range(token.start, token.end)
    }


def _told(text: str, protected: Collection[str]) -> Iterator[Span]:
    """What the rules find, but names of things; behind a title only what is a thing together with it."""
    found = [*_by_rules(text, protected)]
    things = _things(text) if found else set()
    for span in found:
        first = span.start if "title" not in span.recogniser else text.rfind(" ", 0, max(span.start - 1, 0)) + 1
        if first not in things:
            yield span


def _by_rules(text: str, protected: Collection[str]) -> Iterator[Span]:
    for rule in _RULES:
        if not any(need in text for need in rule.needs):
            continue
        for found in rule.pattern.finditer(text):
            stretch = _trimmed(text, found.start("name"), found.end("name"), protected)
            if stretch and _fits(rule.name, text[slice(*stretch)], found["name"], protected):
                yield Span(*stretch, "PERSON", rule.name, rule.score)


def _named_in(email: str, text: str, protected: Collection[str]) -> Iterator[Span]:
    """Names in the text that an e-mail address beside them spells out."""
    local = email.split("@")[0].casefold()
    parts = {part for part in re.split(r"[^a-z]+", local) if len(part) > 3 and part not in NOT_NAMES}
    for found in re.finditer(_ONE_TO_THREE, text):
        pieces = {piece for piece in _PIECES.split(found[0].casefold()) if piece}
        joined = "".join(_PIECES.split(found[0].casefold())[-2:])
        if pieces & parts or any(len(part) > 7 and joined.endswith(part) for part in parts):
            stretch = _trimmed(text, found.start(), found.end(), protected)
            if stretch:
                yield Span(*stretch, "PERSON", "e-mail beside it", 0.9)


def _stands_for_itself(name: str) -> bool:
    """Whether a name is looked for again as it is; one word that is a common word too is not."""
    told = name.casefold()
    if len(name.split()) > 1:
        return True
    return told not in ALSO_WORDS | NOT_NAMES and (band(name) < _COMMON or ("f" in listed(name) and name[0].isupper()))


def _by_first_word(names: Collection[str]) -> dict[str, list[str]]:
    """Names already found, whole and by each word that is no common one, under their first word, longest first."""
    told = {name for name in names if _stands_for_itself(name)}
    for name in names:
        words = (word for word in name.split() if len(word) > 2 and word[0].isupper())
        told |= {word for word in words if word.casefold() not in ALSO_WORDS | NOT_NAMES}
    found: dict[str, list[str]] = {}
    for name in sorted(told, key=lambda name: (-len(name), name)):
        first = _LETTERS.match(name)
        if first:
            found.setdefault(first[0], []).append(name)
    return {first: alike[:_ALIKE] for first, alike in found.items()}


def _again(text: str, names: Collection[str]) -> Iterator[Span]:
    by_first_word = _by_first_word(names)
    for word in _LETTERS.finditer(text):
        for name in by_first_word.get(word[0], ()):
            end = word.start() + len(name)
            if text.startswith(name, word.start()) and not text[end : end + 1].isalnum():
                yield Span(word.start(), end, "PERSON", "named before", 0.9)
                break


def persons(
    text: str, protected: Collection[str], names: Collection[str] = (), emails: Collection[str] = ()
) -> Iterator[Span]:
    """Names of persons in a text whose structured kinds are marks already; `names` were found beside it."""
    told = [*_told(text, protected)]
    yield from told
    # What a rule has found keeps the rule's name, which tells a reader more.
    by_rule = {(span.start, span.end) for span in told}
    yield from (span for span in trained(masked(text), protected) if (span.start, span.end) not in by_rule)
    for email in emails:
        yield from _named_in(email, text, protected)
    if names:
        yield from _again(text, names)
