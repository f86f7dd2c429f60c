"""Keywords: five to eight words or phrases that tell a theme from the others, in their commonest form."""

from collections.abc import Sequence

import numpy as np

from pipeline.themes.beside import Scored, is_name
from pipeline.themes.lists import CLAUSE, GENERIC, LIGHT, NEGATIONS
from pipeline.themes.wording import Candidate, Wording
from pipeline.themes.words import is_glue

FEWEST, MOST = 5, 8
TELLING = "nNjeg"  # classes of lone words that say something by themselves: not "deal" or "add"
LONGEST = 3  # words
HALF = 0.5  # a phrase takes its word's place if it is written half as often
NEARNESS = 0.1  # words of answers that are nowhere near the theme's centre do not describe it


def _weight(one: Candidate) -> float:
    return float(one.odds * np.sqrt(one.share))


def _fits(wording: Wording, each: Scored) -> bool:
    """Whether it says something by itself, and is nobody's name."""
    one = each.one
    if len(one.words) == 1:
        whole = one.words[0] not in NEGATIONS or one.words[0] == "nothing"
    else:
        whole = len(one.words) <= LONGEST and each.fit > 0 and not CLAUSE.intersection(one.words)
    edges = is_glue(one.words[0]) or is_glue(one.words[-1])
    return one.sense > 0 and one.nearness > NEARNESS and whole and not edges and not is_name(wording, one.words)


def _placed(chosen: list[Candidate], one: Candidate) -> None:
    """Put the phrase among the chosen: beside them, in the place of its own lone words, or not at all."""
    for place, other in enumerate(chosen):
        if one.stems & other.stems:
            if other.stems < one.stems and one.direct >= HALF * other.direct:
                chosen[place] = one
                chosen[place + 1 :] = [each for each in chosen[place + 1 :] if not each.stems & one.stems]
            return
    if len(chosen) < MOST:
        chosen.append(one)


def _says_little(one: Candidate) -> bool:
    """Whether it is a lone verb or a noun that names nothing: a keyword only where there are too few others."""
    if one.words == ("nothing",):
        return False
    return len(one.words) == 1 and (one.shape not in TELLING or one.words[0] in GENERIC | LIGHT)


def keywords(wording: Wording, phrases: Sequence[Scored]) -> tuple[str, ...]:
    """The keywords of a theme of these phrases, most telling first; no two share a stem."""
    found = [each.one for each in phrases if _fits(wording, each)]
    ordered = sorted(found, key=lambda each: (-round(_weight(each), 6), -each.direct, each.words))
    chosen: list[Candidate] = []
    for one in ordered:
        if not _says_little(one):
            _placed(chosen, one)
    for one in ordered:
        if _says_little(one) and len(chosen) < FEWEST:
            _placed(chosen, one)
    return tuple(dict.fromkeys(wording.language.casing.shown(one.words) for one in chosen))
