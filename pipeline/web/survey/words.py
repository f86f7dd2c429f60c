"""The words of the form in the reader's language, and how days and lengths are said."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from pipeline.collect.form.fields import SEVERAL, TYPED, YES, Field, Step
from pipeline.collect.form.words import ENGLISH
from pipeline.web.clock import LONDON


class _Translated(Mapping[str, str]):
    """The form's table of words, each said in the language of the request."""

    def __getitem__(self, id: str) -> str:
        return gettext(ENGLISH[id])

    def __iter__(self) -> Iterator[str]:
        return iter(ENGLISH)

    def __len__(self) -> int:
        return len(ENGLISH)


WORDS: Mapping[str, str] = _Translated()
# A person reads, thinks and types for so long, in minutes: in their own words, or by choosing.
_MINUTES = {"text": 1.5}
_MINUTES_TO_CHOOSE = 0.3
_MANY_MINUTES = 10


def minutes(steps: Sequence[Step]) -> str:
    """How long a form takes, as it is said before anybody begins."""
    whole = sum(_MINUTES.get(field.kind, _MINUTES_TO_CHOOSE) for step in steps for field in step.fields)
    count = max(2, math.ceil(whole))
    count = count if count <= _MANY_MINUTES else 5 * math.ceil(count / 5)
    return ngettext("about %(count)d minute", "about %(count)d minutes", count) % {"count": count}


def day(told: dt.date | dt.datetime) -> str:
    """A day as it is said in London."""
    where = told.astimezone(LONDON).date() if isinstance(told, dt.datetime) else told
    return date_format(where, "l j F Y")


def moment(told: dt.datetime) -> str:
    """A day and an hour as they are said in London."""
    there = told.astimezone(LONDON)
    return gettext("%(day)s at %(time)s") % {"day": date_format(there.date(), "j F Y"), "time": f"{there:%H:%M}"}


def until(told: dt.datetime) -> str:
    """The end of a span as it is said in London: midnight is the end of the day before."""
    there = told.astimezone(LONDON)
    if there.time() != dt.time():
        return moment(told)
    return gettext("the end of %(day)s") % {"day": day(there.date() - dt.timedelta(days=1))}


def place_name(number: int) -> str:
    """What the place in a ranked choice is called, from 1."""
    names = (gettext("First"), gettext("Second"), gettext("Third"), gettext("Fourth"), gettext("Fifth"))
    return names[number - 1] if number <= len(names) else gettext("Place %(number)d") % {"number": number}


def grouped(reference: str) -> str:
    """A reference in two halves, so that it can be read out and written down."""
    half = len(reference) // 2
    return f"{reference[:half]}-{reference[half:]}" if reference else ""


def said(field: Field, value: object) -> str:
    """An answer in words, a line each where there are several; empty where nothing was answered."""
    if field.kind == YES:
        return gettext("Yes") if value else gettext("No")
    if field.kind in TYPED:
        return str(value or "").strip()
    labels = [field.label_of(str(each)) for each in (value if isinstance(value, list) else [value]) if each]
    if field.kind in SEVERAL and field.kind != "choices":
        return "\n".join(f"{place_name(number)}: {label}" for number, label in enumerate(labels, start=1))
    return "\n".join(labels)
