"""Closed lists of English words, by what they may do in a phrase."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


NEGATIONS = _words("no not nothing none never without cannot can't don't won't doesn't isn't lack lacking")

# Words that hold a sentence together. A phrase may have them inside ("access to records"), not at its edges.
GLUE = _words(
    """
    mr mrs ms miss dr prof sir
    a able about above absolutely across actually after again against all almost along already also although
    always am among an and another any anybody anyone anything anyway apart are aren't around as ask asked asks
    at away back bad basically be became because become been before behind being below best better between big
    bit both but by came can cant certain come comes coming completely could couldn't couldnt currently dear
    definitely did didn't didnt different do does doesnt doing done dont down due during each eg eight either
    else enough especially etc even ever every everybody everyone everything everywhere except far feel feels
    felt few fewer find first five for found four from further generally get gets getting give given gives
    giving go goes going gone gonna good got great had hadn't happen happened happens has hasn't have haven't
    havent having he he's hello hence her here here's hers herself hi high him himself his how however i i'd
    i'll i'm i've id ie if im in indeed instead into is isnt it it'd it'll it's its itself ive just keep keeps
    kept kind know known knows last least less let let's lets like little look looked looking looks lot lots low
    made mainly make makes making many may maybe me mean means might mine more most mostly much must my myself
    namely near nearly need needed needs neither new next nice nine nor now obviously of off often oh ok okay
    old on once one ones only onto or other others otherwise ought our ours ourselves out over own particular
    per perhaps please previously put quite rather really regarding regards right s said same saw say says see
    seem seemed seems seen seven several shall she she's should shouldn't shouldnt simply since six small so
    some somebody somehow someone something sometimes somewhere soon still stuff such sure t take taken takes
    taking tell ten than thank thanks that that's thats the their theirs them themselves then there there's
    therefore these they they'd they'll they're they've theyre thing things think thinks this those though
    thought three through throughout thus till to together told too took totally toward towards tried truly try
    trying two unless until up upon us use used uses using usually various very via vs want wanted wants was
    wasn't wasnt way ways we we'd we'll we're we've well went were weren't what what's whatever when where
    whether which while who who's whoever whole whom whose why will with within won wont worse worst would
    wouldn't wouldnt x yes yet you you'd you'll you're you've your youre yours yourself
    """
)

# Of these, the ones that judge or measure: a title may begin with them ("better communication", "more staff").
JUDGING = _words(
    "bad best better big enough fewer good great high less longer low more new old poor quicker small too worse worst"
)

# What such words say of a noun is nothing.
DULL = _words(
    """
    able actual aforementioned another available certain complete current different due entire every few first former
    following further general given last latter like little main many more most much next only other overall own
    particular possible previous prior relevant respective same second several similar single sole specific such
    sure third total usual various whole
    """
)

# Verbs that say little of what is done.
LIGHT = _words(
    """
    add adding allow allows asked cause caused causes causing change contains expect expected include included includes
    including involve involved involves lead leads leading provide provided provides providing receive received
    receiving regarding require requires send sending sent show shows start starts
    """
)

CLAUSE = _words(
    """
    is are was were be been am has have had do does did will would can could should shall when if although because while
    that which who where how why than but so as
    """
)
PERSONAL = _words("i me my you your we us our he him his she her they them their it its")

PARTICLES = _words("on up off out down in back away over")

# Words of praise or blame that say no more beside another.
PLAIN_JUDGING = _words(
    """
    amazing awful bad best brilliant excellent fab fabulous fantastic good great horrible lovely marvellous nice
    outstanding perfect poor superb terrible terrific wonderful worst
    """
)

HANGING = _words("without never")  # of the negations, those that hang on what was said before

# Nouns that name nothing by themselves; within a phrase they may ("waiting time").
GENERIC = _words(
    """
    time times day days week weeks month months year years hour hours minute minutes morning today yesterday tomorrow
    job lot lots bit min mins sec secs hr hrs pm am ago person people part point number amount place case area reason
    """
)

# Nouns that say nothing as the second of two things.
BLANK = _words(
    """
    issue issues problem problems question questions answer answers request requests thing things way ways kind use
    user users couple friend friends end start example examples idea ideas need needs result results level levels
    everyone everybody someone somebody nobody anybody anyone something anything everything sense step steps side
    """
)

# Past forms that do not end in -ed: they name no deed.
PAST = _words(
    """
    began bought broke brought built came caught chose drove fell felt flew forgot found gave got grew had heard held
    kept knew lay led left lent lost made meant met paid ran rang rode rose said sat saw sent slept spent spoke stood
    stuck taught told took understood went woke won wore wrote
    """
)
