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

_BUILDINGS = sorted(
    phrases_of(
        """
        Hospital, General, Infirmary, Royal Infirmary, Road, Street, Lane, Avenue, House, Lodge, Court, Manor, Grange,
        Nursing Home, Care Home, Surgery, Health Centre, Medical Practice, Hospice, Green, Close, Clinic, Ward, Way
        """
    )
)
_HOME_STARTS = sorted(
    words("Oak Elm Ash Beech Willow Rose Holly Cedar Lime Meadow Orchard Abbey Castle Mill Bridge Lake")
)
_HOME_ENDS = sorted(words("House Lodge Court Manor Grange View Bank Lea Mount Dene Grove Gardens Croft Hall"))
_PLACE_ENDS = sorted(
    words("ham ton ford bury borough mouth wick worth pool stead minster chester combe hurst thorpe by field wood ley")
)
_ACRONYMS = sorted(
    words(
        """
        PDF CSV XML JPEG JPG PNG TIFF EAN GTIN QR RFID PIP VTM AMPP VMPP DMD SMS MMS API HTML VPN DNS USB HDMI SSD RAM
        PIN OTP MFA SSO RAG SLA KPI FAQ SOP CD POM GSL FMD MUR NMS CPCS PGD TTO TTA MAR MDS INR HBA BP ECG MDT SBAR
        """
    )
)
_KNOWN_PERSONS = sorted(
    phrases_of(
        """
        Mozart, Vivaldi, Beethoven, Shakespeare, Dickens, Kafka, Orwell, Einstein, Newton, Turing, Churchill, Picasso,
        Sherlock Holmes, Harry Potter, James Bond, Apgar, Barthel, Waterlow, Braden, Rockwood, Cockcroft, Naranjo,
        Wells, Hamilton, Beck, Norton, Marfan, Raynaud, Sjogren, Addison, Likert, Gantt, Pareto, Maslow, Kotter
        """
    )
)
_FOREIGN = sorted(
    phrases_of(
        """
        diolch, Diolch yn fawr, Mae'n dda, Bore da, Croeso i Gymru, Iechyd da, mae angen help, Dziękuję, Dobry pomysł,
        Nie działa, Proszę o pomoc, Mulțumesc frumos, Nu merge, Muchas gracias, No funciona, Merci beaucoup, Ça marche,
        Vielen Dank, Danke schön, Shukriya, Bahut accha, Meherbani, Obrigado, Não funciona, Grazie mille, Va bene,
        Mahadsanid, Tack så mycket, Go raibh maith agat, Slàinte, Teşekkürler, Faleminderit, Aciu, Paldies
        """
    )
)


def held_out(name: str) -> bool:
    """Whether a name is kept for the test and never drawn for training: one in ten, by its digest."""
    return hashlib.sha256(name.casefold().encode()).digest()[0] % 10 == 0


def _pool(name: str) -> list[str]:
    return (_POOLS / f"{name}.txt").read_text(encoding="utf-8").split("\n")[:-1]


def _things() -> list[str]:
    """Makers, products and bodies; known people and sayings stand behind them and are no fillings."""
    told = Path("pipeline/clean/names/data/things.txt").read_text(encoding="utf-8")
    lines = told.partition("# eponyms")[0].splitlines()
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

    def small(self) -> str:
        """A name in small letters, a first name most often."""
        return (self.both() if self.rng.random() < 0.15 else self.first()).casefold()

    def capitals(self) -> str:
        """A name in capitals."""
        return (self.both() if self.rng.random() < 0.4 else self.first()).upper()

    def short(self) -> str:
        """A first name of two or three letters."""
        return str(self.rng.choice(_POOL["short"]))

    def word(self) -> str:
        """A first name that is a word or a month too."""
        return str(self.rng.choice(_POOL["words"]))

    def place(self) -> str:
        """A place, street, hospital or home: from the list, or made up."""
        rng = self.rng
        name = rng.choice(_POOL["places"]) if rng.random() < 0.6 else self._invented_place()
        return f"{name} {rng.choice(_BUILDINGS)}" if rng.random() < 0.3 else str(name)

    def _invented_place(self) -> str:
        rng = self.rng
        if rng.random() < 0.3:
            return f"{rng.choice(_HOME_STARTS)} {rng.choice(_HOME_ENDS)}"
        start = "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(rng.choice((1, 1, 2))))
        return (start + rng.choice(_CODAS) + rng.choice(_PLACE_ENDS)).capitalize()

    def acronym(self) -> str:
        """A short code in capitals, known or made up."""
        if self.rng.random() < 0.5:
            return str(self.rng.choice(_ACRONYMS))
        return "".join(self.rng.choice(_INITIAL) for _ in range(self.rng.choice((2, 3, 3, 4))))

    def fill(self, slot: str) -> str:
        """What stands in a carrier's slot."""
        rng = self.rng
        made = {"N": self.name, "F": self.first, "B": self.both, "L": self.last, "I": self.initialled, "S": self.maker}
        made |= {"W": self.word, "T": self.short, "G": self.small, "U": self.capitals}
        made |= {"V": self.place, "Z": self.acronym}
        if slot in made:
            return made[slot]()
        if slot == "D":
            drug: str = rng.choice(_POOL["drugs"])
            return drug if rng.random() < 0.5 else drug.capitalize()
        told = {"P": _POOL["places"], "C": _BODIES, "R": _ROLES, "E": _KNOWN_PERSONS, "H": _FOREIGN}
        return str(rng.choice(told[slot]))


def _places() -> list[str]:
    told = {first: all_ for first, all_ in phrases("places.txt").items() if first not in first_names()}
    return sorted(" ".join(words).title() for all_ in told.values() for words in all_)


_POOL = {
    **{name: _pool(name) for name in ("everyday-first", "everyday-last", "faker-first", "faker-last", "census-first")},
    "census-last": _pool("census-last"),
    "words": sorted(
        word.capitalize() for word in ALSO_WORDS if word in first_names() and word in last_names() | ALSO_WORDS
    ),
    "short": sorted(name for name in _pool("everyday-first") if len(name) <= 3),
    "things": _things(),
    "drugs": sorted(drugs()),
    "places": _places(),
}
