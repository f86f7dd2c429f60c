"""What the form itself says to people, by id: one table a language, so that another is a table and no code."""

from collections.abc import Mapping

Words = Mapping[str, str]

ENGLISH: Words = {
    # titles and labels of the form's own page
    "you.title": "About you",
    "you.name": "Your name",
    "you.email": "Your e-mail address",
    "you.organisation": "Your organisation",
    "you.hint": "You do not have to tell us. It is kept apart from your answers and is never published.",
    "consent_quote": "You may quote my answers in what you publish",
    "consent_quote.hint": (
        "Quotes never show who you are. If you leave this empty, your answers are counted but not quoted."
    ),
    # faults: what was seen and what to do
    "required": "Enter an answer",
    "required.choice": "Choose an answer",
    "required.choices": "Choose at least one answer",
    "required.ranked": "Choose at least your first",
    "too_long": "This is {count} characters long. Shorten it to {longest} or fewer",
    "not_email": "Enter an e-mail address in the form name@example.org",
    "not_an_option": "Choose one of the answers offered",
    "none_with_others": "Choose ‘{none}’ alone, or take it out and keep the others",
    "too_many": "Choose {most} or fewer. You have chosen {count}",
    "twice": "‘{option}’ is chosen twice. Choose something else in one of the two places",
    # the form on paper; what stands in brackets after a wording is known to who reads a filled-in form
    "paper.how.text": "optional",
    "paper.how.required": "required",
    "paper.how.choice": "tick one",
    "paper.how.row": "tick one in each part",
    "paper.how.choices": "tick all that apply",
    "paper.how.most": "tick up to {most}",
    "paper.how.ranked": "choose up to {most}: number them from 1",
    "paper.only_if": "Answer this only if {conditions}.",
    "paper.chose": "you chose {chosen} in question {number}",
    "paper.and": " and ",
    "paper.or": " or ",
    "paper.closes": "Please answer by {day}.",
    "paper.contact": "Send this form, or ask us anything about it: {contact}",
    "paper.online": "You can also answer online: {address}",
    "paper.no_names": "Do not write anything that could tell who a patient or a colleague is.",
    "paper.kept": "We keep what you send for {months} months at most, and then delete it.",
    "paper.privacy": "Your privacy",
    "paper.label": "Number of this paper (we fill this in)",
    "paper.qr": "A code that opens the form online",
}


def told(words: Words, id: str, **named: str | int) -> str:
    """The words of an id, in English where the table has none yet, with numbers and names put in."""
    text = words.get(id) or ENGLISH[id]
    shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in named.items()}
    return text.format(**shown)
