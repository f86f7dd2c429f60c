"""The sets with known secrets: rows of id, text and pii, a JSON list of text and type, as the shared scorer reads them.

filled (templates with UK values), sample (the invented round), comments (real ones, marked by hand), named (the same
comments with names put in), sector (invented answers of the sector, written without sight of the rules) and second
(more of them, written later and mostly ordinary).
"""

import csv
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from benchmarks.sets import SEED, shared

Row = Mapping[str, str]
MARKS = Path(__file__).parent / "marks"
FILLS = 5  # texts made of each template
NAMED = 3  # texts made of each comment with a place for a name

# What stands for what while a template is filled: a secret of a kind, later a plain text with its secrets told.
_SECRET = re.compile(r"⟦([A-Z_]+):([^⟧]*)⟧")
_SLOT = re.compile(r"\{\{(\w+)\}\}")
# American templates say it as it is said here; a longer form stands before its part.
_HERE = (
    ("It's like that since {{date_of_birth}}", "It's like that since {{date_time}}"),
    ("My driver's license number is {{us_driver_license}}", "My car's registration is {{plate}}"),
    ("{{building_number}} {{street_name}}", "{{street_address}}"),
    ("for cc {{credit_card_number}}", "for card {{smartcard}}"),
    ("{{credit_card_number}}", "{{smartcard}}"),
    ("credit card", "smartcard"),
    ("{{iban}}", "{{nhs_number}}"),
    ("IBAN", "NHS number"),
    ("{{ssn}}", "{{nino}}"),
    ("social security number", "National Insurance number"),
    ("SSN", "NI number"),
    ("{{zipcode}}", "{{postcode}}"),
    ("zip code", "postcode"),
    ("ZIP", "Postcode"),
    ("\\n", "\n"),
)
_KINDS = {
    "phone_number": "PHONE",
    "nhs_number": "NHS_NUMBER",
    "smartcard": "SMARTCARD",
    "nino": "NINO",
    "ods": "ODS_CODE",
    "gphc": "GPHC_NUMBER",
    "plate": "VEHICLE",
    "password": "PASSWORD",
    "pin": "PASSWORD",
    "ip_address": "IP_ADDRESS",
}
_LETTERS = "ABDEFGHJLNPRSTUWXY"  # that end a postcode or a number plate
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Places for a name in a patient's comment, each with the forms that fit it; the end serves where there is no other.
_PLACES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"\bXXXX\b|(?<!\S)\*(?!\S)"), ("{first}", "{first} {last}", "Dr {last}")),
    (
        re.compile(r"\b[Tt]he (?:nurse|doctor|physio|consultant|clinician|physiotherapist)\b"),
        ("{first}", "{first} {last}", "Dr {last}", "Sister {first}", "{first}, the nurse,"),
    ),
    (re.compile(r"\b(?:[Ss]he|He|he)\b"), ("{first}", "{first} {last}", "Mrs {last}")),
    (
        re.compile(r"(?:^|(?<=[.!] ))(?:All )?(?:[Tt]he )?[Ss]taff(?= (?:was|were|are|is)\b)"),
        ("{first} and the staff", "{first} {last} and all the staff"),
    ),
    (re.compile(r"\b(?:[Tt]he )(?:nurses|doctors)\b"), ("Nurse {first}", "Dr {last} and {second}")),
    (re.compile(r"\b[Tt]hank you(?=[.!]*$)"), ("Thank you {first}", "Thank you {first} and {second}")),
    (
        re.compile(r"(?<=[\w.!])\Z"),
        (" Thanks {first}", "\nSpecial mention to {first} {last}.", " {first} was a star", "  Thank you Dr {last}!"),
    ),
)


