"""Papers: a tagged PDF of at most two pages for each workstream and each of its items, and one of the whole frame."""

import hashlib
from collections.abc import Iterator

from pipeline.definitions.taxonomy import Item, Workstream
from pipeline.errors import Fault, InputError
from pipeline.pages.addresses import PAPERS, workstream_page
from pipeline.pages.papers import WHOLE
from pipeline.place import Place, json_text, read_bytes, read_json, shown, write_text_if_changed
from pipeline.publish.bookdata import BookData
from pipeline.publish.document import document_told
from pipeline.publish.papers_text import Part, aim, frame, heard, left_out, planned, source, told_json, warnings, words
from pipeline.publish.typeset import made_by, page_count, set_pdf

# How many themes, quotes and roadmap items a paper shows: the first of these that fits on two pages.
_SIZES = (
    (16, 3, 12), (14, 3, 10), (12, 3, 9), (10, 3, 8), (8, 3, 7), (7, 3, 6), (6, 2, 5), (5, 2, 4), (4, 2, 3), (3, 1, 2),
    (2, 1, 1), (1, 0, 1), (0, 0, 0),
)  # fmt: skip
_TOO_LONG = "What would stand here is too long for two pages, whichever part of it is left out; the book has it."
_MOST = 2


def _sizes(
    data: BookData, title: str, own: list[Part], codes: frozenset[str], home: str, *, draft: bool
) -> tuple[str, ...]:
    """What a paper may say, the fullest first, and last next to nothing."""
    top = [*warnings(data, draft=draft), *source(data, f"{workstream_page(home)}.html")]
    sized = [
        [*heard(data, codes, themes, quotes), *planned(data, codes, plan), *left_out(data, codes, themes)]
        for themes, quotes, plan in _SIZES
    ]
    told = [told_json(data, title, [*top, *own, *body]) for body in sized]
    return tuple(dict.fromkeys([*told, told_json(data, title, [*top, words(_TOO_LONG)])]))


def _of_workstream(data: BookData, one: Workstream, *, draft: bool) -> tuple[str, ...]:
    codes = frozenset(item.code for item in one.items)
    return _sizes(data, f"{one.code} {one.title}", frame(data, one), codes, one.code, draft=draft)


def _of_item(data: BookData, home: Workstream, item: Item, *, draft: bool) -> tuple[str, ...]:
    return _sizes(data, f"{item.code} {item.title}", aim(item), frozenset([item.code]), home.code, draft=draft)


def paper_inputs(data: BookData, *, draft: bool = False) -> dict[str, tuple[str, ...]]:
    """What each paper of two pages may say, by its name, the fullest first."""
    made: dict[str, tuple[str, ...]] = {}
    for one in data.taxonomy.workstreams:
        made[one.code.lower()] = _of_workstream(data, one, draft=draft)
        made |= {item.code.lower(): _of_item(data, one, item, draft=draft) for item in one.items}
    return made


def fitted(inputs: tuple[str, ...]) -> str | None:
    """The fullest of these that takes two pages or fewer; None where even the last takes more."""
    if page_count("paper", inputs[0]) <= _MOST:
        return inputs[0]
    low, high = 1, len(inputs)
    while low < high:
        middle = (low + high) // 2
        if page_count("paper", inputs[middle]) <= _MOST:
            high = middle
        else:
            low = middle + 1
    return inputs[low] if low < len(inputs) else None


def paper_pdf(name: str, inputs: tuple[str, ...], frame_file: str) -> bytes:
    """A paper of two pages at most; InputError where a title alone takes more."""
    told = fitted(inputs)
    if told is None:
        said = f"the title of {name} takes more than {_MOST} pages of a paper; shorten it"
        raise InputError([Fault(frame_file, 0, said)])
    return set_pdf("paper", told)


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _made(place: Place, data: BookData, *, draft: bool) -> Iterator[tuple[str, str, bytes]]:
    """Each paper with the digest of what it is made from; set again only where that changed or the file is another."""
    noted = place.html.parent / "papers.json"
    known = read_json(noted) if noted.exists() else {}
    inputs = {WHOLE: (document_told(data, draft=draft),), **paper_inputs(data, draft=draft)}
    for name, told in sorted(inputs.items()):
        form = "document" if name == WHOLE else "paper"
        digest = _digest(made_by(form), *(each.encode() for each in told))
        path = place.html / PAPERS / f"{name}.pdf"
        kept = read_bytes(path) if path.exists() else b""
        if known.get(name) == [digest, _digest(kept)]:
            yield name, digest, kept
        else:
            pdf = set_pdf(form, told[0]) if name == WHOLE else paper_pdf(name, told, shown(place.taxonomy))
            yield name, digest, pdf


def paper_files(place: Place, data: BookData, *, draft: bool = False) -> dict[str, bytes]:
    """Every paper by its path below the built book; one whose words did not change is not set again."""
    made = list(_made(place, data, draft=draft))
    write_text_if_changed(
        place.html.parent / "papers.json", json_text({name: [digest, _digest(pdf)] for name, digest, pdf in made})
    )
    return {f"{PAPERS}/{name}.pdf": pdf for name, _, pdf in made}
