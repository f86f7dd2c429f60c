"""What people write where they have nothing to say, by the rule it falls under, in the plain form of `plain_words`.

Words between brackets, parted by bars, stand for one another: "no (further|other|) comment" is three phrases.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline.clean.lists import phrases

_CHOICE = re.compile(r"\(([^()]*)\)")
Words = tuple[str, ...]


def _written_out(saying: str) -> Iterator[Words]:
    pieces = [part.split("|") if number % 2 else [part] for number, part in enumerate(_CHOICE.split(saying))]
    return (tuple("".join(chosen).split()) for chosen in itertools.product(*pieces))


def _sayings(*texts: str) -> frozenset[Words]:
    return frozenset(words for saying in phrases(*texts) for words in _written_out(saying))


# The order is the order of choice where an answer says two of them: what points elsewhere can be followed.
_BY_RULE = {
    "points to another answer": _sayings(
        """
        (as|see|same as|as per|refer to|as stated|as mentioned|as said|as explained) (above|before|previous|earlier),
        (as|like) i (said|stated|mentioned|wrote|put|explained) (above|before|earlier|previously|already|),
        (as|) (previously|already) (said|stated|mentioned|answered|given|covered|explained|noted),
        (mentioned|answered|stated|covered|said|given|explained) (above|before|earlier|previously|already),
        (already|) answered (above|already|this|),
        (see|refer to|as per|same as|as in|as) (my|the|) (above|previous|other|last|first|earlier) (answer|answers|
        response|responses|comment|comments|question|one),
        (see|refer to|as per|same as|as in|as) (my|the|) (answer|answers|response|comment|comments|points) (above|
        earlier|before|to the above),
        (see|refer to|as per|same as|as in|as|as for) (my answer to|answer to|my|) (question|q|no|number) (1|2|3|4|5|6|
        7|8|9|one|two|three|four),
        (see|refer to|as per|same as|as in|as) (my answer to|my answer in|answer to|answer in|my|)
        (q1|q2|q3|q4|q5|q6|q7|q8|q9), (see|as) below,
        same, same again, same as above, same as, (the|) same (answer|comment|response|thing|) (again|),
        (i|i've|) (already|previously) (said|stated|mentioned|answered|given|covered|explained) (this|that|it|),
        (i|i've|) (said|stated|mentioned|answered|covered|explained) (this|that|it|) (above|before|earlier|already|
        previously),
        covered in (my|the) (first|last|other|previous|earlier|above) (answer|answers|response|comment|comments),
        (as|) (previously|in q1|in q2|in q3|in q4), ditto, ditto above, as above again, fel uchod, gweler uchod,
        yr un peth, jak wyzej, ca mai sus, como acima
        """
    ),
    "does not know": _sayings(
        """
        (i|) don't know (yet|the answer|what to say|what to put|what to write|),
        (i|) don't understand (the|this|) (question|questions|),
        (i'm|) (unsure|not sure) (what to say|what to put|what to write|what this means), dk, dunno, (i|) dunno, idk,
        (i'm|) not (too|that|so|) sure (yet|), unsure, i'm unsure,
        (i have|) (no|not a|not any|not the foggiest|not the faintest) (idea|clue|ideas),
        (i|) haven't (a|got a|any) (clue|idea|scooby), (not the|haven't the) (foggiest|faintest) (idea|),
        (not a|no) scooby, not known, (it is|) unknown,
        (i|) can't (think of|recall|remember|come up with) (anything|any|one|something|a thing) (else|more|specific|
        other than that|), (i|) can't think (of it|), (i|) can't say,
        (it is|) (hard|difficult|too early|too soon|impossible) to (say|tell|know|judge),
        not that i (know of|can think of|am aware of|recall), (not|none) that i'm aware of,
        (i|) haven't (thought about|considered|given) (it|this|that|it any thought) (before|),
        (i|) never thought about (it|this|that),
        (i would|i will|i'll|i'd|i|) (need|have|want) (to|time to) think (about it|about this|about that|),
        (i'm|) still thinking (about it|about this|), who knows, beats me, search me, your guess is as good as mine,
        i wouldn't know, wouldn't know, mind gone blank, my mind's gone blank, my mind is blank,
        nothing (comes|springs|come|spring) (to mind|mind), none (that|) (come|comes|spring|springs) to mind,
        ddim yn gwybod, dw i ddim yn gwybod, dwi ddim yn gwybod, wn i ddim, dwn i ddim, ddim yn siwr, dim syniad,
        nie wiem, nu stiu, nao sei, no se, je ne sais pas, bilmiyorum, pata nahi
        """
    ),
    "no comment": _sayings(
        """
        (i have|i've|i've got|there's|) no (further|additional|other|more|specific|particular|) (comment|comments|
        remarks|feedback|input|observations|opinion|opinions|view|views|preference|preferences|thoughts|strong views|
        strong opinion|strong opinions|strong view|strong feelings|strong preference) (to make|to add|to offer|to give|
        on this|),
        (i have|i've|i've got|there's|) nothing (else|further|more|) to (add|say|report|comment|comment on|declare|
        offer|suggest|contribute|state|mention|raise),
        (i|) don't have (any|an|a) (comment|comments|opinion|opinions|view|views|preference|strong views|
        strong opinion|strong view), (i|) (can't|won't|wouldn't) comment, (i'm|) unable to (comment|say),
        (i'm|) not (in a position|able|qualified|the right person) to (comment|say|answer|judge),
        not for me to (say|comment),
        (i|) (rather|prefer|would rather|would prefer|'d rather) (not|not to) (say|comment|answer),
        i'd rather not (say|comment|answer),
        (i|) (don't think i|don't) have anything (else|more|further|) to (add|say|report|suggest),
        nothing to add to (this|that|it), (it's|this is|) not my (area|department|field|remit|job|role|business),
        (it's|) (outside|not in|not within|beyond) my (remit|area|role),
        (i|) wouldn't (like|want|care) to (say|comment|guess), pass, skip, (i|) don't mind,
        not (fussed|bothered|fussy|interested), (i|) don't (care|wish to comment|want to comment|want to say),
        (either way|whatever|whichever|no matter), (that's|that is) (all|it|everything), (no|none) (further|) to add,
        bez komentarza, brak uwag, brak komentarza, fara comentarii, sem comentarios, dim sylw, dim sylwadau,
        dim barn, dim i'w ychwanegu, dim byd i'w ychwanegu, dim byd arall i'w ddweud
        """
    ),
    "not applicable": _sayings(
        """
        n/a, na, n a, (no|not) (applicable|app|appl|applic), not relevant, (this|it|) doesn't apply,
        isn't (applicable|relevant),
        not (applicable|relevant|for|apply) (to|for) (me|my|my pharmacy|my role|my area|my practice|my team|my shop|
        my organisation), (this|it|) doesn't apply to (me|my pharmacy|my role|my shop), n/a (to|for) (me|my|my role),
        not for me, amherthnasol, nie dotyczy, nu se aplica, nu e cazul, nao aplicavel, nao se aplica
        """
    ),
    "none": _sayings(
        """
        none, nil return, none (given|provided|stated|supplied|known),
        not (given|provided|stated|supplied|answered|completed|specified),
        no (answer|response|reply) (given|provided|),
        (left|intentionally|deliberately|purposely) blank (intentionally|deliberately|on purpose|),
        (left intentionally|left deliberately) blank, blank, null, nan, (i|) have none,
        none that i (can think of|know of|am aware of|recall), none that i'm aware of, none i can think of,
        none to (mention|add|report|make|give|offer),
        no (other|further|more|additional|specific|particular|) (suggestion|suggestions|idea|ideas|proposals|
        recommendations|examples) (to make|to offer|),
        (i have|i've|i've got) no (suggestion|suggestions|proposals|recommendations),
        (i|) don't have (any|a) (suggestions|suggestion|ideas|to suggest|),
        (i|) haven't (got|) any (suggestions|ideas|), nothing to suggest, brak, nenhum, nenhuma
        """
    ),
    "trial of the form": _sayings(
        """
        x, xx, xxx, xxxx, xxxxx, tbc, tba, tbd, to be (confirmed|advised|decided|completed), test, testing, test test,
        test (answer|response|entry|survey|only|data|123|1|2), testing (testing|123|), just (a test|testing),
        this is a test, asdf, asdfg, asdfgh, asdfghjkl, qwerty, qwertyuiop, qwe, zxcv, zxcvbnm, hjkl, abc, abcd,
        abc123, foo, foo bar, aaa, aaaa, 123, 1234, 12345, lorem ipsum, placeholder
        """
    ),
}

# A statement to "what gets in the way?", and none to "what would help?".
NOTHING_RULE = "nothing"
_NOTHING = _sayings(
    """
    nothing (specific|particular|else|more|better|different|additional|extra|fundamental|further|major|much|special|
    obvious|new|significant|other|important|) (i|), there's nothing (else|more|specific|), no one thing,
    no (specific|particular|) thing, nowt, nil, nada, nic, nimic, dim, dim byd, dim byd arall,
    no (real|major|particular|specific|big|) (issue|issues|problem|problems|barriers|barrier|difficulties|obstacles|
    concerns|complaints|change|changes|improvements|improvement) (needed|required|necessary|to report|),
    there's no (barriers|problems|issues|barrier|improvements), i have no (issues|problems|concerns|complaints),
    nothing (gets|is getting|stands|in) (in the way|the way), not much, not a lot, not a thing,
    nothing (needed|required|needs changing|needs to change|to change|to improve|needs improving),
    (nothing|none) (i|that i|that|) (can|could|can't) think (of|about), i can think of nothing, nothing found,
    nothing that i know of, nothing i know of, nothing to complain about, nothing wrong
    """
)
BARE_RULE = "bare yes or no"
_BARE = _sayings(
    """
    yes, no, y, n, ok, okay, nope, nah, yep, yeah, yup, (no|yes|) not (at all|), i don't think so, don't think so,
    i think so, i (wouldn't|would not) think so, no thank you, maybe, perhaps, possibly, ie, oes, na, nac oes,
    nac ydy, ydy, tak, nie, da, nu, sim, nao
    """
)
# Said to any question, also where nobody knows what was asked.
ANYWHERE: Mapping[str, frozenset[Words]] = {
    "not applicable": _sayings("n/a, na, n a"),
    "none": _sayings("none"),
}

# Courtesies and hedges that change nothing beside one of the above.
FILLER = _sayings(
    """
    sorry, (i'm|) afraid, hi, hello, well, thanks, (many|) thanks, thank you, thank you very much, thanks very much,
    (thank|thanks) for asking, cheers, ta, i think, i guess, i suppose, i believe, (in|) my opinion, at all,
    at present, at the (moment|minute|present|present time|current time|mo),
    at this (time|stage|point|moment|point in time), atm, right now, just now, (for|) now, for the moment,
    to be honest, to be fair, tbh, (to my|in my) knowledge, as far as (i know|i'm aware|i'm concerned),
    (in|from) my (experience|situation|point of view|perspective), i am aware of, afaik, (that|) i can think of,
    that i know of, that (comes|springs) to mind, i can think of, so far, yet, as yet, from me, from my side, as such,
    in particular, of note, off the top of my head, today, here, for me, for my, on (this|that) (one|occasion|),
    about this (one|), about it, to (this|that|it), on this (subject|topic|matter|question), with (this|that),
    whatsoever, either way, please, pls, plz, lol, again, else, too, this time, if i'm honest, i must say,
    unfortunately, i'm sorry, i would say, i'd say, oh, um, er, erm, hmm, mmm, because i don't know, diolch
    """
)


def _with_rules(rules: Iterable[tuple[str, frozenset[Words]]]) -> dict[Words, str]:
    told: dict[Words, str] = {}
    for rule, known in rules:
        for saying in known:
            told.setdefault(saying, rule)
    return told


RULES = (*_BY_RULE, NOTHING_RULE, BARE_RULE)
RULE_OF = _with_rules([*_BY_RULE.items(), (NOTHING_RULE, _NOTHING), (BARE_RULE, _BARE)])
RULE_OF.pop((), None)
LONGEST = max(map(len, (*RULE_OF, *FILLER)))
