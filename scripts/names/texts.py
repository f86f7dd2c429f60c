"""Training texts: real answers as they are, answers with names put into natural places, carriers, templates."""

import hashlib
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.clean.kinds.words import ALSO_WORDS, NOT_NAMES
from pipeline.clean.marks import BLANK
from pipeline.clean.names.features import band, listed
from pipeline.clean.names.tokens import tokens
from scripts.names.drawing import Fillings

_CARRIERS = (Path("scripts/names/carriers.txt"), Path("scripts/names/manners.txt"))
_SLOT = re.compile(r"\{([A-Z])\}")
_OF_PERSONS = frozenset("NFBLIWTGU")
_HIDDEN = re.compile(r"X{3,}(?: +X{3,})*")
_SOMEBODY = re.compile(
    r"\b(?:the|my|our|a) (?:nurse|doctor|physio|midwife|manager|pharmacist|technician|dispenser|locum|gp|receptionist|"
    r"lady|gentleman|consultant|carer|health visitor|driver|supplier)\b|\b(?:she|he|somebody|someone|nobody)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\b(?:the|our|my) (?:system|pmr|app|software|portal|supplier|robot|platform)\b", re.IGNORECASE)
_ODD_CAPITAL = re.compile(r"(?<=[a-z])I|\bI(?=[a-z])")
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_TITLED = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Miss|Nurse|Sister|Prof)\.? [A-Z][a-z]{2,}")
# A name that is a word too, with its capital inside a sentence.
_ALSO = re.compile(
    rf"(?<=[a-z,&] )(?:{'|'.join(sorted(word.capitalize() for word in ALSO_WORDS if len(word) > 2))})\b"
    r"|(?:^|[.!?]\s+)(?:Mark|Sue|Joe|Jo|Chris|Alex|Grace|Daisy|Rob|Bill|Dawn|Hazel)"
    r" (?:is|was|has|and|listen|helped|gave)"
)
_LEFT_OVER = frozenset(["f", "fl"])


@dataclass(frozen=True)
class Text:
    """A training text, where names stand in it, and the group by which it is held out."""

    text: str
    names: tuple[tuple[int, int], ...]
    group: str
    source: str

    def fold(self) -> int:
        """The half a group belongs to."""
        return hashlib.sha256(self.group.encode()).digest()[0] % 2


def put(parts: list[tuple[str, bool]], group: str, source: str) -> Text:
    """A text of parts, of which some are names."""
    text, names = "", []
    for part, is_name in parts:
        if is_name:
            names.append((len(text), len(text) + len(part)))
        text += part
    return Text(text, tuple(names), group, source)


def _has_left_over(text: str) -> bool:
    """Whether a real name seems to stand in an answer that should serve as one without."""
    if _TITLED.search(text) or _ALSO.search(text):
        return True
    found = tokens(text)
    for at, token in enumerate(found):
        starts = at == 0 or found[at - 1].text in ".!?\n:;-"
        word = token.text
        if len(word) < 3 or not (word[0].isupper() and word[1:].islower()) or word.casefold() in NOT_NAMES | ALSO_WORDS:
            continue
        if listed(word) in _LEFT_OVER and (band(word) < 9 if starts else band(word) < 10):
            return True
    return False


def fft(folder: Path) -> list[str]:
    """Answers of patients, each once, in order."""
    rows = pd.read_csv(folder / "data/nhs_fft_phase1/nhs_fft_phase1.csv", keep_default_na=False)
    return sorted({text.replace("\r\n", "\n").strip() for text in rows["text"] if text.strip()})


def sample(folder: Path) -> list[tuple[str, list[str], bool]]:
    """The sample round's answers with the names planted in them, and whether nothing at all was planted."""
    rows = pd.read_csv(folder / "sample-round/pii.csv", keep_default_na=False)
    found = []
    for text, told in zip(rows["text"], rows["pii"], strict=True):
        planted = json.loads(told)
        found.append((text, [one["text"] for one in planted if one["type"] == "PERSON"], not planted))
    return found


def _replaced(text: str, pattern: re.Pattern[str], fill: Fillings, group: str, source: str, chance: float) -> Text:
    parts: list[tuple[str, bool]] = []
    after = 0
    for found in pattern.finditer(text):
        if fill.rng.random() < chance:
            parts += [(text[after : found.start()], False), (fill.name(), True)]
            after = found.end()
    return put([*parts, (text[after:], False)], group, source)


def carried(line: str, fill: Fillings) -> Text:
    """A carrier with its slots filled."""
    parts: list[tuple[str, bool]] = []
    after = 0
    for found in _SLOT.finditer(line):
        parts += [(line[after : found.start()], False), (fill.fill(found[1]), found[1] in _OF_PERSONS)]
        after = found.end()
    is_person = "ward" not in line.casefold() and not re.search(
        r"\{[LF]\}(?:'?s)? (?:Ward|ward|House|Unit|Road|Street|Medical|Lodge|Court|Lane|Clinic|Centre|Practice|review"
        r"|report|Hospital|Pharmacy|Chemists?|hospital|Hospice)|^\{L\}s Chemist|^St ",
        line,
    )
    return put([*((part, is_name and is_person) for part, is_name in parts), (line[after:], False)], line, "carrier")


def carriers() -> tuple[list[str], list[str]]:
    """Carriers with a person in them, and carriers without."""
    found: tuple[list[str], list[str]] = ([], [])
    for file in _CARRIERS:
        for more, lines in zip(found, lines_of(file), strict=True):
            more += lines
    return found


def manners() -> tuple[list[str], list[str]]:
    """The carriers of the second file alone, by which hard manners are measured."""
    return lines_of(_CARRIERS[1])