def _table(name: str) -> list[dict[str, str]]:
    with (MARKS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _shared_table(path: str) -> list[dict[str, str]]:
    with (shared() / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def nhs_number(rng: random.Random) -> str:
    """A number of the range that is given to nobody, with its right check digit."""
    while True:
        digits = [9, 9, 9, *(rng.randrange(10) for _ in range(6))]
        check = -sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:  # such a number is never given
            return "".join(map(str, [*digits, check]))


class Values:
    """UK values by the names of the templates' slots, drawn from the tables in marks/; secrets stand in ⟦KIND:...⟧."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.pools = {row["kind"]: row["values"].split("|") for row in _table("values.csv")}
        self.names = [(row["first"].split(), row["last"].split()) for row in _table("names.csv")]

    def name(self) -> tuple[str, str]:
        """First and last name of one community, larger ones more often."""
        firsts, lasts = self.rng.choices(self.names, [len(firsts) for firsts, _ in self.names])[0]
        return self.rng.choice(firsts), self.rng.choice(lasts).replace("-", " " if self.rng.random() < 0.2 else "-")

    def _shape(self, pattern: str) -> str:
        digits = re.sub("#", lambda _: str(self.rng.randrange(10)), pattern)
        return re.sub(r"\?", lambda _: self.rng.choice(_LETTERS), digits)

    def _person(self, slot: str) -> str:
        first, last = self.name()
        told = first if slot.startswith("first") else last if slot.startswith("last") else f"{first} {last}"
        as_written = self.rng.choices((told, told.lower(), told.upper()), (88, 8, 4))[0]
        return f"⟦PERSON:{as_written}⟧"

    def _street(self) -> str:
        return f"{self.rng.choice(self.pools['street'])} {self.rng.choice(self.pools['street_type'])}"

    def _postcode(self) -> str:
        told = self._shape(self.rng.choice(self.pools["postcode_district"]) + " #??")
        return "⟦POSTCODE:" + self.rng.choices((told, told.replace(" ", ""), told.lower()), (80, 10, 10))[0] + "⟧"

    def _birth(self) -> str:
        day, month, year = self.rng.randint(1, 28), self.rng.randint(1, 12), self.rng.randint(1930, 2003)
        forms = (
            f"{day:02}/{month:02}/{year}",
            f"{day}.{month}.{year % 100:02}",
            f"{day} {_MONTHS[month - 1]} {year}",
            f"{day:02}-{month:02}-{year}",
        )
        return f"⟦DATE_OF_BIRTH:{self.rng.choice(forms)}⟧"

    def _email(self) -> str:
        first, last = (re.sub(r"[^a-z]", "", part.lower()) for part in self.name())
        left = self.rng.choice((f"{first}.{last}", f"{first[0]}{last}", f"{last}{self.rng.randint(1, 99)}", first))
        return f"⟦EMAIL:{left}@example.{self.rng.choice(('org', 'com'))}⟧"

    def _link(self) -> str:
        first, last = (re.sub(r"[^a-z]", "", part.lower()) for part in self.name())
        return f"⟦URL:https://www.example.org/people/{first}-{last}⟧"

    def _of_pool(self, slot: str) -> str:
        pattern = self.rng.choice(self.pools[slot])
        if slot == "nhs_number":
            digits = iter(nhs_number(self.rng))
            told = re.sub("#", lambda _: next(digits), pattern)
        else:
            told = self._shape(pattern)
        return f"⟦{_KINDS[slot]}:{told}⟧" if slot in _KINDS else told

    def value(self, slot: str) -> str:
        """A value for one slot."""
        if slot.startswith(("person", "name", "first_name", "last_name")):
            return self._person(slot)
        made: dict[str, Callable[[], str]] = {
            "street_name": self._street,
            "street_address": lambda: f"⟦ADDRESS:{self.rng.randint(2, 190)} {self._street()}⟧",
            "address": lambda: f"{self.value('street_address')}, {self.value('city')}, {self._postcode()}",
            "postcode": self._postcode,
            "date_of_birth": self._birth,
            "email": self._email,
            "url": self._link,
        }
        return made[slot]() if slot in made else self._of_pool(slot)


def with_secrets(id: str, marked: str) -> Row | None:
    """A row of a text whose secrets stand in ⟦KIND:...⟧; none where a secret occurs in the rest of the text too."""
    found = {(kind, told) for kind, told in _SECRET.findall(marked)}
    rest = _SECRET.sub("⟦⟧", marked).casefold()
    if any(told.casefold() in rest for _, told in found):
        return None
    pii = [{"text": told, "type": kind} for kind, told in sorted(found)]
    return {"id": id, "text": _SECRET.sub(r"\2", marked), "pii": json.dumps(pii, ensure_ascii=False)}


def in_our_words(template: str) -> str:
    """A template of the shared set with this country's words and slots."""
    for there, here in _HERE:
        template = template.replace(there, here)
    return template


def filled() -> list[Row]:
    """The shared templates and our own, filled with UK values."""
    values = Values(random.Random(SEED))
    given = [row["template"] for row in _shared_table("data/presidio_pii_templates/templates.csv")]
    ours = [row["template"] for row in _table("templates.csv")]
    rows: dict[str, Row] = {}
    for number, template in enumerate([*map(in_our_words, given), *(in_our_words(each) for each in ours * 2)]):
        for draw in range(FILLS if _SLOT.search(template) else 1):
            made = with_secrets(f"{number}.{draw}", _SLOT.sub(lambda slot: values.value(slot[1]), template))
            if made:
                rows.setdefault(made["text"], made)
    return list(rows.values())


def sample() -> list[Row]:
    """The invented round with its planted texts."""
    return list(_shared_table("sample-round/pii.csv"))


@cache
def _drawn() -> tuple[tuple[str, str], ...]:
    """Row number and text of the comments that were marked by hand; a changed text is a fault, never a silent gap."""
    texts = {row["row_index"]: row["text"] for row in _shared_table("data/nhs_fft_phase1/nhs_fft_phase1.csv")}
    marked = {row["row_index"]: row["digest"] for row in _table("fft.csv")}
    for number, digest in marked.items():
        if hashlib.sha256(texts[number].encode()).hexdigest()[:16] != digest:
            raise ValueError(f"comment {number} is not the text that was marked; mark it anew")
    return tuple((number, texts[number]) for number in marked)


def comments() -> list[Row]:
    """Real comments of patients with the marks that a reader set by hand."""
    marks: dict[str, list[dict[str, str]]] = {}
    texts = dict(_drawn())
    for row in _table("fft.csv"):
        told = marks.setdefault(row["row_index"], [])
        if row["kind"]:
            told.append({"text": texts[row["row_index"]][int(row["start"]) : int(row["end"])], "type": row["kind"]})
    return [{"id": id, "text": texts[id], "pii": json.dumps(told, ensure_ascii=False)} for id, told in marks.items()]


def _places(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for pattern, forms in _PLACES:
        yield from ((found.start(), found.end(), forms) for found in pattern.finditer(text))


def named() -> list[Row]:
    """The comments without any mark, with a name put where a person is spoken of."""
    values = Values(random.Random(SEED))
    rows = []
    for row in comments():
        places = list(_places(row["text"])) if row["pii"] == "[]" else []
        for draw in range(NAMED if places else 0):
            start, end, forms = values.rng.choice(places[:-1] or places)
            (first, last), (second, _) = values.name(), values.name()
            told = values.rng.choice(forms)
            for slot, name in (("{first} {last}", f"{first} {last}"), ("{first}", first), ("{last}", last)):
                told = told.replace(slot, f"⟦PERSON:{name}⟧")
            told = told.replace("{second}", f"⟦PERSON:{second}⟧")
            made = with_secrets(f"{row['id']}.{draw}", row["text"][:start] + told + row["text"][end:])
            rows += [made] if made else []
    return rows


def sector() -> list[Row]:
    """Invented answers of the sector, most of them full of what only looks like personal data."""
    return list(_table("sector.csv"))


def second() -> list[Row]:
    """Invented answers of the sector as they mostly are: what looks like personal data is as rare as in life."""
    return list(_table("second.csv"))


SETS: dict[str, Callable[[], list[Row]]] = {
    "filled": filled,
    "sample": sample,
    "comments": comments,
    "named": named,
    "sector": sector,
    "second": second,
}
