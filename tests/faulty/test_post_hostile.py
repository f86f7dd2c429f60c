"""E-mail made to harm: a told message or a right reading, never an error, and quickly."""

import base64
import io
import time
import zipfile

import docx
import pytest
from mails import alone, kinds, mailbox, mails_of, mbox

from pipeline.collect.post.mailbox import messages_of
from pipeline.collect.post.quoting import sort_lines

HEAD = b"From: a@b.example\nDate: Mon, 15 Jun 2020 09:23:47 +0100\nSubject: x\n"
# Far above what any of these takes alone, far below what one that is worse than linear takes.
SECONDS = 8
SAID = b"\nThe logins are slow."


def nested(depth, within=SAID):
    return (
        HEAD
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth))
        + within
    )


def with_file(data, name):
    return (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nThe logins are slow.\n--b\n"
        b"Content-Disposition: attachment; filename=" + name + b"\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(data) + b"--b--\n"
    )  # fmt: skip


def document(xml):
    usual, out = io.BytesIO(), io.BytesIO()
    docx.Document().save(usual)
    with zipfile.ZipFile(usual) as kept, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in kept.namelist():
            packed.writestr(name, xml if name == "word/document.xml" else kept.read(name))
    return out.getvalue()


def words(xml, before=b""):
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return document(
        b'<?xml version="1.0"?>' + before + b"<w:document " + space + b"><w:body>" + xml + b"</w:body></w:document>"
    )


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * 120_000_000)
    return out.getvalue()


