"""Numbers that stand for one person: known by a check digit, by their shape, or by the word before them."""

import re
from collections.abc import Iterator

from pipeline.clean.lists import any_of, words
from pipeline.clean.marks import Span

_GAP = r"[ .\-–—]"
_TEN = re.compile(rf"(?<!\d)(?<!\d{_GAP})\d(?:{_GAP}{{0,2}}\d){{9}}(?!{_GAP}?\d|:\d)(?!\w)")
# As it is printed on letters: it may then follow another number.
_PARTED = r"(?:\s?[\-–—./,]\s?|\s{1,2})"
_PRINTED = re.compile(rf"(?<![\w.])\d{{3}}{_PARTED}\d{{3}}{_PARTED}\d{{4}}(?!\w|[\-–—./,]\d)")
_RUN_OF_GAP = re.compile(r"\D+")
_NHS_FAR_BEFORE = re.compile(r"\bnhs (?:no|num|number)\b[^\n\d]{0,40}$", re.IGNORECASE)
_NHS_BEFORE = re.compile(
    r"\b(?:nhs|patient|pt|chi|h&c|hcn)\b[ .:#]*(?:no|num|number|id)?\b[ .:#-]*(?:is|was)?[ :(]*$", re.IGNORECASE
)  # fmt: skip
_OTHER_BEFORE = re.compile(
    r"\b(?:ref|reference|incident|ticket|case|order|invoice|job|call|claim|batch|barcode|pip|ean|gtin|serial|snomed"
    r"|sctid|dm\+?d|v[mt]pp?|ampp?|release|licen[cs]e|asset)\b"
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
        shaped = len(_RUN_OF_GAP.findall(found[0])) <= 3 and is_nhs_number(digits) and not digits.startswith("0")
        told = _before(_NHS_BEFORE, text, found.start())
        if told or (digits[0] != "0" and _before(_NHS_FAR_BEFORE, text, found.start(), 55)):
            yield Span(found.start(), found.end(), "NHS_NUMBER", "word before", 0.95)
        elif shaped and not _before(_OTHER_BEFORE, text, found.start()):
            yield Span(found.start(), found.end(), "NHS_NUMBER", "check digit", 0.99)


_TWELVE = re.compile(r"(?<!\d)(?<!\d[ .-])\d(?:(?: ?[.\-–—] ?| {1,2})?\d){11}(?![ .-]?\d)")
_CARD_BEFORE = re.compile(
    r"\b(?:smart[ -]?cards?|uuid)\b[^\n]{0,45}$|\bsc (?:no|number)\b[^\n]{0,10}$"
    r"|\b(?:cards?|log ?in|user(?: ?(?:id|name))?)\b[^\n]{0,25}$",
    re.IGNORECASE,
)
_CARD_AFTER = re.compile(r"\W{0,3}(?:is |= ?)?(?:(?:my|her|his|the|our|their) )?(?:smart ?card|uuid)\b", re.IGNORECASE)


def smartcards(text: str) -> Iterator[Span]:
    """Twelve digits beside a word for a smartcard or its user."""
    for found in _TWELVE.finditer(text):
        if _before(_CARD_BEFORE, text, found.start(), 60) or _CARD_AFTER.match(text, found.end()):
            yield Span(found.start(), found.end(), "SMARTCARD", "twelve digits", 0.95)


_PREFIX = r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PQR-TW-Z][A-CEGHJ-NPQR-TW-Z]"
_APART = r"(?: ?[.\-–—/] ?| )?"
_INSURANCE = re.compile(
    rf"(?<!\w){_PREFIX}{_APART}\d{{2}}{_APART}\d{{2}}{_APART}\d{{2}}(?:{_APART}(?P<last>[A-D])(?!\w)|(?!\w))",
    re.IGNORECASE,
)
_INSURANCE_BEFORE = re.compile(r"\b(?:national insurance|nino|ni)\b[^\n\d]{0,14}$", re.IGNORECASE)


def insurance_numbers(text: str) -> Iterator[Span]:
    """National Insurance numbers, with the prefixes that are given out (and QQ, which examples use)."""
    for found in _INSURANCE.finditer(text):
        if found["last"] or _before(_INSURANCE_BEFORE, text, found.start()):
            yield Span(found.start(), found.end(), "NINO", "shape", 0.97)


