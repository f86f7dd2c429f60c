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

# Words that need something after them, so that a phrase may begin with them but not end on them.
LEADERS = NEGATIONS | _words(
    """
    additional available bad best better big clear common different difficult digital double easy electronic
    enough extra fast fewer free full general good great hard high less local long low missing more national new
    nice old poor proper real right shared short simple single slow small too unclear worse worst wrong
    """
)

# Plain verbs: a phrase that ends on one is cut off in the middle.
VERBS = _words(
    """
    add allow allows apply arrive arrived asking become begin believe bring brought call called cause caused
    causes change changed check choose claim contact contains continue cover create created cut deal decide
    deliver depend depends do enable encourage ensure exist exists expect expected explain explained follow
    force forced forget forgot generate handle help helped helps hold implement implemented improve improved
    improves include included includes including increase increased increases involve involved know lead leads
    leave leaves led left listen listened log lose loses lost manage managed meet miss move offer open pay
    prevent produce provide provided provides reach read realise receive received reduce reduces refuse rely
    remember remove require required requires respond ring run send sending sent set show shown shows sit speak
    spend spent spoke start started stay stop suggest supposed talk treat treated turn understand understood
    update visit wait waited wish withdraw work worked works write written
    """
)

BEFORE_NOUNS = _words("the a an my our your their his her its this these those some any no each every of")
BEFORE_VERBS = _words(
    """
    i we you they he she who will would can could should must may might cannot can't don't didn't doesn't won't
    couldn't wouldn't not to please be is are was were been being
    """
)
CLAUSE = _words(
    """
    is are was were be been am has have had do does did will would can could should shall when if although because while
    that which who where how why than but so as
    """
)
PERSONAL = _words("i me my you your we us our he him his she her they them their it its")

# Nouns that name nothing by themselves; within a phrase they may ("waiting time").
GENERIC = _words(
    """
    time times day days week weeks month months year years hour hours minute minutes morning today yesterday tomorrow
    ago person people part point number amount place case area reason
    """
)

NOUN_ENDINGS = tuple(
    _words(
        """
        tion sion ment ness ity ance ence ship age ism ure hood dom cy ry tions sions ments ances ences ers ors ists
        ities ages ures ries ings
        """
    )
)
NOT_NOUN_ENDINGS = ("ly", "ful", "less", "ous", "able", "ible", "ish", "ive", "'s", "est")
