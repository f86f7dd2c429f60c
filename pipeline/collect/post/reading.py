"""A mailbox read as responses of one survey: every message is taken, or stands in the account with its reason."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.collect.post.account import AUTOMATIC, COPY, EMPTY, SENT, TAKEN, UNREADABLE, MailAccount, Outcome
from pipeline.collect.post.forms import Filled, Form, FormLine
from pipeline.collect.post.heads import bare
from pipeline.collect.post.mail import Mail
from pipeline.collect.post.quoting import HEAD, OWN, QUOTED, Line, as_answer, count_words
from pipeline.collect.post.threads import copies_apart, own_apart, owners
from pipeline.definitions.survey import Question, Survey
from pipeline.errors import Fault, InputError
from pipeline.ids import canonical, digest
from pipeline.store.records import Import, Received

TOOL = "email"
# What cleaning leaves of a text: without greeting, signature, quotes and notices.
Left = Callable[[str], str]
_WORD = re.compile(r"[^\W\d_]{2,}")
# One message asks the same of a few texts several times.
_REMEMBERED = 16
_MORE_THAN_A_SIGNATURE = 600
_SURE_TO_BE_LEFT = 40
_FEWEST_BESIDE = 3
_POINTS_BELOW = ("below", "beneath", "underneath", "inline", "in line", "in red", "in blue", "isod", "unten")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """What was read of a file or folder of messages."""

    taken: Import
    account: MailAccount
    question: Question
    split: int


def question_for(survey: Survey) -> Question:
    """The open question that takes a whole e-mail: the one survey.yml names, else the first for comments."""
    opens = survey.open_questions
    here = f"surveys/{survey.round}/survey.yml"
    if survey.columns.email:
        return survey.question(survey.columns.email)
    if not opens:
        raise InputError([Fault(here, 0, "has no open question; an e-mail is words: add a question of kind text")])
    asked = [one for one in opens if one.asks == "comment" and not one.shown_to and not one.only_if]
    if found := next(iter(asked or (opens if len(opens) == 1 else ())), None):
        return found
    ids = ", ".join(one.id for one in opens)
    said = f"says of no question that it takes a whole e-mail; under 'columns:' write 'email: QUESTION', one of {ids}"
    raise InputError([Fault(here, 0, said)])


def _form_lines(mail: Mail, *, below: bool) -> list[FormLine]:
    """The lines that may be a filled-in form; `below` counts what stands in a quoted message without signs as own."""
    lines = [
        FormLine(bare(line.text) if line.kind == HEAD else line.text, line.kind == OWN or (below and _may_be(line)))
        for line in mail.sorted.lines
    ]
    return lines + [FormLine(line, own=True) for text in mail.attached for line in ("", *text.split("\n"))]


def _may_be(line: Line) -> bool:
    return line.kind == QUOTED and not line.marked


class _Reader:
    """Reads the messages of one mailbox for one survey."""

    def __init__(self, survey: Survey, left_of: Left, mails: Sequence[Mail]) -> None:
        self._survey, self._left_of = survey, lru_cache(maxsize=_REMEMBERED)(left_of)
        self._question, self._form = question_for(survey), Form(survey)
        self._owners = owners(mails)
        self._mails = mails
        self._next = [mails[at + 1].is_inside if at + 1 < len(mails) else False for at in range(len(mails))]
        self.split = 0

    def outcomes(self) -> Iterator[tuple[Outcome, Received | None]]:
        """Each message's line of the account, and the response it became."""
        apart = copies_apart(own_apart(self._mails))
        for number, ((mail, again), passes_on) in enumerate(zip(apart, self._next, strict=True), 1):
            kind, why = self._set_apart(mail, again=again)
            filled = None if kind else self._filled(mail)
            if not kind:
                kind, why = self._without_words(mail, filled, passes_on=passes_on)
            received, notes = (None, ()) if kind else self._received(mail, number, filled)
            yield (
                Outcome(place=mail.place, kind=kind or TAKEN, is_inside=mail.is_inside, why=why, notes=notes),
                received,
            )

    def _set_apart(self, mail: Mail, *, again: bool) -> tuple[str, str]:
        """What kind of message it is that is no answer whatever it says, and why; empty for all others."""
        if mail.unreadable:
            return UNREADABLE, mail.unreadable
        if again:
            return COPY, "its id or its words stand in another message of this mailbox"
        if mail.automatic:
            return AUTOMATIC, mail.automatic
        if mail.sender in self._owners and not mail.is_inside:
            return SENT, "import it alone if it is an answer"
        return "", ""

    def _without_words(self, mail: Mail, filled: Filled | None, *, passes_on: bool) -> tuple[str, str]:
        """Why a message holds no answer of its sender, and whether that is for want of reading it; empty if it does."""
        own = mail.own
        if filled is not None:
            told = filled.closed or filled.about or self._answers(mail, filled)
            return ("", "") if told else (EMPTY, "the survey's questions with nothing below them")
        if (count_words(own) >= _FEWEST_BESIDE or (own and not passes_on)) and self._speaks(own):
            return "", ""
        if not own and _is_said_in_subject(mail):
            return "", ""
        if mail.notes:
            return UNREADABLE, "nothing of it can be read: " + "; ".join(mail.notes)
        return EMPTY, "it passes another's message on" if passes_on else "open it if you expected an answer in it"

    def _speaks(self, text: str) -> bool:
        """Whether a text is more than a greeting, a signature and notices."""
        if not _WORD.search(text):
            return False
        return count_words(text) > _MORE_THAN_A_SIGNATURE or bool(_WORD.search(self._left_of(text)))

    def _filled(self, mail: Mail) -> Filled | None:
        """The answers of a filled-in form: in the sender's words, else in a quoted form that they point to."""
        if found := self._form.read(_form_lines(mail, below=False)):
            return self._unsigned(found)
        own = mail.own.casefold()
        if any(each in own for each in _POINTS_BELOW) or not self._speaks(mail.own):
            found = self._form.read(_form_lines(mail, below=True))
            needed = min(2, len(self._survey.open_questions))
            # What stands above the first question down there is the other's, who asked.
            return replace(found, before=mail.own) if found and len(found.answers) >= needed else None
        return None

    def _unsigned(self, filled: Filled) -> Filled:
        """The form without a signature that stands below its last question alone: that one was not answered."""
        last = next(reversed(tuple(filled.answers)), "")
        text = filled.answers.get(last, "")
        if not _WORD.search(text) or self._speaks(text):
            return filled
        return replace(filled, answers={id: told for id, told in filled.answers.items() if id != last})

    def _speaks_above(self, text: str, below: str) -> bool:
        """Whether what stands above the first question is more than a greeting, which is one only above a text."""
        both = _WORD.findall(self._left_of(f"{text}\n\n{below}"))
        return bool(_WORD.search(text)) and len(both) > len(_WORD.findall(self._left_of(below)))

    def _received(self, mail: Mail, number: int, filled: Filled | None) -> tuple[Received, tuple[str, ...]]:
        self.split += filled is not None
        answers = self._answers(mail, filled)
        unread = filled.unread if filled else ()
        notes = list(mail.notes)
        if unread:
            notes.append(f"what stands under {', '.join(unread)} names no option and was not read")
        if not mail.sent_at:
            notes.append("has no date; taken without one")
        return (
            Received(
                id=mail.id,
                row=number,
                source=TOOL,
                submitted_at=mail.sent_at,
                sender=mail.sender,
                organisation="",
                fields=digest(TOOL, *sorted(f"{id}\x1e{canonical(text)}" for id, text in answers.items())),
                consent_quote=False,
                raw=_raw(mail),
                answers=answers,
                closed=filled.closed if filled else (),
                about=filled.about if filled else {},
            ),
            tuple(notes),
        )

    def _answers(self, mail: Mail, filled: Filled | None) -> dict[str, str]:
        if filled is None:
            return {self._question.id: self._whole(mail) or mail.subject}
        answers = dict(filled.answers)
        below = next(iter(answers.values()), "")
        if self._speaks_above(filled.before, below) if below else self._speaks(filled.before):
            answers[self._question.id] = "\n\n".join(filter(None, (filled.before, answers.get(self._question.id, ""))))
        return answers

    def _whole(self, mail: Mail) -> str:
        """The message with its quotes, so that cleaning shows what it sets aside; without those it would let stand."""
        whole = as_answer(mail.sorted.lines, "\n\n".join(mail.attached))
        # Cleaning lets a quote stand only where nothing else has words, which a text this long has.
        in_doubt = any(line.kind != OWN for line in mail.sorted.lines) and count_words(mail.own) < _SURE_TO_BE_LEFT
        stands = in_doubt and any(line.startswith(">") for line in self._left_of(whole).split("\n"))
        return mail.own if stands else whole


