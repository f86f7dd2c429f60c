"""Setting a paper by its template: a tagged PDF from plain words, the same bytes for the same words."""

import functools
import json
import re
from importlib.metadata import version
from importlib.resources import files
from typing import Any, Literal

import typst

Standard = Literal["ua-1"]
_PARTS = "parts"
# Signs that the first typeface surely has; a text of these alone is not tried.
_USUAL = re.compile(r"[\n -~\u00a0-\u017f\u2013\u2014\u2018-\u201d\u2026\u20ac]*")
_TRIAL: dict[str, Any] = {"title": "-", "date": None, "foot": "", "parts": []}


@functools.cache
def template(name: str) -> bytes:
    """A template with the parts that all share before it."""
    folder = files("pipeline.publish").joinpath("assets")
    return b"\n".join(folder.joinpath(f"{each}.typ").read_bytes() for each in (_PARTS, name))


def made_by(name: str) -> bytes:
    """What else than its words decides the bytes of a paper: the template and the compiler."""
    return template(name) + version("typst").encode()


def page_count(name: str, told: str) -> int:
    """How many pages a paper takes."""
    inside = {"paper": told}
    found = typst.query(template(name), "<pages>", field="value", one=True, ignore_system_fonts=True, sys_inputs=inside)
    return int(json.loads(found))


def _pdf(name: str, told: str, standard: Standard | None) -> bytes:
    # Only the typefaces that come with the compiler: one of the system's would change the bytes.
    pdf: bytes = typst.compile(
        template(name), ignore_system_fonts=True, format="pdf", sys_inputs={"paper": told}, pdf_standards=standard
    )
    return pdf


def set_pdf(name: str, told: str) -> bytes:
    """The PDF of a paper, by PDF/UA-1 unless a title holds a sign that no typeface has.

    Such a sign is an empty box on the page, which the standard forbids; a title is never written otherwise for that.
    """
    try:
        return _pdf(name, told, "ua-1")
    except typst.TypstError:
        return _pdf(name, told, None)


@functools.cache
def showable(text: str) -> bool:
    """Whether the typefaces of papers have every sign of a text."""
    if _USUAL.fullmatch(text):
        return True
    told = json.dumps(_TRIAL | {"parts": [{"kind": "text", "text": text}]}, ensure_ascii=False)
    try:
        _pdf("paper", told, "ua-1")
    except typst.TypstError:
        return False
    return True
