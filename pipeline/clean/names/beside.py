"""What the words beside a word say of it: that a person acts here, or that a month, a place or a thing is meant.

The model weighs its cues by what it was trained on; these few outweigh it, as they are nearly never wrong.
"""

from collections.abc import Sequence

from pipeline.clean.kinds.words import ALSO_WORDS, NOT_NAMES
from pipeline.clean.lists import words
from pipeline.clean.marks import BLANK
from pipeline.clean.names.features import band, case_of, listed
from pipeline.clean.names.signs import BEFORE_MONTHS, LABELS, MONTHS
from pipeline.clean.names.tokens import Token

_SAYS = words(
    """
    said says told tells asked asks thinks thought reckons reckoned insists insisted swears swore knows knew explained
    complained complains moans moaned laughed cried shouted rang rings phoned phones emailed emails texted texts retired
    retires resigned quit forgot forgets remembers remembered noticed spotted spoke popped collects fixed audits
    teaches taught drove lives lived died married wants wanted loves loved hates hated apologised agrees agreed
    disagrees promised believes hopes worries worried suggested mentioned replied admitted offered leaves earns
    deserves deserved wonders wondered visited visits retiring struggles struggled covers covered cooks bakes knits
    """
)
# No firm and no product does these.
_LIVES = words(
    "thinks reckons swears laughed cried retires retired resigned hates loves moans died married wonders worries lives"
)
_CALLS = words("rang rings phoned popped cried laughed retired retires thinks reckons swears resigned")
_STATES = words("off away leaving retiring pregnant poorly ill sick retired dead back")
_LEAVES = words("leave holiday maternity paternity sick nights shift duty")
_ARTICLES = words("our my the a an his her their")
_DOERS = words(
    """
    dispenser technician pharmacist locum driver carer nurse receptionist manager trainee apprentice assistant neighbour
    matron midwife physio volunteer paramedic social counsellor superintendent colleague sister brother husband wife
    mum dad mother father daughter son aunt uncle niece nephew nan gran friend student porter secretary clerk cleaner
    """
)
_WITHOUT_TITLE = _DOERS - words("sister social")
_ASKED = words("ask asked tell told")
_HOUSEHOLD = words("family twins brothers sisters household boys girls kids clan siblings")
_OFFICES = words("supplier helpdesk it surgery practice hospital branch wholesaler office bank council team ward")
_DESKS = _OFFICES | words("reception dispensing accounts counter desk dispensary till hr payroll nights stores")
_DOES = words("has had is was does did needs works went can can't hasn't didn't doesn't isn't wasn't couldn't")
_OPENS = frozenset(".!?\n:;-–•*)>,(\"'“‘") | words("and but as when because that if since so then until while or where")
# In the list of first names, but as words they say who acts.
NO_PERSON = words(
    """
    add ah baby bird boss captain case cash friend german gun heaven job joke journey judge justice lady lawyer male man
    marine mate media mile minor muslim peace press princess queen governor orange reason author america asia china
    india israel france florida texas york washington boston sydney paris virginia carolina francisco hong
    """
)
_ALL_MONTHS = words("january february march april may june july august september october november december")
_OF_MONTHS = words(
    """
    update updates fix release figures claims claim bill bills invoice invoices deadline rota rotas stats submission
    payment payments sales volumes onwards to until till start end prices tariff statement patch version survey meeting
    weekend event sunshine weather audit batch order orders outage flood floods election intake cohort day half
    """
)
# Plants that homes, wards and inns are called after.
_PLANTS = words(
    """
    willow laurel beech holly cedar elm oak poplar rose primrose lavender heather hazel birch lily iris daisy fern ivy
    violet poppy orchard hawthorn sycamore maple chestnut ash rowan magnolia bluebell snowdrop jasmine bramble
    hollie beeche lilie poppie pine fir lime larch yew alder aspen juniper acacia camellia fuchsia
    """
)
_COLOURS = words("red amber green blue yellow orange pink purple violet white black grey gray brown gold silver")
# What makes something else of a word that is a first name too.
_GOES_WITH = {
    first: words(told)
    for first, told in {
        "amber": "alert alerts light lights warning warnings list status rated rating",
        "april": "fools fool",
        "art": "work gallery therapy class group room",
        "basil": "plant plants",
        "bill": "payment payments payer",
        "bob": "a",
        "carol": "concert concerts service services singing singers",
        "charlotte": "street",
        "chase": "up ups",
        "cliff": "edge",
        "daisy": "chain chained chaining chains",
        "dawn": "delivery deliveries run raid raids start chorus shift patrol",
        "dot": "matrix com net",
        "eve": "of",
        "faith": "school schools group groups leaders",
        "frank": "discussion talk advice",
        "gene": "therapy test testing pool",
        "ginger": "beer biscuits biscuit tea ale nut nuts",
        "grace": "period periods",
        "heather": "mix",
        "holly": "wreath bush",
        "hope": "that so this it to for and you not",
        "ivy": "drip line",
        "jack": "plug plugs socket sockets",
        "jade": "plant",
        "joy": "ride division",
        "kit": "list check bag",
        "lily": "pond",
        "mark": "up sheet scheme",
        "max": "dose doses strength capacity",
        "may": "be day",
        "norm": "is",
        "pat": "testing test tested tests",
        "pearl": "barley",
        "penny": "pinching",
        "poppy": "appeal day seeds collection",
        "robin": "reliant",
        "rose": "garden bush wine",
        "ruby": "wedding murray",
        "rusty": "hinge",
        "sandy": "soil beach",
        "sunny": "day days spells side",
        "tony": "award awards",
        "victoria": "sponge line",
        "violet": "light",
        "will": "power writing",
    }.items()
}
_REGULATES = words("reg art mark may june april august ward major rule part")


