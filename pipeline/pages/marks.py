"""Marks: how a page shows a value of a release, so that a test which knows only the file can check it."""

import datetime as dt
import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

HIDDEN = "not shown"
_LONDON = ZoneInfo("Europe/London")
# Names of months by hand: strftime would take them from the system's language.
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_THEME = re.compile(r"-T\d+\Z")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of HTML, shown as such by a notebook."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.html


def escaped(text: str) -> str:
    """A text as HTML."""
    return html.escape(text, quote=False)


def quoted(text: str) -> str:
    """A text inside an attribute of HTML."""
    return html.escape(text)


def resolve(value: Any, pointer: str) -> Any:
    """The value at a JSON pointer (RFC 6901)."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


def figure(value: float) -> str:
    """A count with a comma at the thousands; a figure with a fraction to two decimals."""
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"


def percent(share: float) -> str:
    """A share in percent, to one decimal."""
    return f"{100 * share:.1f}%"


def theme_round(theme: str) -> str:
    """The round an agreed theme's id names."""
    return _THEME.sub("", theme)


def of_hundred(share: float) -> str:
    """A share as so many of a hundred."""
    return f"{100 * share:.0f}"


@dataclass(frozen=True, slots=True)
class Release:
    """A release of a round as pages show it; `told` writes a text in the language of the page."""

    value: Any
    told: Callable[[str], str] = escaped

    @property
    def round(self) -> str:
        """The name of the round."""
        return str(self.value["release"]["round"])

    def at(self, pointer: str) -> Any:
        """The value at a path."""
        return resolve(self.value, pointer)

    def _data(self, pointer: str, shown: Callable[[float], str]) -> str:
        value = self.at(pointer)
        if value is None:
            return f'<data value="null" data-key="{quoted(pointer)}">{HIDDEN}</data>'
        return f'<data value="{value}" data-key="{quoted(pointer)}">{shown(value)}</data>'

    def number(self, pointer: str) -> str:
        """A count or figure, or the words for one that is hidden because it is small."""
        return self._data(pointer, figure)

    def share(self, pointer: str) -> str:
        """A share in percent."""
        return self._data(pointer, percent)

    def of_hundred(self, pointer: str) -> str:
        """A share as so many of a hundred, without the words for it."""
        return self._data(pointer, of_hundred)

    def words(self, pointer: str) -> str:
        """A text of the release, with runs of white space shown as one blank."""
        return f'<span data-key="{quoted(pointer)}">{self.told(" ".join(str(self.at(pointer)).split()))}</span>'

    def theme(self, id: str) -> int | None:
        """The place of a theme in the release, or None where it is not in it."""
        return next((number for number, theme in enumerate(self.value["themes"]) if theme["id"] == id), None)

    def question(self, id: str) -> str:
        """The text of a question."""
        number = next(number for number, question in enumerate(self.value["questions"]) if question["id"] == id)
        return self.words(f"/questions/{number}/text")

    def dated(self) -> str:
        """'release 2 of 7 October 2020', for the caption of whatever shows its figures."""
        version = escaped(str(self.at("/release/version")))
        told = f'<data value="{version}" data-key="/release/version">{version}</data>'
        return f"release {told} of {day(self.at('/release/date'))}"


def day(told: str | dt.date) -> str:
    """A day as readers write it; a moment (UTC in data) as the day it was in London."""
    text = told.isoformat() if isinstance(told, dt.date) else told
    if "T" in text:
        text = dt.datetime.fromisoformat(text).astimezone(_LONDON).date().isoformat()
    date = dt.date.fromisoformat(text)
    if date == dt.date.min:
        return "no day yet"
    return f'<time datetime="{text}">{date.day} {_MONTHS[date.month - 1]} {date.year}</time>'


def written(text: str, file: str, told: Callable[[str], str] = escaped) -> str:
    """A text that a person wrote in a file, named from the root."""
    return f'<span data-from="{file}">{told(" ".join(text.split()))}</span>' if text else ""


def code(text: str) -> str:
    """An id, as it is."""
    return f"<code>{escaped(text)}</code>"


def codes(texts: Iterable[str]) -> str:
    """Ids, in their order."""
    return " ".join(code(text) for text in texts)


def link(address: str, text: str) -> str:
    """A link; `text` is HTML."""
    return f'<a href="{quoted(address)}">{text}</a>'


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], figures: Sequence[int] = ()) -> str:
    """A table whose first column names the row; the columns in `figures` hold figures; every text is HTML already."""
    kind = [' class="figure"' if number in figures else "" for number in range(len(head))]
    top = "".join(f'<th scope="col"{kind[n]}>{text}</th>' for n, text in enumerate(head))
    body = "\n".join(f"<tr>{_cells(row, kind)}</tr>" for row in rows)
    return (
        '<div class="scroll" role="group" tabindex="0" aria-label="Table, may scroll sideways">'
        f"<table>\n<caption>{caption}</caption>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _cells(row: Sequence[str], kind: Sequence[str]) -> str:
    rest = "".join(f"<td{kind[n]}>{text}</td>" for n, text in enumerate(row) if n)
    return f'<th scope="row">{row[0]}</th>{rest}'


LANGUAGES = {
    "en": "English",
    "cy": "Welsh",
    "pl": "Polish",
    "gu": "Gujarati",
    "ur": "Urdu",
    "pa": "Punjabi",
    "ro": "Romanian",
    "pt": "Portuguese",
    "bn": "Bengali",
    "ar": "Arabic",
    "tr": "Turkish",
    "so": "Somali",
    "lt": "Lithuanian",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "zh": "Chinese",
    "ta": "Tamil",
}


def language_name(code: str) -> str:
    """A language by its name, or by its code where it is seldom met here."""
    return LANGUAGES.get(code, f"language {code}")


def translated_note(release: Release, n: int) -> str:
    """What stands beside a quote that its sender wrote in another language."""
    source = release.value["quotes"][n].get("translated_from", "")
    return f" Translated from {language_name(source)}." if source else ""


def nothing(said: str) -> str:
    """What stands where there is nothing to show yet."""
    return f'<p class="nothing">{said}</p>'


def shown(release: Release, kind: str, *parts: str) -> Fragment:
    """What a page shows of one round; `data-round` says which file the paths lead into."""
    return Fragment(f'<div class="cp {kind}" data-round="{escaped(release.round)}">\n' + "\n".join(parts) + "\n</div>")


def row_count(rows: Sequence[Any]) -> str:
    """The number of rows of the table it stands in."""
    return f'<data value="{len(rows)}" data-rows>{figure(len(rows))}</data>'
