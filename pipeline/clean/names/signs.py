"""Words and endings by which the rules over the model tell persons from buildings, bodies, makers and plain words."""

from pipeline.clean.functionwords import FUNCTION_WORDS
from pipeline.clean.lists import words

TITLES = words("mr mrs ms miss mx dr drs prof professor rev revd sir dame nurse sister")
PARTICLES = words("van von de der den da di la le el al bin bint ap ab ferch dos du")
BUILDINGS = words(
    """
    ward unit surgery house hospital hospitals clinic road street lane avenue pharmacy chemist chemists infirmary
    hospice icb ics ccg lpc lmc pcn uhb nhs trust borough council university lodge manor grange nursing annexe annex
    block forge rectory vicarage arms inn tavern
    """
)
# As the last word of several with capitals these make a building or a body of them; seldom a surname.
BODIES = words(
    """
    grange manor lodge hospice icb ics icp ccg lpc lmc pcn uhb nhs trust hospital hospitals infirmary nursing care road
    street avenue borough council university surgery clinic pharmacy chemist chemists house unit annexe annex
    forge rectory vicarage arms inn tavern
    """
)
SAINTS = frozenset(("St", "Saint"))
# Endings of towns, and of made-up names of firms: of a word in no list of first names they speak against a name.
OF_PLACES = (
    *(
        "ham",
        "ton",
        "ford",
        "bury",
        "burgh",
        "borough",
        "mouth",
        "wick",
        "pool",
        "stead",
        "minster",
        "chester",
        "cester",
    ),
    *("combe", "hurst", "thorpe", "shire", "worth", "field", "wood", "bridge", "dale", "haven", "gate"),
)
OF_FIRMS = (
    *("care", "med", "meds", "soft", "ware", "tech", "net", "link", "rx", "pharm", "pharma", "scan", "ify", "flow"),
    *("script", "scripts", "dose", "com", "mail", "track", "hub", "point", "logic", "sync", "health", "doc", "docs"),
    *("connect", "plus", "works", "base", "path", "log", "pad", "desk", "tel", "cloud", "data", "matic", "eon", "ium"),
)
JOINS = frozenset((",", "&", "/", "+", "and", "or"))
# What makes a maker or a product of the word before it.
OF_MAKERS = words(
    """
    rx pmr web connect systems system health healthcare app apps tech online direct care software solutions informatics
    technologies technology group ltd limited plc uk link hub services portal pharma pharmaceuticals robotics assist
    """
)
# Endings of words made from other words; a name that has one is in the lists.
DERIVED = (
    *("ing", "ings", "ed", "ment", "ments", "ness", "tion", "tions", "sion", "sions", "cion", "ity", "ities", "ology"),
    *("ogram", "graphy", "able", "ible", "ally", "ance", "ances", "ism", "isms", "less", "ships", "ability"),
)
INSIDE = frozenset(".'’")
# In small letters before a mark these say what was hidden there; with a capital they can be names.
LABELS = words("reg regn van car plate dob d.o.b nhs pin ref tel mob mobile fax gphc ods nino pt code sort acc no")
SAYS = words(
    """
    said says told tells asked asks rang rings thinks thought explained showed left works worked does did has had is was
    helped helps went came comes gave gives always never knows knew and or rang phoned didn't doesn't can't couldn't
    won't hasn't isn't wasn't wouldn't tries manages runs keeps types prints checks needs uses sends takes makes gets
    goes
    """
)
# Months that are first names too, and what stands before a month alone.
MONTHS = words("april may june august")
BEFORE_MONTHS = words("in since from by until till of last next early late before after during mid to and this every")
# Function words of other languages; one that opens Welsh sentences is a first name too.
OF_OTHER_LANGUAGES = frozenset().union(*FUNCTION_WORDS.values()) | {"mae"}
# Behind a title and a name these tell of a firm that is called so.
OFFERS = words("app apps website online portal ltd limited plc")
