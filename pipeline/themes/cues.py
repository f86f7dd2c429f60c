"""Cues: words of general English that tell praise, a problem or a request, written from knowledge of the language."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


GOOD = _words(
    """
    accommodating accurate ace admirable amazing appreciate appreciated approachable attentive awesome beautiful
    best brilliant calm calming capable caring cheerful clean clear comfortable comforting compassionate
    competent complimentary confident considerate content convenient courteous dedicated delicious delighted
    delightful diligent easy efficient effective empathetic encouraging enjoy enjoyable enjoyed excellent
    exceptional exemplary fab fabulous fair fantastic fast fine first-class flawless friendly fun generous
    gentle genuine glad good grateful great happy helpful helped honest hospitable impeccable impressed
    impressive informative invaluable kind kindly kindness knowledgeable lovely love loved magnificent
    marvellous nice outstanding patient perfect perfectly pleasant pleased pleasing pleasure polite positive
    praise prompt professional professionally promptly quick quickly reassured reassuring recommend relaxed
    reliable respectful safe satisfactory satisfied skilled skilful smooth smoothly spotless superb super
    supported supportive sympathetic terrific thank thankful thanks thorough thoroughly thoughtful tidy top
    understanding useful valuable warm welcoming well wonderful worthwhile
    """
)
GOOD_IF_SAID_OF = _words("patient content kind fine top clear fair super warm fast calm fun safe")  # as adjectives only
BAD = _words(
    """
    abysmal afraid aggressive angry annoyed annoying anxious appalling arrogant awful awkward bad badly blame
    blocked boring broke broken bug bugs bureaucracy cancelled chaos chaotic clumsy cluttered cold complicated
    complain complaint conflict conflicts confused confusing confusion cost crash crashed crashes crashing
    cumbersome damage damaged dangerous declined defect defects delay delayed delays denied dense difficult
    difficulties difficulty dirty disappeared disappointed disappointing disaster disgraceful disgusting
    dismissive disorganised dissatisfied dissatisfaction down downtime dreadful duplication error errors
    expensive fail failed failing fails failure failures fault faults faulty forced forgot forgotten fragile
    fragmented frustrated frustrating frustration gap gaps hang hangs hard hardly harm hassle horrible hurt
    ignored inaccurate inadequate incapable incompatible incomplete inconsistency inconsistent inconvenient
    incorrect incorrectly inefficient inflexible insecure insufficient interruptions issue issues jam jams lack
    lacking lacks late laborious limited locked lonely lose losing loss lost mess messy misleading miss missed
    missing misunderstanding misunderstandings mistake mistakes neglected noisy nightmare nuisance obsolete
    outage outages outdated overloaded overpriced overrun pain painful pointless poor poorly problem problems
    rejected repeated repetitive reverted rework rude rushed scared scattered shambles shocking shortage
    shortages shouted slow slowly slower stolen stress stressed stressful struggle struggled struggling stuck
    stupid terrible tedious tired tiring trouble unable unacceptable unanswered unaware uncertain unclear
    uncomfortable understaffed unfair unfriendly unhappy unhelpful unnecessary unpleasant unprofessional
    unreliable unsafe unsatisfied unstable unsupported unusable unwelcome upset upsetting useless vague waste
    wasted wasting weak worried worry worrying worse worst wrong
    """
)
# "not" before these is praise, not a problem: "cannot fault", "nothing to improve".
FAULTLESS = BAD | _words(
    "fault improve improved improvement improvements improving better too trouble change changed changes add"
)
WISHES = _words("should ought please wish hope hopefully ideally prefer rather suggest suggestion suggestions request")
WANTS = _words("need needs want wants require requires like love")
MORE = _words(
    """
    more better less fewer faster quicker easier clearer cheaper simpler longer shorter earlier sooner bigger
    larger smaller improve improved increase increased reduce reduced stop allow let give make provide add
    introduce fix extend reinstate restore remove simplify standardise integrate enable
    """
)
REFUSALS = _words(
    "not never no nothing none nobody without cannot cant can't dont don't doesnt doesn't didnt didn't wont won't"
)
SUPPOSED = _words("would could may might")  # "would be helpful" asks
ALONE = _words("no nothing none")  # refuse no praise behind them: "nothing, very good"
WANTING = _words("we would i i'd we'd you they really")  # what stands before a want that asks
