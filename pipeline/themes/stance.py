"""Stance: whether the people of a theme ask for something, report a problem or praise, where their wording tells it."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from pipeline.schemas import POINTS, STANCES, checked, empty
from pipeline.themes.classes import word_classes
from pipeline.themes.cues import (
    ALONE,
    BAD,
    FAULTLESS,
    GOOD,
    GOOD_IF_SAID_OF,
    MORE,
    REFUSALS,
    SUPPOSED,
    WANTING,
    WANTS,
    WISHES,
)
from pipeline.themes.words import tokens

REQUEST, PROBLEM, PRAISE = "request", "problem", "praise"
ASKED = {"barrier": PROBLEM, "future": REQUEST, "help": REQUEST}  # what a point without a cue is, by what was asked
REACH, FAR = 3, 6  # words behind a refusal that it turns round: of praise, of blame
LEAST = 5  # responses; of fewer nothing is told
# Share of a theme's responses that must be of one stance. Praise wears its words on its sleeve, and what is not praise
# often has a kind word in it; of problems and requests most say so in no word that a list could hold.
TOLD = {PRAISE: 0.6, PROBLEM: 0.4, REQUEST: 0.4}
APART = 4.0  # and how many times as many as of any other
ASKED_WEIGHT = 0.7  # of a point that shows its stance only by the question it answers


def _back(words: Sequence[str], joined: Sequence[bool], place: int, reach: int) -> Sequence[str]:
    """The words before, within the clause."""
    start = place
    while start > max(place - reach, 0) and joined[start]:
        start -= 1
    return words[start:place]


def _refused(before: Sequence[str]) -> bool:
    return any(word in REFUSALS or word.endswith("n't") for word in before)


def _praises_or_not(words: Sequence[str], classes: str, joined: Sequence[bool], place: int) -> str:
    """What a word that judges says where it stands: "not good", "cannot fault", "nothing is too much trouble"."""
    word, before = words[place], _back(words, joined, place, REACH)
    if word in GOOD and (classes[place] == "j" if word in GOOD_IF_SAID_OF else classes[place] not in "pc"):
        if SUPPOSED.intersection(before):
            return REQUEST
        refused = _refused([one for one in before if one not in ALONE])
        return PROBLEM if refused else PRAISE
    if word in FAULTLESS and _refused(_back(words, joined, place, FAR)):
        return PRAISE
    return PROBLEM if word in BAD or (word == "too" and classes[place + 1 : place + 2] in ("j", "r")) else ""


def _requests(words: Sequence[str], classes: str, joined: Sequence[bool], place: int) -> bool:
    """Whether the word asks for something: "should", "we need", "could be quicker", "let us", "more staff"."""
    word, opens = words[place], not joined[place]
    if _refused(_back(words, joined, place, FAR)):
        return False
    if word in WISHES or (opens and (classes[place] == "b" or word in MORE)):
        return True
    if word in WANTS:
        return words[place - 1 : place] != [] and words[place - 1] in WANTING
    return word in ("would", "could") and any(other in MORE for other in words[place + 1 : place + FAR])


def stance_of(words: Sequence[str], classes: str, joined: Sequence[bool]) -> str:
    """The stance of one text; nothing where it shows none, or praise beside something else."""
    places = range(len(words))
    signs = {_praises_or_not(words, classes, joined, place) for place in places} - {""}
    asked = any(_requests(words, classes, joined, place) for place in places)
    if PRAISE in signs:
        return PRAISE if len(signs) == 1 and not asked else ""
    return REQUEST if asked or REQUEST in signs else PROBLEM if signs else ""


def stances_of(lines: Sequence[str]) -> list[str]:
    """The stance of each text, empty where it shows none."""
    told = [tokens(line) for line in lines]
    text_no = np.repeat(np.arange(len(told)), [len(one) for one in told])
    classes = "".join(word_classes([word for one in told for word, _ in one], text_no))
    ends = np.cumsum([0, *(len(one) for one in told)])
    found = []
    for one, start, end in zip(told, ends, ends[1:], strict=False):
        words = [word.casefold().replace("’", "'") for word, _ in one]
        found.append(stance_of(words, classes[start:end], [follows for _, follows in one]))
    return found


def _of_theme(mine: pd.DataFrame) -> tuple[str, float]:
    """The stance of a theme and its share, empty where none prevails."""
    if mine["response"].nunique() < LEAST:
        return "", 0.0
    weight = mine.groupby("stance")["weight"].sum()
    total = len(mine)
    shown = weight.drop("", errors="ignore").sort_index()
    if not len(shown):
        return "", 0.0
    best = str(shown.round(6).idxmax())
    others = float(shown.drop(best).max()) if len(shown) > 1 else 0.0
    share = float(shown[best]) / total
    return (best, share) if share >= TOLD[best] and shown[best] >= APART * others else ("", 0.0)


def stances(members: pd.DataFrame, points: pd.DataFrame, asks: Mapping[str, str]) -> pd.DataFrame:
    """One row for each theme whose stance can be told (STANCES), in the order of the themes' names.

    `members` needs `point` and `theme`; `asks` has what each question wants to hear ("barrier", "future", "help");
    other questions say nothing.
    """
    frame = checked(points, POINTS)
    told = frame[["point", "response", "question", "text"]].assign(stance=stances_of(list(frame["text"])), weight=1.0)
    silent = told["stance"] == ""
    assumed = told["question"].map(lambda question: ASKED.get(asks.get(question, ""), ""))
    told.loc[silent, "stance"] = assumed[silent]
    told.loc[silent, "weight"] = ASKED_WEIGHT
    joined = members[["point", "theme"]].merge(told, on="point")
    rows = []
    for theme, mine in joined.sort_values(["theme", "point"]).groupby("theme", sort=True):
        stance, share = _of_theme(mine)
        if stance:
            rows.append({"theme": theme, "stance": stance, "share": round(share, 4)})
    return checked(pd.DataFrame(rows), STANCES) if rows else empty(STANCES)


def shown_shares(members: pd.DataFrame, points: pd.DataFrame, found: pd.DataFrame) -> dict[str, float]:
    """For each theme of `found` (STANCES) the share of its points whose own words show its stance.

    The rest of its share there is taken from what was asked, and nobody may have said it.
    """
    stance = dict(zip(found["theme"], found["stance"], strict=True))
    inside = members[members["theme"].isin(set(stance))][["point", "theme"]].merge(
        points[["point", "text"]], on="point"
    )
    wanted = inside["theme"].map(stance)
    shows = pd.Series(stances_of(list(inside["text"])), index=inside.index, dtype=str) == wanted
    return {str(theme): round(float(share), 4) for theme, share in shows.groupby(inside["theme"]).mean().items()}
