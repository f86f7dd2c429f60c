"""Shapes: which runs of word classes read as a title, and which runs are cut out of something longer."""

import re

# One letter a word, as in classes.LETTERS. A name of something ends on its noun; what stands before says which.
_PART = "[jnNegu]"
_NOUNS = f"(?:r?{_PART})*[nN]"
_MORE = f"(?:p[do]?j?{_NOUNS})"
NAME = re.compile(_NOUNS)
LONG_NAME = re.compile(f"{_NOUNS}{_MORE}")  # "delays in schedule", or cut out of "ask the seller for a refund"
PAIR = re.compile(f"{_NOUNS}c{_NOUNS}")
ACT = re.compile(f"t?[bvge]r?[pt]?[do]?{_NOUNS}{_MORE}?")  # "verify my identity", "waiting for results"
MOVE = re.compile("t?[bvge][pr]")  # "log in", "going down"
STATE = re.compile(f"{_NOUNS}(?:(?:a{{1,2}}t?r*)?e|a{{1,2}}r*j)")  # "card declined", "computers are slow"
FAILED = re.compile(f"{_NOUNS}v")  # "payment failed", with nothing behind it
DENIED = re.compile(
    f"(?:[dtjr]j?{_NOUNS}|[tar][bvgej]r?[pt]?[do]?(?:{_NOUNS})?|[np]p?[do]?{_NOUNS}|[on]tb(?:[do]?{_NOUNS})?)"
)
BARE = re.compile("[dtarv][bvge]")  # "cannot improve": what?

ALL_OF_IT = re.compile("oa{1,2}r?j")  # "everything was good", where people wrote no more

HUNG = re.compile("ep.*")  # "enforced in the county": what was?

QUALITIES = re.compile("jcj")  # "helpful and professional"

BACKWARDS = re.compile("n+N")  # "control git", two things without a stop between
FITS = (
    (BACKWARDS, 0.5),
    (NAME, 1.0),
    (LONG_NAME, 0.8),
    (HUNG, 0.2),
    (PAIR, 0.7),
    (QUALITIES, 0.6),
    (ACT, 0.8),
    (STATE, 0.6),
    (MOVE, 0.3),
)
LONE = {"n": 0.35, "N": 0.3, "g": 0.1, "j": 0.0, "u": -0.5}
NOTHING = -1.0


def fit_of(shape: str, denied: bool) -> float:
    """How much a phrase of these classes reads as a title: from -1 (it does not) to 1.

    `denied` says that it begins with a word that says no.
    """
    if len(shape) == 1:
        return LONE.get(shape, NOTHING)
    if denied:
        if BARE.fullmatch(shape):
            return 0.4
        return 0.9 if DENIED.fullmatch(shape) else NOTHING
    return next((fit for pattern, fit in FITS if pattern.fullmatch(shape)), NOTHING)


def is_cut(shape: str, before: str, after: str) -> bool:
    """Whether the words right before or after belong to it: it was cut out of something longer.

    `before` and `after` are their classes, a space where a stop stands between or nothing.
    """
    opens = before in "jnN" and before != " " and shape[0] in "nNgej"
    closes = after in "nN" and after != " "
    if shape[-1] in "vbge" and len(shape) > 1:
        closes = after in "nNdoju" and after != " "
    return opens or closes