def _told(told: Sequence[Token], at: int) -> str:
    """The token at a place in small letters, empty outside."""
    return told[at].text.casefold() if 0 <= at < len(told) else ""


def _can_be_first(word: str) -> bool:
    told = word.casefold()
    if not (word.istitle() and "f" in listed(word)) or told in NO_PERSON:
        return False
    return told in ALSO_WORDS or told not in NOT_NAMES or len(word) == 2


def _opens(told: Sequence[Token], at: int) -> bool:
    return not at or told[at - 1].text.casefold() in _OPENS


def _is_doer(told: Sequence[Token], at: int) -> bool:
    """Whether an article and at most one word more lead to what somebody does, and no noun follows."""
    if _told(told, at) not in _ARTICLES:
        return False
    last = next((place for place in (at + 1, at + 2) if _told(told, place) in _DOERS), None)
    return last is not None and (last + 1 >= len(told) or band(told[last + 1].text) >= 12 or not told[last + 1].is_word)


def _is_in_state(told: Sequence[Token], at: int) -> bool:
    """Whether what follows tells of leave, illness or a role: only a person is off sick or our dispenser."""
    if _told(told, at + 1) == "off" and _told(told, at + 2) in ("sick", "ill", "poorly"):
        return True
    if _told(told, at + 1) not in ("is", "was"):
        return False
    if _told(told, at + 2) in _STATES or (_told(told, at + 2) == "on" and _told(told, at + 3) in _LEAVES):
        return True
    return _is_doer(told, at + 2)


def _is_at_desk(told: Sequence[Token], at: int) -> bool:
    """Whether what follows tells where somebody works, as in "from the surgery" or "on reception"."""
    if _told(told, at + 1) == "in":  # faith in the system is no person
        return _told(told, at + 2) in ("dispensing", "accounts", "hr", "payroll", "reception", "stores")
    if _told(told, at) in MONTHS or _told(told, at + 1) not in ("from", "on", "at"):
        return False
    return _told(told, at + 2 + (_told(told, at + 2) in ("the", "our"))) in _DESKS


def _acts(told: Sequence[Token], at: int) -> bool:
    after = _told(told, at + 1)
    if after == "," and _told(told, at + 2) == "who":
        return True
    is_will = _told(told, at) == "will" and after in _DOES
    return _opens(told, at) and (after in _SAYS or is_will or _is_in_state(told, at) or _is_at_desk(told, at))


def _is_family(told: Sequence[Token], at: int) -> bool:
    """Whether the word stands as in "the Smith twins"."""
    word = told[at].text
    if _told(told, at - 1) not in ("the", "our") or _told(told, at + 1) not in _HOUSEHOLD:
        return False
    return word.istitle() and word.casefold() not in NOT_NAMES and (bool(listed(word)) or band(word) <= 5)


def _is_spoken_of(told: Sequence[Token], at: int) -> bool:
    """Whether somebody is asked or told, or stands behind what they do for a living."""
    before, after = _told(told, at - 1), told[at + 1].text if at + 1 < len(told) else ""
    if before in _ASKED:
        return not after[:1].isupper() and _told(told, at) != "august"
    is_month = _told(told, at) in MONTHS
    return before in _WITHOUT_TITLE and not (is_month and (after[:1].isdigit() or after in ("to", "and", "until")))


