"""What cleaning says of an answer, in words for somebody who never read its rules."""

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from pipeline.board.answers import ALL, ASIDE, COPIES, DOUBTS, HELD, LANGUAGE, RULED
from pipeline.board.snapshot import Row
from pipeline.clean.redact import KINDS


def list_names() -> dict[str, str]:
    """What each list of answers is called."""
    return {
        HELD: _("Held back"),
        LANGUAGE: _("In another language"),
        DOUBTS: _("Hidden with doubt"),
        COPIES: _("Letters that many sent"),
        ASIDE: _("Set aside by a rule"),
        RULED: _("Ruled on by a person"),
        ALL: _("All answers"),
    }


def list_hints() -> dict[str, str]:
    """What a person may do about the answers of each list."""
    return {
        HELD: _("These wait: let in what is meant, hold back what is not."),
        LANGUAGE: _("These count once somebody translated them, or let them in as they are."),
        DOUBTS: _("Something in these was taken for personal data, and may be none. The least sure stand first."),
        COPIES: _("The same letter from several people: each counts. Those who added words of their own stand first."),
        ASIDE: _("A rule took these for no answer, or for the same sent twice. Let in what is one."),
        RULED: _("The last ruling stands first."),
        ALL: _("Every answer that says something. Look for words to find those you mean."),
    }


def kind_names() -> dict[str, str]:
    """The kinds of personal data that a mark may stand for, the commonest first."""
    named = {
        "PERSON": _("a person's name"),
        "PHONE": _("a telephone number"),
        "EMAIL": _("an e-mail address"),
        "ADDRESS": _("an address"),
        "POSTCODE": _("a postcode"),
        "DATE_OF_BIRTH": _("a date of birth"),
        "NHS_NUMBER": _("an NHS number"),
        "URL": _("a link to a person"),
        "SMARTCARD": _("a smartcard's number"),
        "GPHC_NUMBER": _("a register number"),
        "ODS_CODE": _("a site's code"),
        "NINO": _("a National Insurance number"),
        "CARD": _("a bank card's number"),
        "BANK_ACCOUNT": _("a bank account"),
        "VEHICLE": _("a number plate"),
        "PASSWORD": _("a password"),
        "IP_ADDRESS": _("an address on the network"),
    }
    return {**named, **{kind: kind for kind in KINDS if kind not in named}}


def state_of(row: Row) -> str:
    """The state of an answer after the last analysis, with the rule that put it there."""
    rule = why(str(row["rule"]))
    state = _states().get(str(row["state"]), str(row["state"]))
    return _("%(state)s: %(why)s") % {"state": state, "why": rule} if rule else state


def _states() -> dict[str, str]:
    return {
        "usable": _("It counts"),
        "blank": _("Empty"),
        "non-answer": _("Set aside"),
        "duplicate": _("Set aside"),
        "awaiting translation": _("It waits for a translation"),
        "held back": _("Held back"),
    }


def why(rule: str) -> str:
    """The rule that put an answer into its state; no id of the store is repeated."""
    kind, _colon, rest = rule.partition(": ")
    told = _whole_rules().get(rule) or _whole_rules().get(kind)
    if told:
        return told
    if rule.startswith("language "):
        return _("it seems to be in another language (%(code)s)") % {"code": _language(rule.split()[1])}
    if kind == "translated":
        return _("it was translated (from %(code)s)") % {"code": _language(rest)}
    return rule


def _language(code: str) -> str:
    """A language by its name; its code where nobody named it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def acts_in_words() -> dict[str, str]:
    """What may have been ruled on an answer, as a list says it."""
    return {
        "hold-back": _("held back"),
        "let-in": _("let in"),
        "redact": _("words hidden"),
        "unredact": _("words shown"),
        "translate": _("translated"),
    }


def _whole_rules() -> dict[str, str]:
    return {
        "abuse of persons": _("it may abuse somebody"),
        "spam": _("it looks like advertising"),
        "spam in the same response": _("another answer of the same person looks like advertising"),
        "off topic": _("it is about something else"),
        "by a person": _("somebody ruled so"),
        "noticed by the form": _("the form noticed something about the response; look at it under To be looked at"),
        "its redaction was made on another text; redact it anew": _(
            "words were hidden in it, and its text changed since; hide them anew"
        ),
        "sent again": _("the same was sent twice; the first one counts"),
        "points to another answer": _("it only points to another answer"),
        "personal data only": _("nothing but personal data stands in it"),
        "only a signature, a quote or a notice": _("nothing but a signature, a quoted message or a notice"),
        "let in by a person": _("somebody let it in"),
    }
