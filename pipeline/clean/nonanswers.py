"""Answers that say nothing, read with what their question asks."""

import re
from collections.abc import Mapping

from pipeline.clean.lists import any_of, phrases
from pipeline.clean.marks import MARK

EMPTY = "empty cell"

_WORD = re.compile(r"[^\W_]")
_PLAIN = re.compile(r"[^\w/']+")
# Longer texts say something, if only by their length.
_LONGEST = 120

# Said to any question, also where nobody knows what was asked.
_ANYWHERE = {
    "not applicable": phrases("n/a, na, n a, n/ a, n /a, n / a"),
    "none": phrases("none"),
}

# An answer to "what gets in the way?", and none to "what would help?".
_NOTHING = phrases(
    """
    nothing, nothing specific, nothing particular, nothing else, nothing more, nothing further, no one thing, nope,
    nowt, nil, no issues, no problem, no problems, no barriers, nothing gets in the way, no suggestion, no suggestions,
    no ideas, no change, no changes, not much, dim, dim byd
    """
)

# Said to an open question, whatever it asks.
_WITH_A_QUESTION = {
    "not applicable": phrases("not applicable, not relevant, doesn't apply, does not apply, amherthnasol"),
    "none": phrases(
        "nil return, none given, not given, not provided, no answer, no response, left blank, blank, null, nan"
    ),
    "no comment": phrases(
        """
        no comment, no comments, no further comment, no further comments, no additional comments, no other comments,
        nothing to add, nothing to say, nothing to report, nothing to comment, nothing further to add,
        nothing else to add, nothing more to add, no opinion, no opinions, no view, no views, no strong views, pass,
        skip, rather not say, prefer not to say, dim sylw, dim sylwadau
        """
    ),
    "does not know": phrases(
        """
        don't know, dont know, do not know, i don't know, i dont know, i do not know, don't know yet, dk, dunno, idk,
        not sure, unsure, i'm not sure, im not sure, i am not sure, no idea, no clue, haven't a clue, not a clue,
        not known, unknown, can't think of anything, cant think of anything, cannot think of anything,
        can't think of any, nothing comes to mind, nothing springs to mind, can't say, cant say, couldn't say,
        hard to say, ddim yn gwybod, wn i ddim
        """
    ),
    "points to another answer": phrases(
        """
        as above, see above, same as above, as per above, as stated above, as mentioned above, as before,
        same as before, same, same again, same answer, ditto, as previous, as per previous, as previous answer,
        see previous, see previous answer, see below, see other answers, already answered, answered above, fel uchod
        """
    ),
    "bare yes or no": phrases("yes, no, y, n, ok, okay, no thanks, no thank you, ie, oes"),
    "trial of the form": phrases("x, xx, xxx, xxxx, tbc, tba, test, testing, asdf, asdfgh, qwerty, abc"),
}

# Courtesies and hedges that change nothing.
_BEFORE = any_of("sorry, i think, honestly, hi, well, thanks, there is, there's, there are")
_AFTER = any_of(
    """
    really, at all, at present, at the moment, at this (?:time|stage|point), right now, just now, currently, thanks,
    thank you, sorry, i think, to be honest, tbh, honestly, that i can think of, i can think of, that comes to mind,
    for now, so far, yet, as yet, from me, as such, in particular, to add, off the top of my head, today, here,
    for me, on this, please, whatsoever
    """
)
_AROUND = re.compile(rf"^{_BEFORE}\s+|\s+{_AFTER}$")


def _plain(text: str) -> str:
    return _PLAIN.sub(" ", text.casefold().replace("’", "'")).strip(" '")


def _bare(plain: str) -> str:
    while (shorter := _AROUND.sub("", plain)) != plain:
        plain = shorter
    return plain


def _among(told: tuple[str, ...], rules: Mapping[str, frozenset[str]]) -> str | None:
    return next((rule for rule, known in rules.items() if not known.isdisjoint(told)), None)


def non_answer(text: str, asks: str) -> str | None:
    """The name of the rule by which a redacted text says nothing to its question, or None where it says something.

    Where no question is known (`asks` is empty) only what says nothing to any question goes: no word at all, n/a,
    none. A bare "nothing" is a statement to a question about barriers, and no answer to the others.
    """
    if not _WORD.search(text):
        return "no word"
    if not _WORD.search(MARK.sub("", text)):
        return "personal data only"
    if len(text) > _LONGEST:
        return None
    plain = _plain(text)
    if not asks:
        return _among((plain,), _ANYWHERE)
    told = (plain, _bare(plain))
    rule = _among(told, _WITH_A_QUESTION) or _among(told, _ANYWHERE)
    if rule or asks == "barrier":
        return rule
    return "nothing" if not _NOTHING.isdisjoint(told) else None