def packed_oddly():
    """A document in a form of zip that Word never writes, its first bytes spoilt."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("[Content_Types].xml", b"<Types/>" * 1_000)
    told = bytearray(out.getvalue())
    told[70:90] = bytes(20)
    return bytes(told)


LAUGHS = b"<!DOCTYPE d [" + b"".join(
    b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n else b"lol") * 10) for n in range(10)
) + b"]>"  # fmt: skip

NOT_READ = {
    "twenty megabytes of text": lambda: HEAD + b"\n" + b"word word word word\n" * 1_000_000,
    "a page of four megabytes": lambda: HEAD + b"Content-Type: text/html\n\n" + b"<p>w</p>" * 500_000,
    "a line broken without end": lambda: HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"ab \n" * 490_000,
    "ten thousand parts in parts": lambda: nested(10_000),
    "parts in parts and much text": lambda: nested(200, b"\n" + b"word\n" * 500_000),
    "ten thousand parts side by side": lambda: (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nhello there\n" * 10_000
    ),
}


@pytest.mark.parametrize("name", NOT_READ)
def test_more_than_any_person_sends_is_told_and_not_read(name):
    data = NOT_READ[name]()
    start = time.perf_counter()
    read = mailbox(data)
    assert time.perf_counter() - start < SECONDS
    assert kinds(read) == ["unreadable"]
    assert "save" in str(read.account)


READ = {
    "blocks that begin and never end": lambda: (
        HEAD + b"\n" + (b"begin 644 x\n" + b"A" * 60 + b"\n-----BEGIN PGP MESSAGE-----\n") * 4_000 + b"are slow.\n"
    ),
    "signatures without end": lambda: HEAD + b"\n" + b"-- \n" * 20_000 + b"The logins are slow.\n" * 20,
    "parts of an archive without end": lambda: (
        HEAD + b"\n" + b"-------------- next part --------------\n" * 10_000 + b"The logins are slow.\n"
    ),
    "times without a sender": lambda: HEAD + b"\n" + b"1.1.2020 10:12 " * 20_000 + b":\n" + b"The logins are slow.\n",
    "a picture of ten megabytes": lambda: with_file(b"\x89PNG" + b"\0" * 10_000_000, b"a.png"),
    "ten thousand header fields": lambda: HEAD + b"X-A: b\n" * 10_000 + SAID,
    "a title of encoded words": lambda: (
        b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n" + HEAD + b"\nThe logins are slow."
    ),
    "a sender of brackets": lambda: b"From: " + b"(" * 7_000 + b"\n" + HEAD + SAID,
    "a sender of quotes": lambda: b"From: " + b'"<,' * 2_500 + b"\n" + HEAD + SAID,
    "a type of quotes": lambda: HEAD + b"Content-Type: text/plain; " + b'a="b;' * 1_500 + b"\n\nThe logins are slow.",
    "a type of pieces": lambda: (
        HEAD
        + b"Content-Type: text/plain; "
        + b"".join(b"name*%d*=a;" % n for n in range(700))
        + b"\n\nThe logins are slow."
    ),
    "a document that unpacks a thousandfold": lambda: with_file(bomb(), b"a.docx"),
    "a document that is packed oddly": lambda: with_file(packed_oddly(), b"a.docx"),
    "a document that laughs": lambda: with_file(words(b"<w:p><w:r><w:t>x&a9;y</w:t></w:r></w:p>", LAUGHS), b"a.docx"),
    "a document of paragraphs in paragraphs": lambda: with_file(
        words((b"<w:p>" * 200 + b"<w:r><w:t>x</w:t></w:r>" + b"</w:p>" * 200) * 50), b"a.docx"
    ),
    "a page of attributes": lambda: (
        HEAD
        + b"Content-Type: text/html\n\n<p "
        + b"".join(b"a%d " % n for n in range(80_000))
        + b">The logins are slow.</p>"
    ),
    "a PDF of nothing": lambda: with_file(b"%PDF-1.4\n" + b"x" * 1_000_000, b"a.pdf"),
    "a thread in itself": lambda: HEAD + b"Message-ID: <a@b>\nReferences: <a@b> <a@b>\n\nThe logins are slow.",
    "controls and NUL": lambda: HEAD + b"\nThe logins\0 are slow.\x1b[2J\x07",
}


@pytest.mark.parametrize("name", READ)
def test_what_was_said_is_read_beside_whatever_was_made_to_harm(name):
    data = READ[name]()
    start = time.perf_counter()
    (response,) = mailbox(data).taken.responses
    assert time.perf_counter() - start < SECONDS
    assert "are slow." in response.answers["more"]
    assert "\0" not in str(response)


def test_a_document_reads_no_file_of_the_machine(tmp_path):
    (tmp_path / "secret.txt").write_text("a secret of the machine")
    entity = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file://%s/secret.txt">]>' % str(tmp_path).encode()
    mail = alone(with_file(words(b"<w:p><w:r><w:t>The tokens&a; fail.</w:t></w:r></w:p>", entity), b"a.docx"))
    assert "secret" not in str(mail)
    assert "The tokens" in str(mail.attached) or mail.notes


def test_messages_in_messages_without_end_are_told_at_some_depth():
    mails = mails_of((HEAD + b"Content-Type: message/rfc822\n\n") * 2_000 + b"hello")
    assert 2 < len(mails) < 10
    assert "deeper than any person forwards" in mails[-1].unreadable


@pytest.mark.parametrize(
    ("line", "most"),
    [("On 2020 wrote:", 60_000), ("****---- forwarded message from " + " " * 142 + "-" * 60 + "x", 1_500)],
    ids=["head", "name"],
)
def test_lines_like_heads_are_gone_through_once_however_many(line, most):
    start = time.perf_counter()
    sort_lines("\n".join([line] * most), replies=True, forwards=True)
    assert time.perf_counter() - start < 5


def test_lines_that_part_messages_without_end_are_gone_through_once():
    data = b"From a@b.example Mon Jun 15 10:00:00 2020\nFrom: x\n" * 60_000
    start = time.perf_counter()
    assert len(messages_of(data, "a.mbox")) == 60_000
    assert time.perf_counter() - start < 5


def test_a_mailbox_of_three_thousand_messages_takes_seconds():
    piece = HEAD + b"Auto-Submitted: auto-replied\n\nI am away.\n"
    start = time.perf_counter()
    assert len(mails_of(mbox(*[piece] * 3_000))) == 3_000
    assert time.perf_counter() - start < SECONDS


def test_a_title_cannot_add_a_field_to_what_is_kept():
    (response,) = mailbox(
        HEAD.replace(b": x", b": =?utf-8?q?a=0D=0ABcc:_b?=") + b"\nThe logins are slow."
    ).taken.responses
    assert response.raw["Subject"] == "a Bcc: b"