_SEVEN = re.compile(
    r"(?:(?<![\w.£-])|(?<=gphc)|(?<=gphc-))[1259](?:[ -]?\d){6}"
    r"(?!\w|[.,]\d| ?(?:items|patients|scripts|prescriptions|users|people))",
    re.IGNORECASE,
)
_REGISTER_BEFORE = re.compile(
    r"(?:g\.?ph\.?c|\b(?:RP|responsible pharmacist)\b|\bregist(?!ered (?:patients|users))\w*"
    r"|\breg\b|\bpin\b|\bmember\w*)[^\n]{0,25}$"
    r"|\b(?:pharmacist|technician|locum|superintendent)(?:'s|’s)?\b[ :#(-]{0,3}"
    r"(?:(?:no|number|id|is)\b[ .:#]{0,3}){0,2}$",
    re.IGNORECASE,
)
_REGISTER_NAMED = re.compile(r"g\.?ph\.?c\b\.?[^\n\d]{0,20}$", re.IGNORECASE)
_PREMISES_BEFORE = re.compile(r"(?:\bpremises\b|gphc)[^\n\d]{0,25}$", re.IGNORECASE)
_REGISTER_AFTER = re.compile(r"\W{0,3}(?:(?:is|of|my|our|the|with) ){0,3}gphc\b", re.IGNORECASE)


def register_numbers(text: str) -> Iterator[Span]:
    """Numbers of the General Pharmaceutical Council's registers, of people and of premises, where a word says so."""
    for found in _SEVEN.finditer(text):
        # With gaps it is too like a list of small numbers unless the register itself is named.
        if not found[0].isdigit() and not _before(_REGISTER_NAMED, text, found.start()):
            continue
        before = _REGISTER_BEFORE if found[0][0] in "25" else _PREMISES_BEFORE
        if _before(before, text, found.start(), 36) or _REGISTER_AFTER.match(text, found.end()):
            yield Span(found.start(), found.end(), "GPHC_NUMBER", "word beside", 0.9)


_BANK = re.compile(
    r"(?:\b(?:bank )?(?:account|acct|acc|a/c)\b\.?(?: ?(?:no|number|num)\b)?[ .:#-]{0,3}(?:(?:is|was)\b[ :]{0,2})?"
    r"(?P<account>\d{8}|\d{4}[ -]\d{4})"
    r"|\bsort ?code\b[ .:#-]{0,3}(?:(?:is|was)\b[ :]{0,2})?(?P<sort>\d{2}([ .-]?)\d{2}\3\d{2})"
    r"|(?<!\w)(?P<iban>[A-Z]{2}\d{2}(?: ?[A-Z]{4})(?: ?\d{4}){3}(?: ?\d{1,4})?))(?!\w)",
    re.IGNORECASE,
)


def bank_accounts(text: str) -> Iterator[Span]:
    """Numbers of bank accounts and sort codes where a word says so, and international account numbers."""
    for found in _BANK.finditer(text):
        yield Span(*found.span(found.lastgroup or 0), "BANK_ACCOUNT", "word before", 0.9)


_CARD = re.compile(
    r"(?<![\w.-])(?<!\d )(?:3[47]\d{2}[ -]?\d{6}[ -]?\d{5}|(?:[456]\d|2[2-7])\d{2}(?:[ -]?\d{4}){3})(?![ -]?\d)(?!\w)"
)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def is_card_number(digits: str) -> bool:
    """Whether digits hold the check digit of a payment card (every second one doubled, the sum a multiple of ten)."""
    last = [int(digit) for digit in reversed(digits)]
    return len(last) > 1 and (sum(last[::2]) + sum(_DOUBLED[digit] for digit in last[1::2])) % 10 == 0


def bank_cards(text: str) -> Iterator[Span]:
    """Numbers of payment cards: their lengths and first digits, and a check digit that holds."""
    for found in _CARD.finditer(text):
        if is_card_number(re.sub(r"\D", "", found[0])) and not _before(_OTHER_BEFORE, text, found.start()):
            yield Span(found.start(), found.end(), "CARD", "check digit", 0.95)


