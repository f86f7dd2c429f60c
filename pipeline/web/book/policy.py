"""What a browser may do with a file of the book: as strict as every page of the service."""

import base64
import hashlib
import re
from html import unescape

HTML = "text/html; charset=utf-8"
# By the end of a file's name. What a system thinks of an ending differs from machine to machine.
_KINDS = {
    "html": HTML,
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
    "ipynb": "application/x-ipynb+json",
    "xml": "application/atom+xml; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "ico": "image/x-icon",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PDF = _KINDS["pdf"]
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)
_STYLED = re.compile(r"""<[a-zA-Z][^<>]*?\sstyle=(?:"([^"]*)"|'([^']*)')""")
# What is written into a page is let in by its digest, or not at all.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' {styles}; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


def kind_of(name: str) -> str:
    """The kind of a file by the end of its name; of one that is not known a browser is told nothing but bytes."""
    return _KINDS.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def policy_of(page: str) -> str:
    """The policy of a page: the digests of what is written into it, each of them alone."""
    inside = [found[1] for found in _STYLE.finditer(page)]
    inside += [unescape(found[1] or found[2] or "") for found in _STYLED.finditer(page)]
    digests = sorted({base64.b64encode(hashlib.sha256(told.encode()).digest()).decode() for told in inside})
    styles = " ".join(["'unsafe-hashes'", *(f"'sha256-{told}'" for told in digests)]) if digests else ""
    return _POLICY.format(styles=styles)


def policy_of_file(kind: str) -> str:
    """The policy of what is no page: opened by its own address it is a document, too, and may do nothing.

    A browser's reader of PDF opens nothing in a sandbox.
    """
    return "default-src 'none'" + ("" if kind == _PDF else "; sandbox")