def lines_of(file: Path) -> tuple[list[str], list[str]]:
    """The carriers of one file: with a person in them, and without."""
    with_names, _, without = file.read_text(encoding="utf-8").partition("# no names\n")
    told = (dict.fromkeys(line for line in part.splitlines() if line) for part in (with_names, without))
    positive, negative = ([line for line in lines if not line.startswith("# ")] for lines in told)
    return positive, negative


def joined(one: Text, other: Text, between: str) -> Text:
    """Two texts as one; the first one's group counts."""
    shift = len(one.text) + len(between)
    names = (*one.names, *((start + shift, end + shift) for start, end in other.names))
    return Text(one.text + between + other.text, names, one.group, one.source)


def _templates(folder: Path, fill: Fillings) -> Iterator[Text]:
    told = pd.read_csv(folder / "data/presidio_pii_templates/templates.csv", keep_default_na=False)["template"]
    for template in told:
        for _ in range(6):
            parts: list[tuple[str, bool]] = []
            after = 0
            for found in _PLACEHOLDER.finditer(template):
                slot = found[1].lower()
                is_name = slot in ("person", "name", "first_name", "last_name", "first_name_female", "first_name_male")
                made = fill.name() if is_name else fill.fill("P") if "city" in slot or "country" in slot else BLANK * 8
                parts += [(template[after : found.start()], False), (made, is_name)]
                after = found.end()
            yield put([*parts, (template[after:], False)], template, "template")


def _of_answers(answers: list[str], source: str, fill: Fillings, times: int) -> Iterator[Text]:
    positive, negative = carriers()
    short = [line for line in positive if len(line) < 45]
    for text in answers:
        yield Text(text, (), text, source)
        if _HIDDEN.search(text):
            continue
        for _ in range(times):
            chance = fill.rng.random()
            if _SOMEBODY.search(text) and chance < 0.5:
                yield _replaced(text, _SOMEBODY, fill, text, source, 0.6)
            elif _ITEM.search(text) and chance < 0.8:
                plain = _ITEM.sub(lambda found: fill.maker(), text, count=1)
                yield Text(plain, (), text, source)
            elif chance < 0.4:
                more = carried(fill.rng.choice(short), fill)
                end = "" if text[-1:] in ".!?" else fill.rng.choice((".", ".", "", "\n"))
                yield joined(Text(text, (), text, source), more, f"{end}{fill.rng.choice((' ', ' ', chr(10)))}")
            elif chance < 0.55:
                yield joined(carried(fill.rng.choice(short), fill), Text(text, (), text, source), ". ")
            elif chance < 0.65:
                yield joined(Text(text, (), text, source), carried(fill.rng.choice(negative), fill), " ")


def has_no_name(text: str) -> bool:
    """Whether an answer seems to hold no name, neither blanked nor left over."""
    return not _HIDDEN.search(text) and not _has_left_over(text)


def refilled(answers: list[str], fill: Fillings) -> Iterator[Text]:
    """Answers with drawn names where a name was blanked."""
    return _slots(answers, fill)


def _slots(answers: list[str], fill: Fillings) -> Iterator[Text]:
    for text in answers:
        if _HIDDEN.search(text):
            for _ in range(5):
                yield _replaced(text, _HIDDEN, fill, text, "slots", 1.0)


def _planted(answers: list[tuple[str, list[str], bool]], fill: Fillings) -> Iterator[Text]:
    for text, names, _ in answers:
        if names:
            pattern = re.compile("|".join(re.escape(name) for name in names))
            for _ in range(5):
                yield _replaced(text, pattern, fill, text, "planted", 1.0)


def _cased(one: Text, rng: random.Random) -> Text:
    chance = rng.random()
    if chance < 0.13:
        lower = one.text.lower()
        return Text(lower, one.names, one.group, one.source) if len(lower) == len(one.text) else one
    if chance < 0.17:
        upper = one.text.upper()
        return Text(upper, one.names, one.group, one.source) if len(upper) == len(one.text) else one
    text = one.text
    if chance < 0.21:
        for start, end in one.names:
            text = text[:start] + text[start:end].lower() + text[end:]
    elif chance < 0.26 and one.names:
        return _marked(one, rng)
    return Text(text, one.names, one.group, one.source) if len(text) == len(one.text) else one


def _marked(one: Text, rng: random.Random) -> Text:
    """Some names are marks already, as they are on a second reading."""
    parts, after = [], 0
    for start, end in one.names:
        parts.append((one.text[after:start], False))
        parts.append((BLANK * 8, False) if rng.random() < 0.6 else (one.text[start:end], True))
        after = end
    return put([*parts, (one.text[after:], False)], one.group, one.source)


def training(folder: Path, seed: int) -> list[Text]:
    """All training texts, in the same order for the same seed."""
    rng = random.Random(seed)
    fill = Fillings(rng)
    positive, negative = carriers()
    patients = fft(folder)
    clean = [text for text in patients if has_no_name(text)]
    plain = [_ODD_CAPITAL.sub("i", text) if rng.random() < 0.4 else text for text in clean]
    rounds = sample(folder)
    found = [carried(line, fill) for line in positive for _ in range(22)]
    found += [carried(line, fill) for line in negative for _ in range(14 if "{" in line else 5)]
    found += _of_answers([text for text, _, is_clean in rounds if is_clean], "sample", fill, 4)
    found += _of_answers(plain, "fft", fill, 1)
    found += [*_slots(patients, fill), *_planted(rounds, fill), *_templates(folder, fill)]
    return [_cased(one, rng) for one in found]
