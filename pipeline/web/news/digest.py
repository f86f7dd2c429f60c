"""A letter to each subscriber when a release comes out: what changed, and where to read it."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError
from django.utils.formats import date_format

from pipeline.pages.addresses import RELEASES, changes_page
from pipeline.pages.marks import Release
from pipeline.place import Place, read_json
from pipeline.publish.bookdata import Kept
from pipeline.publish.changed import Step
from pipeline.store import audit, outgoing, subscribers
from pipeline.store.orm import AuditLine
from pipeline.store.writing import writing
from pipeline.web.book.pages import address_in_letters

_TOLD = "release told"
_MOST_TITLES = 20
_FIGURES = re.compile(r"(\d+)")
_seen: dict[str, int] = {}


def tell_releases(place: Place, now: dt.datetime) -> int:
    """Write one letter a subscriber for each release in force that was not told yet; return how many letters."""
    return sum(_tell(place, round, now) for round in place.rounds())


def _tell(place: Place, round: str, now: dt.datetime) -> int:
    path = place.round(round).published
    if not path.exists() or _seen.get(str(path)) == path.stat().st_mtime_ns:
        return 0
    seen, value = path.stat().st_mtime_ns, read_json(path)
    # What was made up to illustrate is no news.
    letters = 0 if value["release"]["illustrative"] else _told_once(place, round, value, now)
    _seen[str(path)] = seen
    return letters


def _told_once(place: Place, round: str, value: Any, now: dt.datetime) -> int:
    """The audit log remembers what was told: line and letters are one transaction, so a release is told once or not."""
    version = str(value["release"]["version"])
    name = f"{round}@{version}"[:300]
    try:
        with writing():
            if AuditLine.objects.filter(act=_TOLD, on=name).exists():
                return 0
            people = subscribers.confirmed()
            subject, body = letter(value, _before(place, round, value))
            for id, email in people:
                key = f"{subscribers.NEWS}/{name[:150]}/{id}"
                outgoing.post(key, subscribers.NEWS, email, subject, body, now)
            audit.write("system", _TOLD, name, {"letters": len(people)}, now)
    except IntegrityError:
        return 0  # another machine told it in this very moment
    return len(people)


def _before(place: Place, round: str, value: Any) -> Any:
    """The kept release that came before one; None for the first."""
    kept = [read_json(path) for path in place.round(round).kept()]
    older = [each for each in kept if _age(each) < _age(value)]
    return max(older, key=_age, default=None)


def _age(value: Any) -> tuple[str, list[tuple[int, str]]]:
    parts = _FIGURES.split(str(value["release"]["version"]))
    return value["release"]["date"], [(int(part) if part.isdecimal() else -1, part) for part in parts]


def letter(value: Any, before: Any) -> tuple[str, str]:
    """Subject and body of the letter about a release."""
    release, ledger = value["release"], value["ledger"]["responses"]
    title, when = _line(release["title"]), date_format(dt.date.fromisoformat(release["date"]), "j F Y")
    told = [
        f"Release {release['version']} of {title} came out on {when}.",
        f"It rests on {ledger['usable']} of the {ledger['received']} responses received; "
        f"they make {len(value['themes'])} {'theme' if len(value['themes']) == 1 else 'themes'}.",
        *(_changes(value, before) if before else ["It is the first release of this round."]),
    ]
    if book := address_in_letters():
        page = changes_page(release["round"], str(release["version"])) if before else f"{RELEASES}/index"
        told.append(f"What changed, and why: {book}/{page}.html")
    return f"{title}: release {release['version']}", "\n\n".join(told)


def _changes(value: Any, before: Any) -> list[str]:
    step = Step(before=Kept(told=Release(before), in_force=False), after=Kept(told=Release(value), in_force=True))
    parts = (("New themes", value, step.new), ("Themes that are gone", before, step.gone))
    return [_titles(what, told, ids) for what, told, ids in parts if ids] or ["No theme is new or gone."]


def _titles(what: str, told: Any, ids: Sequence[str]) -> str:
    titles = [_line(theme["title"]) for theme in told["themes"] if theme["id"] in ids]
    more = [f"- and {len(titles) - _MOST_TITLES} more"] if len(titles) > _MOST_TITLES else []
    return "\n".join([f"{what} ({len(titles)}):", *(f"- {title}" for title in titles[:_MOST_TITLES]), *more])


def _line(text: str) -> str:
    return " ".join(str(text).split())
