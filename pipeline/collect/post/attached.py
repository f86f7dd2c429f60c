"""Words of files that came with a message: Word, PDF and plain text; of every other file it is told what to do."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

import docx
import pypdfium2
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from pipeline.collect.post.charset import decoded, fit, said_by_page
from pipeline.collect.post.markup import text_of_html
from pipeline.collect.post.mime import Part

# A letter of a hundred pages with pictures unpacks to less.
_MOST_BYTES = 100_000_000
_LONGEST_TEXT = 2_000_000
_LONGEST_XML = 20_000_000
_MOST_RATIO = 200
_SMALL = 10_000_000
_MOST_PAGES = 300
_PDF_BYTES = 50_000_000
# How a Word document begins that is encrypted, and one of before 2007.
_OLE = b"\xd0\xcf\x11\xe0"
_BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_CHAR = qn("w:char")
# Boxes as Word draws them with a font of symbols: ticked, crossed, empty.
_BOXES = dict.fromkeys(("F0FE", "F052", "F078", "F0FD"), "☒") | dict.fromkeys(("F0A8", "F06F", "F071"), "☐")
_DOCX_FAULTS = (
    OpcError, zipfile.BadZipFile, zlib.error, etree.LxmlError, OSError, EOFError, ValueError, KeyError, IndexError,
    AttributeError, TypeError, NotImplementedError, RecursionError,
)  # fmt: skip
_TEXTS = frozenset({".txt", ".text", ".md", ".log"})
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xls", ".xlsm", ".ods"})
_MEDIA = re.compile(r"image/|audio/|video/")
_OTHERS = (
    (re.compile(r"image/|audio/|video/|.*\.(png|jpe?g|gif|heic|bmp|tiff?|mp[34]|mov|wav)$"), "a picture or recording",
     "type in what it says, if it says anything"),
    (re.compile(r"text/calendar|.*\.ics$"), "a calendar entry", "no words to read in it"),
    (re.compile(r"application/(vnd\.)?ms-tnef|.*winmail\.dat$"), "a packet that only Outlook opens (winmail.dat)",
     "open it in Outlook and save what it holds"),
    (re.compile(r"application/(x-)?pkcs7-signature|application/pgp-(signature|keys)|.*\.(p7s|asc|vcf)$|text/(x-)?vcard|text/(x-amp|watch)-html"),
     "", ""),
    (re.compile(r".*\.(docm?|odt|rtf|pages|pptx?)$|application/(msword|rtf)|text/(rtf|richtext|enriched)"),
     "a document in an older or another form", "save it as .docx, .pdf or .txt and send it to the mailbox again"),
    (re.compile(r".*\.(msg|oft)$|application/vnd\.ms-outlook"), "a message in Outlook's own form",
     "save it as .eml or as text and send it to the mailbox again"),
    (re.compile(r"message/partial"), "a piece of a message that was sent in several", "ask for it anew in one piece"),
    (re.compile(r".*\.(pgp|gpg)$|application/pgp-encrypted"), "an encrypted file", "open it and save what it says"),
    (re.compile(r".*\.(zip|7z|rar|t?gz|tar)$|application/(x-)?zip.*"), "a packed file",
     "unpack it and import what it holds"),
)  # fmt: skip


class AttachedError(Exception):
    """Why a file that came with a message cannot be read, and what to do about it."""


def _check_sizes(data: bytes) -> None:
    """Look at the sizes that a packed document says it has before anything of it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise AttachedError("is packed in a way that Word does not use; ask for the text as .txt")
    unpacked = sum(part.file_size for part in parts)
    longest = max((part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))), default=0)
    if unpacked > _MOST_BYTES or longest > _LONGEST_XML or (unpacked > _SMALL and unpacked > _MOST_RATIO * len(data)):
        raise AttachedError(f"would unpack to {unpacked // 1_000_000} MB; ask for the text as .txt")


def _is_copy(element: etree._Element) -> bool:
    """Whether a paragraph stands a second time, for programs that cannot draw the box it stands in."""
    return any(str(above.tag).endswith("}Fallback") for above in element.iterancestors())