# FP10 and its family are forms, not places.
_SITE = re.compile(r"(?<![\w£/-])(?!FP\d)(?:F[A-Z0-9](?P<gap>[ -]?)[A-Z0-9]{3}|[A-Z]\d{5})(?![\w/-])", re.IGNORECASE)
_SITE_NAMED = re.compile(r"\bods\b(?:[ -]?codes?\b)?\W{0,3}(?:is\W{1,2})?$", re.IGNORECASE)
_SITE_BEFORE = re.compile(
    r"\bods ?(?:code)?s?\b[^\n.]{0,30}$"
    r"|\b(?:f-?code|code|branch|contractor|practice|site|store)\b[^\n.]{0,14}$",
    re.IGNORECASE,
)  # fmt: skip


def site_codes(text: str) -> Iterator[Span]:
    """ODS codes: of the shape given to pharmacies and practices, or with a word before them that says so."""
    for found in _SITE.finditer(text):
        digits = sum(char.isdigit() for char in found[0])
        if found["gap"]:
            if digits >= 2 and _before(_SITE_NAMED, text, found.start()):
                yield Span(found.start(), found.end(), "ODS_CODE", "named", 0.8)
        elif found[0].isupper() and digits >= 2:
            yield Span(found.start(), found.end(), "ODS_CODE", "shape", 0.8)
        elif digits and _before(_SITE_BEFORE, text, found.start(), 45):
            yield Span(found.start(), found.end(), "ODS_CODE", "word before", 0.8)


