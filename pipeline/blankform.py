"""The blank form of a round on paper: PDF to print, DOCX to fill in and send by e-mail, and the code that opens it."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import docx
import segno
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from pipeline.collect.form.paper import Blank, Paper, paper_of
from pipeline.collect.form.words import ENGLISH, told
from pipeline.definitions.survey import Survey
from pipeline.errors import UserError
from pipeline.load import load_definitions
from pipeline.place import Place, write_bytes
from pipeline.publish.typeset import set_pdf
from pipeline.publish.zipped import zipped

_BOX = "☐ "
_EMPTY_LINES = 2
_NO_DAY = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)


# --- the code ---------------------------------------------------------------------------------------------------------


def _code(address: str) -> segno.QRCode:
    try:
        return segno.make_qr(address, error="m")
    except segno.DataOverflowError:
        raise UserError(f"the address is {len(address)} characters long, too long for a QR code; shorten it") from None


def qr_svg(address: str) -> bytes:
    """The address as a QR code, SVG: black on white with its quiet edge, and a title for who cannot see it."""
    out = io.BytesIO()
    title = told(ENGLISH, "paper.qr")
    _code(address).save(out, kind="svg", scale=8, border=4, light="#fff", title=title, desc=address, svgclass=None,
                        lineclass=None)  # fmt: skip
    return out.getvalue()


def qr_png(address: str) -> bytes:
    """The address as a QR code, PNG, large enough for print."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", scale=12, border=4)
    return out.getvalue()


# --- PDF --------------------------------------------------------------------------------------------------------------


def _told(paper: Paper) -> str:
    questions = [asdict(question) | {"heading": question.heading} for question in paper.questions]
    parts = {
        "title": paper.title,
        "date": None,
        "foot": paper.title,
        "address": paper.address,
        "label": paper.label,
        "opening": paper.opening,
        "privacy-title": told(ENGLISH, "paper.privacy"),
        "privacy": paper.privacy,
        "questions": questions,
        "you": [asdict(blank) for blank in paper.you],
        "you-title": paper.you_title,
        "you-hint": paper.you_hint,
        "consent": paper.consent,
        "consent-hint": paper.consent_hint,
        "qr": qr_svg(paper.address).decode() if paper.address else "",
        "qr-alt": told(ENGLISH, "paper.qr"),
    }
    return json.dumps(parts, ensure_ascii=False)


def form_pdf(survey: Survey, address: str = "") -> bytes:
    """The blank form to print: tagged PDF, A4; the same bytes for the same survey and address."""
    return set_pdf("form", _told(paper_of(survey, address)))


# --- DOCX -------------------------------------------------------------------------------------------------------------


def _set_up(document: Document, title: str) -> None:
    page, usual = document.sections[0], document.styles["Normal"]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(20)
    usual.font.name, usual.font.size = "Arial", Pt(12)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    core = document.core_properties
    core.title, core.language, core.author, core.comments, core.last_modified_by = title, "en-GB", "", "", ""
    core.created = core.modified = _NO_DAY
    core.revision = 1


def _add_code(document: Document, address: str) -> None:
    picture = document.add_picture(io.BytesIO(qr_png(address)), width=Mm(30))
    picture._inline.docPr.set("descr", told(ENGLISH, "paper.qr"))


def _add_blank(document: Document, blank: Blank) -> None:
    if blank.label:
        document.add_heading(blank.label, level=3)
    for box in blank.boxes:
        document.add_paragraph(_BOX + box, style="List")
    for _ in range(_EMPTY_LINES if blank.lines else 0):
        document.add_paragraph()


def _fill(document: Document, paper: Paper) -> None:
    """What a person reads and fills in; who they are is left out, for the e-mail that brings it says so."""
    document.add_heading(paper.title, level=0)
    for line in paper.opening:
        document.add_paragraph(line)
    if paper.address:
        _add_code(document, paper.address)
    document.add_heading(told(ENGLISH, "paper.privacy"), level=1)
    for line in (*paper.privacy, _BOX + paper.consent, paper.consent_hint):
        document.add_paragraph(line)
    for question in paper.questions:
        document.add_heading(question.heading, level=1)
        for line in filter(None, (question.condition, question.hint)):
            document.add_paragraph(line)
        for blank in question.blanks:
            _add_blank(document, blank)


def form_docx(survey: Survey, address: str = "") -> bytes:
    """The blank form to fill in with a word processor; the same bytes for the same survey and address."""
    document, out = docx.Document(), io.BytesIO()
    _set_up(document, survey.title)
    _fill(document, paper_of(survey, address))
    document.save(out)
    with zipfile.ZipFile(out) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()}, None)


# --- the command ------------------------------------------------------------------------------------------------------

_FORMS: dict[str, Callable[[Survey, str], bytes]] = {
    ".pdf": form_pdf,
    ".docx": form_docx,
    ".svg": lambda survey, address: qr_svg(address),
    ".png": lambda survey, address: qr_png(address),
}
_CODES = (".svg", ".png")


def write_form(place: Place, round: str, out: Path, address: str) -> None:
    """Write the blank form of a round, or the code of its address, by the ending of the file."""
    kind = out.suffix.lower()
    if kind not in _FORMS:
        raise UserError(f"{out.name}: end the name with one of {', '.join(_FORMS)}")
    if kind in _CODES and not address:
        raise UserError("a code opens an address; name it with --address https://...")
    write_bytes(out, _FORMS[kind](load_definitions(place, round).survey, address))