def _paragraphs(body: etree._Element) -> Iterator[str]:
    """The words of each paragraph in order; those taken out by a tracked change have another tag and are left out."""
    told: dict[etree._Element, list[str]] = {}
    for piece in body.iter(qn("w:p"), qn("w:t"), qn("w:sym"), *_BREAKS):
        if piece.tag == qn("w:p"):
            told[piece] = []
        elif (above := next(piece.iterancestors(qn("w:p")), None)) in told:
            told[above].append(_BREAKS.get(piece.tag) or _BOXES.get(str(piece.get(_CHAR)).upper(), piece.text) or "")
    return ("".join(words) for paragraph, words in told.items() if not (words and _is_copy(paragraph)))


def _of_docx(data: bytes) -> str:
    if data.startswith(_OLE):
        raise AttachedError("has a password or is in Word's older form; save it as .docx without one and send it again")
    try:
        _check_sizes(data)
        body = docx.Document(io.BytesIO(data)).element.body
        return "\n".join(_paragraphs(body))
    except _DOCX_FAULTS:
        raise AttachedError("is damaged or no Word document; open it, save it as .docx and send it again") from None


def _pages(data: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        if len(document) > _MOST_PAGES:
            raise AttachedError(f"has {len(document)} pages; take the pages that answer the survey, as .txt")
        for number in range(len(document)):
            yield document[number].get_textpage().get_text_bounded()
    finally:
        document.close()


def _of_pdf(data: bytes) -> str:
    if len(data) > _PDF_BYTES:
        raise AttachedError("is a PDF of more than 50 MB; save its text as .txt")
    try:
        text = "\n".join(_pages(data)).replace("\r\n", "\n").replace("\ufffe", "")
    except pypdfium2.PdfiumError:
        raise AttachedError("is a PDF that is damaged or has a password; save it anew without one") from None
    if not text.strip():
        raise AttachedError("is a PDF without text, a scan most likely; type in what it says")
    return text


def _of_text(part: Part, data: bytes) -> str:
    _check_length(data)
    return decoded(data, part.parameter("charset"))


def _of_page(part: Part, data: bytes) -> str:
    _check_length(data)
    return text_of_html(decoded(data, part.parameter("charset") or said_by_page(data)))


def _check_length(data: bytes) -> None:
    if len(data) > _LONGEST_TEXT:
        raise AttachedError(f"is a text of {len(data) // 1_000_000} MB; take what answers the survey")


def _form(part: Part, data: bytes) -> str:
    """What a file is: by its first bytes where they tell, else by its name or type."""
    ending = PurePosixPath(part.file.casefold()).suffix
    if ending in _TABLES or "spreadsheet" in part.kind or part.kind in ("text/csv", "application/vnd.ms-excel"):
        return "table"
    if data.startswith(b"%PDF") or ending == ".pdf":
        return "pdf"
    if ending == ".docx" or "wordprocessingml" in part.kind:
        return "docx"
    if ending in _PAGES or (part.kind == "text/html" and not ending):
        return "page"
    return "text" if ending in _TEXTS or (part.kind in ("text/plain", "text/markdown") and not ending) else "other"


def _told(part: Part) -> str:
    named = f"{part.kind} {part.file}".casefold()
    kind, cure = next(
        ((kind, cure) for shape, kind, cure in _OTHERS if any(shape.match(each) for each in named.split(" ", 1))),
        ("a file of a kind that is not read here", "save what it says as .txt or .docx"),
    )
    return f"is {kind}: {cure}" if kind else ""


def words_of(part: Part) -> str:
    """The words of a file that came with a message; raise AttachedError, empty where nothing is to be said of it."""
    data = b"" if _MEDIA.match(part.kind) else part.data()
    form = _form(part, data)
    if form == "table":
        raise AttachedError("is a table; save it and import it on its own")
    if form == "other":
        if told := _told(part):
            raise AttachedError(told)
        return ""
    if form == "text":
        return _of_text(part, data)
    if form == "page":
        return _of_page(part, data)
    return fit(_of_pdf(data) if form == "pdf" else _of_docx(data))
