"""Postcodes and street addresses: where somebody lives or works."""

import re
from collections.abc import Iterator

from pipeline.clean.lists import any_of, one_of
from pipeline.clean.marks import Span

# Every area in use; a letter pair outside the list begins something else (FP10, GP1 ...).
_AREAS = any_of(
    """
    AB, AL, B, BA, BB, BD, BH, BL, BN, BR, BS, BT, CA, CB, CF, CH, CM, CO, CR, CT, CV, CW, DA, DD, DE, DG, DH,
    DL, DN, DT, DY, E, EC, EH, EN, EX, FK, FY, G, GL, GU, GY, HA, HD, HG, HP, HR, HS, HU, HX, IG, IM, IP, IV,
    JE, KA, KT, KW, KY, L, LA, LD, LE, LL, LN, LS, LU, M, ME, MK, ML, N, NE, NG, NN, NP, NR, NW, OL, OX, PA,
    PE, PH, PL, PO, PR, RG, RH, RM, S, SA, SE, SG, SK, SL, SM, SN, SO, SP, SR, SS, ST, SW, SY, TA, TD, TF, TN,
    TQ, TR, TS, TW, UB, W, WA, WC, WD, WF, WN, WR, WS, WV, YO, ZE
    """
)
_POSTCODE = re.compile(
    rf"(?<![\w£.-]){_AREAS}\d[A-Z\d]?(?: {{0,2}}|[\n_]| ?[.\-–—] ?)\d[ABD-HJLNP-UW-Z]{{2}}(?!\w)", re.IGNORECASE
)
# "b2 3rd floor", "n1 5lb": an ordinal or a measure in small letters, not the second half of a postcode.
_COUNTED = ("st", "nd", "rd", "th", "lb", "hr", "pt", "ft")


def postcodes(text: str) -> Iterator[Span]:
    """Whole postcodes in either case; the first half alone names a town and stays."""
    for found in _POSTCODE.finditer(text):
        if not found[0].endswith(_COUNTED):
            yield Span(found.start(), found.end(), "POSTCODE", "shape", 0.97)


_STREETS = any_of(
    """
    Street, St, Road, Rd, Lane, Ln, Avenue, Ave, Close, Drive, Court, Crescent, Cres, Place, Rise, Way, Terrace,
    Gardens, Grove, Square, Row, Mews, Walk, View, Hill, Park, Parade, Green, Croft, Mount, Villas, Broadway
    """
)
_OF_A_STREET = any_of(
    "Pharmacy, Surgery, Chemists?, Practice, Clinic, Hospital, Centre, Ward, pharmac(?:y|ies), surger(?:y|ies), "
    "branch(?:es)?, patients, shops?, stores?, area, residents, button, light"
)
_NUMBER = r"(?<![\w£.,/-])(?:(?:flat|unit|apartment|apt)\.? ?\w{1,4},? )?\d{1,4}(?:[a-z]|[-–/]\d{1,4}[a-z]?)?,? "
_PLAIN_STREETS = any_of("street, road, avenue, lane, crescent, terrace, grove, rd, ave")
_HOUSES = any_of("Cottage, House, Barn, Farm, Lodge, Bungalow, Villa, Grange, Manor, Farmhouse")
_ADDRESS = re.compile(
    rf"(?i:{_NUMBER})(?P<name>(?:[A-Z][a-z'’.-]{{1,30}} ){{1,3}})(?:{_STREETS}|{_PLAIN_STREETS})\b(?! {_OF_A_STREET})"
    rf"|(?<!\w)(?:[A-Z][a-z'’-]{{1,30}} ){{1,3}}(?:{_HOUSES}),? (?:\d{{1,4}}[a-z]? )?"
    rf"(?:[A-Z][a-z'’.-]{{1,30}} ){{1,3}}{_STREETS}\b(?! {_OF_A_STREET})"
    r"|(?<!\w)(?i:p\.? ?o\.? ?box \d{1,6})(?!\w)"
)
# In small letters a number and a word before "road" may count something.
_SMALL = re.compile(
    rf"{_NUMBER}(?P<name>(?:[a-z'’.-]{{2,30}} ){{1,2}}){_PLAIN_STREETS}\b(?! {_OF_A_STREET}| ?(?:works?|traffic|trip))",
    re.IGNORECASE,
)
_COUNTS = one_of(
    """
    minutes?, mins?, hours?, hrs?, days?, weeks?, months?, years?, miles?, yards, metres, km, people, patients, staff,
    shops, pharmacies, pharmacy, in, on, of, off, the, a, an, our, my, this, that, from, to, by, near, along, per, for,
    other, more, different, main, busy, local, each, and, or, down, up, side, times, surgeries,
    branches, x, mg, ml, am, pm
    """
)

# Capital letters do not make a street of what is counted or told to be done, nor of a year.
_NO_STREET = one_of(
    """
    minutes?, mins?, hours?, hrs?, days?, weeks?, months?, years?, miles?, people, patients?, staff, pharmac(?:y|ies),
    surger(?:y|ies), shops?, branch(?:es)?, items?, scripts?, in, on, of, our, press, click, select, choose
    """
)
_NUMBERED_BEFORE = re.compile(
    r"\b(?:page|step|phase|part|option|stage|level|version|release|tier|question) ?$", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:,| the\b)", re.IGNORECASE)
_AFTER_YEAR = re.compile(r"\b(?:in|since|by|until|from|during|before|after|of) $", re.IGNORECASE)
_AT_HOME = re.compile(
    rf"\b(?:lives?|living|lived|resid\w{{1,5}}|address|home)\b[^\n\d]{{0,15}}"
    rf"(?P<where>{_NUMBER}(?:[a-z'’.-]{{2,30}} ){{1,2}}(?:{_STREETS})\b)",
    re.IGNORECASE,
)


def _is_numbered(text: str, found: re.Match[str]) -> bool:
    """Whether the number before a name is a step, a page or a year rather than a house."""
    near = max(0, found.start() - 12)
    if _NUMBERED_BEFORE.search(text, near, found.start()) or _YEAR.match(text, found.start()):
        return True
    return bool(re.match(r"(?:19|20)\d\d\b", found[0]) and _AFTER_YEAR.search(text, near, found.start()))


def addresses(text: str) -> Iterator[Span]:
    """A house number and a street by name, in any case, and boxes at a post office."""
    for found in _ADDRESS.finditer(text):
        if not _NO_STREET.search(found["name"] or "") and not _is_numbered(text, found):
            yield Span(found.start(), found.end(), "ADDRESS", "number and street", 0.9)
    for found in _AT_HOME.finditer(text):
        if not _COUNTS.search(found["where"]):
            yield Span(*found.span("where"), "ADDRESS", "home", 0.8)
    for found in _SMALL.finditer(text):
        if not _COUNTS.search(found["name"]) and not _is_numbered(text, found):
            yield Span(found.start(), found.end(), "ADDRESS", "small letters", 0.7)
