"""Numbers that stand for one person: known by a check digit, by their shape, or by the word before them."""

import re
from collections.abc import Iterator

from pipeline.clean.lists import any_of
from pipeline.clean.marks import Span

_GAP = r"[ .\-–—]"
_TEN = re.compile(rf"(?<!\d)(?<!\d{_GAP})\d(?:{_GAP}{{0,2}}\d){{9}}(?!{_GAP}?\d)(?!\w)")
# As it is printed on letters: it may then follow another number.
_PRINTED = re.compile(r"(?<![\w.])\d{3}([ \-–.])\d{3}\1\d{4}(?!\w)(?!\1\d)")
_NHS_BEFORE = re.compile(
    r"\b(?:nhs|patient|pt)\b[ .:#]*(?:no|num|number|id)?\b[ .:#-]*(?:is|was)?[ :(]*$", re.IGNORECASE
)  # fmt: skip
_OTHER_BEFORE = re.compile(
    r"\b(?:ref|reference|incident|ticket|case|order|invoice|job|call|claim|batch|barcode|pip|ean|gtin)\b"
    r"\W{0,3}(?:no|number|id|ref|code)?\W{0,3}(?:is|was)?\W{0,2}$",
    re.IGNORECASE,
)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits hold the NHS number's check digit (weights ten to two, modulo eleven)."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return rest != 10 and int(digits[9]) == rest % 11


def _before(pattern: re.Pattern[str], text: str, place: int, within: int = 30) -> bool:
    return bool(pattern.search(text, max(0, place - within), place))


def nhs_numbers(text: str) -> Iterator[Span]:
    """NHS numbers by their check digit; a mistyped one too, where the words before it say what it is."""
    for found in [*_TEN.finditer(text), *_PRINTED.finditer(text)]:
        digits = re.sub(r"\D", "", found[0])
        # Many gaps make a list of small numbers, of which one in eleven would pass the check.
        shaped = len(found[0]) - len(digits) <= 3 and is_nhs_number(digits) and not digits.startswith("0")
        if _before(_NHS_BEFORE, text, found.start()):
            yield Span(found.start(), found.end(), "NHS_NUMBER", "word before", 0.95)
        elif shaped and not _before(_OTHER_BEFORE, text, found.start()):
            yield Span(found.start(), found.end(), "NHS_NUMBER", "check digit", 0.99)


_TWELVE = re.compile(r"(?<![\d])\d(?:[ -]?\d){11}(?![ -]?\d)")
_CARD_BEFORE = re.compile(
    r"\b(?:smart ?cards?|cards?|uuid|log ?in|user(?: ?(?:id|name))?)\b[^\n]{0,25}$", re.IGNORECASE
)


def smartcards(text: str) -> Iterator[Span]:
    """Twelve digits shortly after a word for a smartcard or its user."""
    for found in _TWELVE.finditer(text):
        if _before(_CARD_BEFORE, text, found.start(), 36):
            yield Span(found.start(), found.end(), "SMARTCARD", "twelve digits", 0.95)


_INSURANCE = re.compile(
    r"(?<!\w)(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PQR-TW-Z][A-CEGHJ-NPQR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)",
    re.IGNORECASE,
)


def insurance_numbers(text: str) -> Iterator[Span]:
    """National Insurance numbers, with the prefixes that are given out (and QQ, which examples use)."""
    for found in _INSURANCE.finditer(text):
        yield Span(found.start(), found.end(), "NINO", "shape", 0.97)


_SEVEN = re.compile(r"(?<![\w.£-])[25]\d{6}(?!\w)")
_REGISTER_BEFORE = re.compile(r"(?:\bgphc\b|\bregist\w*|\breg\b|\bpin\b|\bmember\w*)[^\n]{0,25}$", re.IGNORECASE)


def register_numbers(text: str) -> Iterator[Span]:
    """Numbers of the General Pharmaceutical Council's register, where a word says so."""
    for found in _SEVEN.finditer(text):
        if _before(_REGISTER_BEFORE, text, found.start(), 36):
            yield Span(found.start(), found.end(), "GPHC_NUMBER", "word before", 0.9)


# FP10 and its family are forms, not places.
_SITE = re.compile(r"(?<![\w£/-])(?!FP\d)(?:F[A-Z0-9]{4}|[A-Z]\d{5})(?![\w/-])", re.IGNORECASE)
_SITE_BEFORE = re.compile(
    r"\b(?:ods|f-?code|code|branch|contractor|practice|site|store)\b[^\n.]{0,14}$", re.IGNORECASE
)  # fmt: skip


def site_codes(text: str) -> Iterator[Span]:
    """ODS codes: of the shape given to pharmacies and practices, or with a word before them that says so."""
    for found in _SITE.finditer(text):
        digits = sum(char.isdigit() for char in found[0])
        if found[0].isupper() and digits >= 2:
            yield Span(found.start(), found.end(), "ODS_CODE", "shape", 0.8)
        elif digits and _before(_SITE_BEFORE, text, found.start()):
            yield Span(found.start(), found.end(), "ODS_CODE", "word before", 0.8)


_MONTH = any_of(
    "jan(?:uary)?, feb(?:ruary)?, mar(?:ch)?, apr(?:il)?, may, june?, july?, aug(?:ust)?, sept?(?:ember)?, "
    "oct(?:ober)?, nov(?:ember)?, dec(?:ember)?"
)
_DATE = re.compile(
    r"(?<![\d./-])(?:"
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ ./-]{{1,2}}(?:\d{{1,2}}|{_MONTH})[ ./,-]{{1,2}}(?P<a>(?:19|20)?\d{{2}})"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?P<b>(?:19|20)\d{{2}})"
    r"|(?P<c>(?:19|20)\d{2})[-/.]\d{1,2}[-/.]\d{1,2})(?![\w/]|[.-]\d)",
    re.IGNORECASE,
)
_BORN_BEFORE = re.compile(r"(?:\bd\.? ?o\.? ?b\b|\bborn\b|\bbirth)[^\n]{0,20}$", re.IGNORECASE)
_EVENT_BEFORE = re.compile(
    r"\b(?:since|on|from|until|till|to|in|after|before|by|dated|launched|started|opened|of|as at)\b[ a-z]{0,12}$",
    re.IGNORECASE,
)
_YEARS_OF_BIRTH = range(1900, 2008)


def birth_dates(text: str) -> Iterator[Span]:
    """Dates of birth: after a word for birth, or a whole date so far back that little else is meant."""
    for found in _DATE.finditer(text):
        year = next(part for part in found.groups() if part)
        far_back = len(year) == 4 and int(year) in _YEARS_OF_BIRTH
        if _before(_BORN_BEFORE, text, found.start()):
            yield Span(found.start(), found.end(), "DATE_OF_BIRTH", "word before", 0.98)
        elif far_back and not _before(_EVENT_BEFORE, text, found.start()):
            yield Span(found.start(), found.end(), "DATE_OF_BIRTH", "year", 0.7)


_PLATE = re.compile(r"(?<!\w)[A-Z]{2}\d{2} ?[A-Z]{3}(?!\w)", re.IGNORECASE)
_VEHICLE_BEFORE = re.compile(r"\b(?:reg|registration|car|van|vehicle|plate|number ?plate)\b[^\n]{0,20}$", re.IGNORECASE)


def plates(text: str) -> Iterator[Span]:
    """Registration numbers of vehicles, after a word for one."""
    for found in _PLATE.finditer(text):
        if _before(_VEHICLE_BEFORE, text, found.start()):
            yield Span(found.start(), found.end(), "VEHICLE", "word before", 0.9)
