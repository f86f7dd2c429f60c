"""The blank form on paper: what it says, in order, for whoever sets it; nothing here knows how a page looks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.collect.form.fields import CONSENT, RANKED, SEVERAL, TEXT, YES, Asked, Field, asked
from pipeline.collect.form.words import ENGLISH, Words, told
from pipeline.definitions.survey import Question, Survey

# Lines to write on: one for so many characters that an answer may have, within what a page can bear.
_CHARACTERS_A_LINE = 450
_FEWEST, _MOST = 4, 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """One thing to fill in: boxes to tick, each with its words, or lines to write on."""

    label: str = ""
    boxes: tuple[str, ...] = ()
    lines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperQuestion:
    """One question on paper: its number, its wording, how to answer it, who is to answer it, and what to fill in."""

    number: int
    wording: str
    how: str
    condition: str
    hint: str
    blanks: tuple[Blank, ...]

    @property
    def heading(self) -> str:
        """The wording with its number before it and in brackets after it how to answer."""
        return f"{self.number}. {self.wording} ({self.how})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A blank form: what stands at its head, its questions, and who the person is if they want to say."""

    title: str
    opening: tuple[str, ...]
    privacy: tuple[str, ...]
    questions: tuple[PaperQuestion, ...]
    you: tuple[Blank, ...]
    you_title: str
    you_hint: str
    consent: str
    consent_hint: str
    label: str
    address: str


def _how(each: Asked, words: Words) -> str:
    field = each.step.fields[0]
    if field.kind == RANKED:
        return told(words, "paper.how.ranked", most=field.places)
    if field.kind in SEVERAL:
        return told(words, "paper.how.most", most=field.most) if field.most else told(words, "paper.how.choices")
    if field.kind == TEXT:
        return told(words, "paper.how.required" if field.required else "paper.how.text")
    return told(words, "paper.how.row" if len(each.step.fields) > 1 else "paper.how.choice")


def _condition(
    question: Question, numbers: Mapping[tuple[str, str], tuple[int, Mapping[str, str]]], words: Words
) -> str:
    asked_by = [("about", id, values) for id, values in question.shown_to.items()]
    asked_by += [("question", id, values) for id, values in question.only_if.items()]
    told_of = []
    for kind, id, values in asked_by:
        number, labels = numbers[kind, id]
        chosen = told(words, "paper.or").join(f"‘{labels.get(value, value)}’" for value in values)
        told_of.append(told(words, "paper.chose", chosen=chosen, number=number))
    return told(words, "paper.only_if", conditions=told(words, "paper.and").join(told_of)) if told_of else ""


def _blank(field: Field, *, alone: bool) -> Blank:
    label = "" if alone else field.label
    if field.options:
        return Blank(label=label, boxes=tuple(option.label for option in field.options))
    return Blank(label=label, lines=max(_FEWEST, min(_MOST, field.longest // _CHARACTERS_A_LINE)))


def _questions(survey: Survey, words: Words) -> Iterator[PaperQuestion]:
    numbers: dict[tuple[str, str], tuple[int, Mapping[str, str]]] = {}
    pages = [each for each in asked(survey, words) if each.attribute or each.question]
    for number, each in enumerate(pages, start=1):
        part = each.attribute or each.question
        if part is None:
            continue
        kind = "about" if each.attribute else "question"
        numbers[kind, part.id] = (number, {option.value: option.label for option in part.options})
        yield PaperQuestion(
            number=number,
            wording=each.step.title,
            how=_how(each, words),
            condition=_condition(each.question, numbers, words) if each.question else "",
            hint=each.step.hint,
            blanks=tuple(
                _blank(field, alone=each.step.fields[0].label == each.step.title) for field in each.step.fields
            ),
        )


def _opening(survey: Survey, address: str, words: Words) -> Iterator[str]:
    for text in (survey.about, survey.form.introduction):
        yield from (line for line in text.split("\n") if line.strip())
    yield told(words, "paper.closes", day=f"{survey.closes.day} {survey.closes:%B %Y}")
    if survey.form.contact:
        yield told(words, "paper.contact", contact=survey.form.contact)
    if address:
        yield told(words, "paper.online", address=address)


def _privacy(survey: Survey, words: Words) -> Iterator[str]:
    yield from (line for line in survey.form.privacy.split("\n") if line.strip())
    yield told(words, "paper.no_names")
    yield told(words, "paper.kept", months=survey.form.retain_months)


def paper_of(survey: Survey, address: str = "", words: Words = ENGLISH) -> Paper:
    """The blank form of a survey, with the address of the form online where there is one."""
    you = asked(survey, words)[-1].step
    return Paper(
        title=survey.title,
        opening=tuple(_opening(survey, address, words)),
        privacy=tuple(_privacy(survey, words)),
        questions=tuple(_questions(survey, words)),
        you=tuple(Blank(label=field.label, lines=1) for field in you.fields if field.kind != YES),
        you_title=you.title,
        you_hint=you.hint,
        consent=next(field.label for field in you.fields if field.id == CONSENT),
        consent_hint=next(field.hint for field in you.fields if field.id == CONSENT),
        label=told(words, "paper.label"),
        address=address,
    )


def own_lines(survey: Survey, address: str = "", words: Words = ENGLISH) -> tuple[str, ...]:
    """What the form itself says beside wordings and options: in one that was filled in, these are nobody's answer."""
    paper = paper_of(survey, address, words)
    rows = (blank.label for question in paper.questions for blank in question.blanks)
    told_of = (line for question in paper.questions for line in (question.condition, question.hint))
    own = (paper.title, *paper.opening, *paper.privacy, paper.consent, paper.consent_hint, paper.label, *told_of, *rows)
    return tuple(dict.fromkeys(line for line in own if line))
