"""Names, makers' words and other fillings that training texts are made with, drawn at random from a seed."""

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

from pipeline.clean.kinds.words import ALSO_WORDS
from pipeline.clean.lists import phrases as phrases_of
from pipeline.clean.lists import words
from pipeline.clean.names.lists import drugs, first_names, last_names, phrases

_POOLS = Path("build/names")
_INITIAL = "ABCDEFGHIJKLMNOPRSTVWYZ"
_PARTICLES = ("van der", "van", "de", "da", "al", "bin", "ap", "dos", "von", "del", "El")
_ONSETS = sorted(
    words(
        """
        b br c ch d dr f g gr h j k kh kr l m n p pr r s sh st t th tr v w z
        """
    )
)
_VOWELS = sorted(
    words(
        """
        a e i o u aa ai ee ou ia
        """
    )
)
_CODAS = sorted(
    words(
        """
        n r s l m k d t sh th nd ng rt lt x h
        """
    )
)
_NAME_ENDS = sorted(
    words(
        """
        son man sen ski ova wala esh ani eh ora ulu uka ian ez ell by ford ton ley worth wick ham
        """
    )
)
_MAKER_STARTS = sorted(
    words(
        """
        Rx Med Pharm Script Dose Care Clini Patient Health Vita Pill Dispense Chem Opti Omni Nexa Cura Syn Tele
        Tri Prime Smart Swift Pro Easy Quick My Apo
        """
    )
)
_MAKER_ENDS = sorted(
    words(
        """
        Rx Med Link Flow Track Hub Point Connect Scan Tech Soft Ware Logic Sync Desk Pad Base Path Works Plus
        ify ly io ara axis eon ium ex era ient omate
        """
    )
)
_ROLES = sorted(
    phrases_of(
        """
        dispenser, pharmacist, technician, manager, locum, ACT, counter assistant, delivery driver, nurse, GP,
        doctor, receptionist, practice manager, superintendent, owner, trainee, area manager, healthcare
        assistant, engineer, carer, consultant, physio, health visitor, pre-reg, pharmacy manager, care
        coordinator, director
        """
    )
)
_BODIES = sorted(
    phrases_of(
        """
        Boots, Lloyds, Rowlands, Day Lewis, Well, Superdrug, Tesco, Asda, the CCG, the LPC, PSNC, NHS Digital,
        NHSX, NHS England, NPA, CPPE, NHSBSA, GPhC, the PCN, Numark, Avicenna, Alphega, AAH, Alliance, Phoenix,
        the CSU, the surgery, the hospital
        """
    )
)


def held_out(name: str) -> bool:
    """Whether a name is kept for the test and never drawn for training: one in ten, by its digest."""
    return hashlib.sha256(name.casefold().encode()).digest()[0] % 10 == 0


def _pool(name: str) -> list[str]:
    return (_POOLS / f"{name}.txt").read_text(encoding="utf-8").split("\n")[:-1]


def _things() -> list[str]:
    lines = Path("pipeline/clean/names/data/things.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@dataclass(frozen=True)
class Fillings:
    """What slots are filled with; with `test` only names that training never draws."""

    rng: random.Random
    test: bool = False

    def first(self) -> str:
        """A first name, everyday ones most often."""
        return self._from((0.5, "everyday-first"), (0.32, "faker-first"), (0.1, "census-first"), (0.08, "words"))

    def last(self) -> str:
        """A surname."""
        if not self.test and self.rng.random() < 0.1:
            return self._invented()
        return self._from((0.5, "everyday-last"), (0.35, "faker-last"), (0.15, "census-last"))

    def _from(self, *pools: tuple[float, str]) -> str:
        name = self.rng.choices([pool for _, pool in pools], [weight for weight, _ in pools])[0]
        for _ in range(1000):
            found: str = self.rng.choice(_POOL[name])
            if held_out(found) == self.test or name == "words":
                return found
        raise ValueError(name)

    def _invented(self) -> str:
        rng = self.rng
        parts = [rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(rng.choice((1, 1, 2)))]
        return ("".join(parts) + rng.choice((rng.choice(_CODAS), rng.choice(_NAME_ENDS)))).capitalize()

    def both(self) -> str:
        """A first name and a surname, now and then with more."""
        chance, last = self.rng.random(), self.last()
        if chance < 0.1:
            last = f"{last}-{self.last()}"
        elif chance < 0.14:
            last = f"{self.rng.choice(_INITIAL)}{self.rng.choice(('.', ''))} {last}"
        elif chance < 0.18:
            last = f"{self.first()} {last}"
        elif chance < 0.21:
            last = f"{self.rng.choice(_PARTICLES)} {last}"
        elif chance < 0.23:
            return f"{self.first()}-{self.first()} {last}"
        return f"{self.first()} {last}"

    def initialled(self) -> str:
        """An initial and a surname, or the other way round."""
        letter, last = self.rng.choice(_INITIAL), self.last()
        form = self.rng.choice(("{0}. {1}", "{0} {1}", "{0}.{1}", "{0}.{2}. {1}", "{0}. {1}"))
        return form.format(letter, last, self.rng.choice(_INITIAL))

    def name(self) -> str:
        """Any form of a person's name."""
        make = self.rng.choices((self.first, self.both, self.last, self.initialled), (46, 42, 6, 6))[0]
        return make()

    def maker(self) -> str:
        """The name of a system, maker or product: from the list, or made up."""
        chance, rng = self.rng.random(), self.rng
        if chance < 0.45:
            return rng.choice(_POOL["things"])
        if chance < 0.75:
            word = rng.choice(_MAKER_STARTS) + rng.choice(_MAKER_ENDS)
            return word if rng.random() < 0.5 else word.capitalize()
        word = self._invented()
        more = rng.choice(("", "", "", " Rx", " Health", " PMR", " Connect", " Web", "tech", " Systems", " UK"))
        return word + more

    def fill(self, slot: str) -> str:
        """What stands in a carrier's slot."""
        rng = self.rng
        made = {"N": self.name, "F": self.first, "B": self.both, "L": self.last, "I": self.initialled, "S": self.maker}
        if slot in made:
            return made[slot]()
        if slot == "D":
            drug: str = rng.choice(_POOL["drugs"])
            return drug if rng.random() < 0.5 else drug.capitalize()
        return str(rng.choice({"P": _POOL["places"], "C": _BODIES, "R": _ROLES}[slot]))


def _places() -> list[str]:
    told = phrases("places.txt")
    return sorted(" ".join(words).title() for all_ in told.values() for words in all_)


_POOL = {
    **{name: _pool(name) for name in ("everyday-first", "everyday-last", "faker-first", "faker-last", "census-first")},
    "census-last": _pool("census-last"),
    "words": sorted(
        word.capitalize() for word in ALSO_WORDS if word in first_names() and word in last_names() | ALSO_WORDS
    ),
    "things": _things(),
    "drugs": sorted(drugs()),
    "places": _places(),
}
