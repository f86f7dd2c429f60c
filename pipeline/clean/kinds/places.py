"""Postcodes and street addresses: where somebody lives or works."""

import re
from collections.abc import Iterator

from pipeline.clean.lists import any_of
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
_POSTCODE = re.compile(rf"(?<![\w£.-]){_AREAS}\d[A-Z\d]? {{0,2}}\d[ABD-HJLNP-UW-Z]{{2}}(?!\w)", re.IGNORECASE)
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
_OF_A_STREET = any_of("Pharmacy, Surgery, Chemists?, Practice, Clinic, Hospital, Centre, Ward")
_ADDRESS = re.compile(
    r"(?<![\w£.,/-])(?:(?:[Ff]lat|[Uu]nit|[Aa]partment|[Aa]pt)\.? ?\w{1,4},? )?\d{1,4}[a-zA-Z]?,? "
    rf"(?:[A-Z][a-z'’-]{{1,30}} ){{1,3}}{_STREETS}\b(?! {_OF_A_STREET})"
)


def addresses(text: str) -> Iterator[Span]:
    """A house number and a street by name."""
    for found in _ADDRESS.finditer(text):
        yield Span(found.start(), found.end(), "ADDRESS", "number and street", 0.9)