def is_person(told: Sequence[Token], kinds: Sequence[str], at: int) -> bool:
    """Whether the words beside a word with a capital show that it names a person, whatever else it may mean."""
    word, kind = told[at].text, kinds[at]
    if not word[0].isupper():
        return False
    if not kind and _is_family(told, at):
        return True
    if not _can_be_first(word):
        return False
    if kind in ("thing", "drug"):
        return _opens(told, at) and _told(told, at + 1) in ("is", "was") and _is_doer(told, at + 2)
    if kind == "place":
        return _opens(told, at) and (_told(told, at + 1) in _CALLS or _is_in_state(told, at))
    return _acts(told, at) or _is_spoken_of(told, at)


def lives(told: Sequence[Token], at: int) -> bool:
    """Whether a word is followed by what no firm does, or by where a person comes from."""
    if _told(told, at + 1) in _LIVES or _is_in_state(told, at):
        return True
    is_from = _told(told, at + 1) == "from" and _told(told, at + 2) in ("the", "our", "your")
    return is_from and _told(told, at + 3) in _OFFICES


def _is_month(told: Sequence[Token], at: int) -> bool:
    if _told(told, at) not in MONTHS:
        return False
    before, after = _told(told, at - 1), _told(told, at + 1)
    if before in BEFORE_MONTHS or before == "the" or after in _OF_MONTHS or after[:1].isdigit():
        return True
    others = {token.text for token in told if token.text.istitle() and token.text.casefold() in _ALL_MONTHS}
    if len(others) > 1:
        return True
    return after in ("is", "was", "will") and any(_told(told, at + step) in ("month", "week") for step in (4, 5))


def _is_plant(word: str) -> bool:
    told = word.casefold()
    return told in _PLANTS or told.removesuffix("s") in _PLANTS


def _names_a_home(told: Sequence[Token], at: int) -> bool:
    after = _told(told, at + 1)
    if _told(told, at - 1) == "and" and _told(told, at - 3) == "the" and _is_plant(told[at - 2].text):
        return True
    return _told(told, at - 1) == "the" and _is_plant(told[at].text) and after not in _HOUSEHOLD


def _is_beside(told: Sequence[Token], kinds: Sequence[str], at: int, kind: str) -> bool:
    """Whether a comma, a slash or an "and" joins a word to one of a kind."""
    near = ((at - 1, at - 2), (at + 1, at + 2))
    joined = (other for sign, other in near if _told(told, sign) in (",", "/", "&", "and", "or"))
    return any(0 <= other < len(told) and kinds[other] == kind for other in joined)


def is_none(told: Sequence[Token], kinds: Sequence[str], at: int) -> bool:
    """Whether the words beside a word that stands alone show that it names no person."""
    word = told[at].text
    if _told(told, at + 1) in _GOES_WITH.get(word.casefold(), ()) or _is_month(told, at):
        return True
    if word.casefold() in _REGULATES and _told(told, at + 1)[:1].isdigit():
        return True
    if _names_a_home(told, at):
        return True
    is_usual = "f" in listed(word) and word.casefold() not in ALSO_WORDS
    if kinds[at] == "place":
        return _is_beside(told, kinds, at, "place")
    if _is_beside(told, kinds, at, "thing") or _is_beside(told, kinds, at, "drug"):
        return not is_usual
    return word.islower() and word in ALSO_WORDS and _is_item(told, at) and case_of(told) == "small"


def _is_item(told: Sequence[Token], at: int) -> bool:
    """Whether a word stands alone behind the sign or number that opens an item of a list."""
    ends = at + 1 == len(told) or told[at + 1].text == "\n"
    is_numbered = at >= 2 and told[at - 1].text in (".", ")") and told[at - 2].text.isdigit()
    return ends and is_numbered and (at == 2 or told[at - 3].text == "\n")


def are_colours(found: Sequence[str]) -> bool:
    """Whether several words are colours all of them."""
    return len(found) > 1 and all(word.casefold() in _COLOURS for word in found)


def labels_of(told: Sequence[Token]) -> set[int]:
    """Places of the words in small letters that name what the mark, or the number, behind them hides."""
    found: set[int] = set()
    for at in range(len(told) - 2, -1, -1):
        behind = told[at + 1].text[0]
        is_value = behind == BLANK or behind.isdigit()
        if is_value and told[at].text in ("is", "was"):
            found.add(at)
        if told[at].text in LABELS and (is_value or behind in ":#" or at + 1 in found):
            found.add(at)
    return found