def _is_said_in_subject(mail: Mail) -> bool:
    return not mail.replies and not mail.text and not mail.notes and count_words(mail.subject) >= _FEWEST_BESIDE


def _raw(mail: Mail) -> dict[str, str]:
    """The message as it arrived, in cells; nothing that differs between two copies of it."""
    cells = {
        "Message-ID": mail.message_id, "From": mail.named, "Date": mail.sent_at, "Subject": mail.subject,
        "Text": "\n".join(line.rstrip() for line in mail.text.split("\n")),
    }  # fmt: skip
    cells |= {f"File {number}": text for number, text in enumerate(mail.attached, 1)}
    return {name: cell for name, cell in cells.items() if cell}


def read_mailbox(mails: Sequence[Mail], survey: Survey, name: str, sha256: str, left_of: Left) -> Mailbox:
    """Every message as a response or a line of the account; raise InputError where the survey takes no e-mail."""
    reader = _Reader(survey, left_of, mails)
    told = list(reader.outcomes())
    responses = tuple(received for _, received in told if received)
    return Mailbox(
        taken=Import(file=name, sha256=sha256, tool=TOOL, responses=responses),
        account=MailAccount(outcomes=tuple(outcome for outcome, _ in told)),
        question=question_for(survey),
        split=reader.split,
    )