_MONTH = any_of(
    "jan(?:uary)?, feb(?:ruary)?, mar(?:ch)?, apr(?:il)?, may, june?, july?, aug(?:ust)?, sept?(?:ember)?, "
    "oct(?:ober)?, nov(?:ember)?, dec(?:ember)?"
)
_DATE_GAP = r"[ ./,|\-–—]"
_DATE = re.compile(
    r"(?<![\d./-])(?:"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?(?:{_DATE_GAP}{{1,3}}(?P<month>\d{{1,2}}){_DATE_GAP}{{1,3}}"
    rf"|{_DATE_GAP}{{0,3}}{_MONTH}{_DATE_GAP}{{0,3}})['’]?(?P<a>(?:19|20)?\d{{2}})"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? ['’]?(?P<b>(?:19|20)?\d{{2}})"
    r"|(?P<c>(?:19|20)\d{2})[-/.]\d{1,2}[-/.]\d{1,2})(?![\w/]|[.-]\d)",
    re.IGNORECASE,
)
# Six or eight digits in a row are a date only right after a word for birth.
_BORN = re.compile(
    r"(?:\bd\.? ?o\.? ?b\b|\bdate of birth\b|\bborn(?: on)?\b)\W{0,3}(?:is |was )?(?P<date>\d{8}|\d{6})(?![\d/])",
    re.IGNORECASE,
)
_BORN_AFTER = re.compile(
    r"\W{0,3}(?:is |was |= ?)?(?:(?:my|her|his|their|the) )?(?:d\.? ?o\.? ?b\b|date of birth)", re.IGNORECASE
)
_BORN_BEFORE = re.compile(
    r"(?:\bd\.? ?o\.? ?b\b|\bborn\b|\bbirth)[^\n]{0,20}$|\bb\. ?(?:d\. ?)?$", re.IGNORECASE
)  # fmt: skip
# After these a date in figures is one of birth only if its year lies far back.
_AGED_BEFORE = re.compile(r"\b[Aa](?:ged?|GED?)\b[ :(]{0,3}$")
_NAME_BEFORE = re.compile(r"(?:\ue000|\b[A-Z](?:[a-z'’-]{1,30}|[A-Z'’-]{2,30})) ?[(\[,] ?$")
_EVENT_BEFORE = re.compile(
    r"\b(?:since|on|from|until|till|to|in|after|before|by|dated|launched|started|opened|of|as at)\b[ a-z]{0,12}$",
    re.IGNORECASE,
)
_YEARS_OF_BIRTH = range(1900, 2008)
_SHORT_YEARS_OF_BIRTH = range(30, 100)


def _is_beside_a_person(text: str, found: re.Match[str], year: str) -> bool:
    """Whether a date whose year has two figures follows an age or a name, and no service could be meant by it."""
    if len(year) != 2 or int(year) not in _SHORT_YEARS_OF_BIRTH:
        return False
    if found["month"] and not (0 < int(found["month"]) <= 12 and 0 < int(found["day"]) <= 31):
        return False
    return _before(_AGED_BEFORE, text, found.start()) or _before(_NAME_BEFORE, text, found.start(), 36)


def birth_dates(text: str) -> Iterator[Span]:
    """Dates of birth: after a word for birth, or a whole date so far back that little else is meant."""
    for found in _DATE.finditer(text):
        year = found["a"] or found["b"] or found["c"]
        far_back = len(year) == 4 and int(year) in _YEARS_OF_BIRTH
        if _before(_BORN_BEFORE, text, found.start()) or _BORN_AFTER.match(text, found.end()):
            yield Span(found.start(), found.end(), "DATE_OF_BIRTH", "word beside", 0.98)
        elif _is_beside_a_person(text, found, year):
            yield Span(found.start(), found.end(), "DATE_OF_BIRTH", "person beside", 0.8)
        elif far_back and not _before(_EVENT_BEFORE, text, found.start()):
            yield Span(found.start(), found.end(), "DATE_OF_BIRTH", "year", 0.7)
    for found in _BORN.finditer(text):
        yield Span(*found.span("date"), "DATE_OF_BIRTH", "digits", 0.9)


_PLATE = re.compile(
    r"(?<!\w)(?:[A-Z]{2}(?P<age>\d{2})(?: {0,2}|-)(?P<last>[A-Z]{3})|(?-i:(?P<old>[A-Z]\d{1,3}[ -]?[A-Z]{3})))(?!\w)",
    re.IGNORECASE,
)
_VEHICLE_BEFORE = re.compile(r"\b(?:reg|registration|car|van|vehicle|plate|number ?plate)\b[^\n]{0,20}$", re.IGNORECASE)
_PLATE_BEFORE = re.compile(
    r"\b(?:reg|registration|plate|numberplate|car|van)\b(?: (?:no|number|is|was))?\W{0,3}$", re.IGNORECASE
)

_VEHICLES = (
    r"\b(?:car|vans?|vehicle|lorry|lorries|truck|taxi|moped|motorbike|drivers?|deliver\w{1,5}|couriers?|parked)\b"
)
_ROAD_BEFORE = re.compile(rf"{_VEHICLES}[^\n]{{0,30}}$", re.IGNORECASE)
_ROAD_AFTER = re.compile(rf"[^\n.]{{0,30}}{_VEHICLES}", re.IGNORECASE)
_NO_ROAD = re.compile(
    r"\b(?:error|code|print\w*|scan\w*|device|model|version|firmware|software|drug|install\w*|update\w*)\b",
    re.IGNORECASE,
)
_AGES = (*range(2, 30), *range(51, 80))
_NO_LETTERS = words("EPS MDS PRN NHS SSS PMR OTC DDS MAR MUR NMS")


def _is_on_the_road(text: str, found: re.Match[str]) -> bool:
    """Whether a plate of an age that was given out stands near a vehicle, a driver or a delivery."""
    if found["old"] or int(found["age"]) not in _AGES or found["last"].upper() in _NO_LETTERS:
        return False
    before = _before(_ROAD_BEFORE, text, found.start(), 45)
    near = before or _ROAD_AFTER.match(text, found.end()) is not None
    return near and not _before(_NO_ROAD, text, found.start(), 45)


def plates(text: str) -> Iterator[Span]:
    """Registration numbers of vehicles, after a word for one."""
    for found in _PLATE.finditer(text):
        if _before(_PLATE_BEFORE if found["old"] else _VEHICLE_BEFORE, text, found.start()) or _is_on_the_road(
            text, found
        ):
            yield Span(found.start(), found.end(), "VEHICLE", "word before", 0.9)
