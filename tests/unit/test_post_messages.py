"""One message: its letters, its parts, its files, who sent it when, and what no person wrote."""

import io

import docx
import pypdfium2
import pytest
from mails import alone, answers, kinds, mailbox, mbox, written

from pipeline.collect.post.charset import decoded, header_text
from pipeline.collect.post.mailbox import is_mail, messages_of
from pipeline.collect.post.markup import text_of_html
from pipeline.errors import InputError

HEAD = b"From: a@pharmacy.example\nDate: Mon, 15 Jun 2020 09:23:47 +0100\nSubject: x\nMIME-Version: 1.0\n"


def raw(fields, body):
    return HEAD + fields + b"\n\n" + body


LETTERS = {
    "utf-8": ("utf-8", "Mae’r tŷ’n oer".encode()),
    "windows said to be latin": ("iso-8859-1", "Mae’r t\u00ea’n oer".encode("cp1252")),
    "utf-8 said to be ascii": ("us-ascii", "tŷ".encode()),
    "utf-8 said to be windows": ("windows-1252", "tŷ".encode()),
    "an encoding that nobody knows": ("x-made-up", "café".encode("cp1252")),
    "an encoding that unpacks": ("zlib_codec", b"plain"),
    "an encoding that escapes": ("unicode_escape", rb"\u0041"),
    "japanese": ("iso-2022-jp", "薬局".encode("iso-2022-jp")),
    "chinese": ("gb18030", "药房".encode("gb18030")),
    "one broken byte in utf-8": ("utf-8", "tŷ a thŷ ".encode() + b"\xe9"),
    "sixteen bits": ("utf-16", "tŷ".encode("utf-16")),
    "sixteen bits and half a line end": ("utf-16", "tŷ\n".encode("utf-16")[:-1]),
}
READ = {
    "utf-8": "Mae’r tŷ’n oer", "windows said to be latin": "Mae’r tê’n oer", "utf-8 said to be ascii": "tŷ",
    "utf-8 said to be windows": "tŷ", "an encoding that nobody knows": "café", "an encoding that unpacks": "plain",
    "an encoding that escapes": r"\u0041", "japanese": "薬局", "chinese": "药房", "sixteen bits": "tŷ",
    "sixteen bits and half a line end": "tŷ",
    "one broken byte in utf-8": "tŷ a thŷ é",
}  # fmt: skip


@pytest.mark.parametrize("name", LETTERS)
def test_letters_are_read_by_evidence_where_the_part_is_wrong_of_itself(name):
    said, data = LETTERS[name]
    assert decoded(data, said) == READ[name]


def test_a_header_is_read_whatever_it_holds():
    assert header_text("=?utf-8?b?VMW3?= a =?iso-8859-1?q?caf=E9?=") == "Tŷ a café"
    assert header_text("=?utf-8?b?=00\r\n Bcc: x?=") == "=?utf-8?b?=00 Bcc: x?="
    assert "\n" not in header_text("=?utf-8?q?one=0ABcc:_two?=")
    assert header_text("tŷ".encode().decode("ascii", "surrogateescape")) == "tŷ"


BODIES = {
    "quoted-printable": (b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable",
                         b"The t=C5=B7 is =\ncold."),
    "base64": (b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64",
               b"VGhlIHTFtyBpcyBjb2xkLg=="),
    "base64 cut off and spoilt": (b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: BASE64",
                                  b"VGhl!IHTF\ntyBpcyBjb2xkLg"),
    "a text said to be base64": (b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64",
                                 "The tŷ is cold.".encode()),
    "a page that says its letters itself": (b"Content-Type: text/html",
                                            '<meta content="text/html; charset=iso-8859-14">The tŷ is cold.'
                                            .encode("iso-8859-14")),
    "a page with a name": (b"Content-Type: text/html; charset=utf-8\nContent-Disposition: inline; filename=a.html",
                           "<p>The tŷ is cold.</p>".encode()),
    "flowed": (b'Content-Type: text/plain; charset="utf-8"; format=flowed', "The tŷ \nis cold.".encode()),
    "no type at all": (b"X-Made-Up: yes", "The tŷ is cold.".encode()),
    "a boundary that is not there": (b"Content-Type: multipart/mixed; boundary=gone", "The tŷ is cold.".encode()),
    "parts without a boundary": (b"Content-Type: multipart/mixed", "The tŷ is cold.".encode()),
    "no end of the parts": (b"Content-Type: multipart/mixed; boundary=b",
                            "--b\nContent-Type: text/plain\n\nThe tŷ is cold.".encode()),
    "a page alone": (b"Content-Type: text/html; charset=utf-8", "<p>The <b>tŷ</b> is cold.</p>".encode()),
    "a page behind an excuse": (
        b"Content-Type: multipart/alternative; boundary=b",
        "--b\nContent-Type: text/plain\n\n\n--b\nContent-Type: text/html\n\n<p>The tŷ is cold.</p>\n--b--\n".encode(),
    ),
    "a boundary in the long form": (
        b"Content-Type: multipart/mixed; boundary*=\"us-ascii''b\"",
        "--b\nContent-Type: text/plain; charset*=us-ascii''utf-8\n\nThe tŷ is cold.\n--b--\n".encode(),
    ),
    "a form for clicking beside it": (
        b"Content-Type: multipart/alternative; boundary=b",
        "--b\n\nThe tŷ is cold.\n--b\nContent-Type: text/x-amp-html\n\n<html amp4email>\n--b--\n".encode(),
    ),
    "carriage returns": (b"Content-Type: text/plain", "The tŷ is cold.\r".encode()),
    "a mark where a picture stood": (b"Content-Type: text/plain", "The tŷ is cold.[cid:a.png@01D1]".encode()),
    "NUL": (b"Content-Type: text/plain", "The\0 tŷ is cold.".encode()),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_read_however_it_was_packed(name):
    assert alone(raw(*BODIES[name])).text == "The tŷ is cold."


def test_a_text_without_a_blank_line_before_it_is_read():
    assert alone(HEAD + b"The logins are slow.\nEach day: twice.\n").text == "The logins are slow.\nEach day: twice."


def test_the_plain_form_of_a_text_is_taken_before_its_page():
    assert alone(written("The plain words.", html="<p>The words of the page.</p>")).text == "The plain words."


def test_a_page_is_read_as_it_is_seen():
    page = (
        "<html><head><title>t</title><style>p{}</style></head><body><script>x()</script><p>One<br>two</p><!-- c -->"
        "<div style='display: none'>gone</div><span style='font-size:0px'>gone</span><p hidden>gone</p>"
        "<ul><li>a<li>b</ul><table><tr><td>1<td>2</table>&lt;b&gt; &amp; more</body></html>"
    )
    assert text_of_html(page) == "One\ntwo\n\n- a\n- b\n\n1 2\n\n<b> & more"
    assert text_of_html("<div>" * 5_000 + "deep" + "</div>" * 5_000) == "deep"
    assert text_of_html("") == ""


def _pdf(text):
    from pipeline.publish.typeset import typst  # the type-setter the papers use

    return typst.compile(text.encode())


def _docx(*paragraphs):
    document, out = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.add_table(1, 1).cell(0, 0).text = "in a table"
    document.save(out)
    return out.getvalue()


def with_file(data, name, type="application/octet-stream", text="Please see the file."):
    message = written(text)
    main, sub = type.split("/")
    message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message


def test_words_of_a_document_a_pdf_and_a_text_are_the_senders():
    for data, name, wanted in (
        (_docx("The tŷ is cold."), "letter.docx", "The tŷ is cold.\nin a table"),
        (_pdf("The tŷ is cold."), "letter.PDF", "The tŷ is cold."),
        ("The tŷ is cold.".encode(), "letter.txt", "The tŷ is cold."),
    ):
        (told,) = answers(mailbox(with_file(data, name)))
        assert told["more"] == f"Please see the file.\n\n{wanted}"


def test_words_of_a_file_stand_before_what_was_quoted():
    text = "See the file.\n\nOn 15 June 2020, Team <t@survey.example> wrote:\n> What would help you most?\n"
    (told,) = answers(mailbox(with_file(b"One login.", "a.txt", text=text)))
    assert told["more"].index("One login.") < told["more"].index("What would help")


TOLD = {
    "a table": (b"a,b\n1,2\n", "table.csv", "import it on its own"),
    "a workbook": (b"PK", "table.xlsx", "import it on its own"),
    "a picture": (b"\x89PNG", "scan.png", "type in what it says"),
    "outlook's packet": (b"x", "winmail.dat", "open it in Outlook"),
    "an old document": (b"\xd0\xcf\x11\xe0", "letter.doc", "save it as .docx"),
    "a packed file": (b"PK", "all.zip", "unpack it"),
    "a broken document": (b"PK\x03\x04", "letter.docx", "no Word document"),
    "a broken PDF": (b"%PDF-1.4", "letter.pdf", "damaged or has a password"),
    "a scan": (pypdfium2.PdfDocument.new(), "scan.pdf", "type in what it says"),
    "a text of megabytes": (b"word " * 500_000, "letter.txt", "take what answers the survey"),
    "a document with a password": (b"\xd0\xcf\x11\xe0", "letter.docx", "has a password or is in Word's older form"),
    "outlook's message": (b"\xd0\xcf\x11\xe0", "letter.msg", "save it as .eml"),
    "an encrypted file": (b"x", "letter.docx.gpg", "open it and save what it says"),
    "anything else": (b"x", "model.xyz", "save what it says"),
}


@pytest.mark.parametrize("name", TOLD)
def test_a_file_that_cannot_be_read_is_told_with_its_cure(name):
    data, file, cure = TOLD[name]
    if not isinstance(data, bytes):
        data.new_page(200, 200)
        out = io.BytesIO()
        data.save(out)
        data = out.getvalue()
    read = mailbox(with_file(data, file))
    assert kinds(read) == ["taken"]
    assert cure in str(read.account)
    assert name == "outlook's packet" or file not in str(read.account)
    assert kinds(mailbox(with_file(data, file, text=" "))) == ["unreadable"]


def test_a_calendar_and_a_signature_are_no_files_to_tell_of():
    read = mailbox(with_file(b"x", "smime.p7s", "application/pkcs7-signature"))
    assert str(read.account) == "1 messages = 1 responses"


def test_an_encrypted_message_is_told():
    read = mailbox(raw(b'Content-Type: application/pkcs7-mime; name="smime.p7m"', b"xx"))
    assert kinds(read) == ["unreadable"]
    assert "is encrypted; open it in the mail program" in str(read.account)


def test_an_encrypted_message_is_told_also_where_only_its_name_tells_so():
    read = mailbox(raw(b'Content-Type: application/octet-stream; name="smime.p7m"', b"xx"))
    assert "is encrypted; open it in the mail program" in str(read.account)


def test_a_message_that_came_as_a_file_of_no_kind_is_read():
    inner = written("The cards fail.", sender="Dai <dai@pharmacy.example>", id="<in@x.example>").as_bytes()
    read = mailbox(with_file(inner, "letter.eml", "application/octet-stream"))
    assert [response.sender for response in read.taken.responses][1:] == ["dai@pharmacy.example"]


def test_a_page_that_came_as_a_file_is_read():
    message = alone(with_file("<p>The t\u0177 is <b>cold</b>.</p>".encode(), "letter.html", text="Here it is."))
    assert message.attached == ("The tŷ is cold.",)
    assert not message.notes


AUTOMATIC = {
    "RFC 3834": {"Auto_Submitted": "auto-replied"},
    "a bounce": {"sender": "MAILER-DAEMON@mail.example"},
    "no way back": {"Return_Path": "<>"},
    "outlook": {"subject": "Automatic reply: Our feedback"},
    "german": {"subject": "Automatische Antwort: Umfrage"},
    "welsh": {"subject": "Ateb awtomatig: Arolwg"},
    "away": {"subject": "Out of Office: Our feedback"},
    "a receipt": {"subject": "Read: Our feedback"},
    "of old": {"Precedence": "auto_reply"},
}


@pytest.mark.parametrize("name", AUTOMATIC)
def test_what_no_person_wrote_is_no_response(name):
    assert kinds(mailbox(written(**AUTOMATIC[name]))) == ["automatic"]


def test_a_person_may_write_of_being_out_of_office_and_be_on_a_list():
    assert kinds(mailbox(written(subject="Out of office hours cover"))) == ["taken"]
    assert kinds(mailbox(written(Auto_Submitted="no", Precedence="list"))) == ["taken"]


def test_a_delivery_report_is_automatic_and_what_it_gives_back_no_answer():
    report = raw(
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        b"--b\n\nIt failed.\n--b\nContent-Type: message/rfc822\n\nFrom: t@survey.example\n\nPlease answer us.\n--b--\n",
    )
    assert kinds(mailbox(report)) == ["automatic"]


def test_times_are_in_utc_and_where_there_is_none_it_is_told():
    assert alone(written()).sent_at == "2020-06-15T08:23:47Z"
    taken_in = written(date="", Received="from x by y; Mon, 15 Jun 2020 10:00:00 +0200")
    assert alone(taken_in).sent_at == "2020-06-15T08:00:00Z"
    undated = mailbox(written(date="yesterday"))
    assert undated.taken.responses[0].submitted_at == ""
    assert "has no date" in str(undated.account)


def test_a_message_of_one_line_in_its_title_is_not_lost():
    (told,) = answers(mailbox(written("", subject="The EPS is down again today")))
    assert told == {"more": "The EPS is down again today"}
    for prefix in ("Re", "AW", "Antwort", "RE[2]"):
        assert kinds(mailbox(written("", subject=f"{prefix}: The EPS is down again today"))) == ["empty"]


def test_messages_of_a_mailbox_are_parted_where_they_begin():
    tricky = written("The first.\n\nFrom next Monday we close.\n\n>From here on quoted.")
    pieces = messages_of(mbox(tricky, written("The second.", id="<two@x.example>")), "post.mbox")
    assert len(pieces) == 2
    assert b"\nFrom next Monday we close." in pieces[0]
    assert b"\n>From here on quoted." in pieces[0]


def test_messages_are_parted_also_where_no_blank_line_stands_between():
    pieces = messages_of(
        b"\n" + mbox(written("The first."), written("The second.")).replace(b"\n\nFrom s", b"\nFrom s"), "x"
    )
    assert [alone(piece).text for piece in pieces] == ["The first.", "The second."]


def test_a_message_that_says_its_length_is_not_parted_within():
    within = "This is what we got:\n\nFrom a@b.example Sun Jun 14 09:23:47 2020\nFrom: a@b.example\n\nYour order.\n"
    whole = b"Content-Length: %d\n" % len(within) + written(within).as_bytes().replace(b"\r\n", b"\n")
    mark = b"From s@x.example Mon Jun 15 09:23:47 2020\n"
    pieces = messages_of(mark + whole + b"\n" + mark + written("The second.").as_bytes(), "x")
    assert [alone(piece).text for piece in pieces] == [within.strip(), "The second."]
    wrong = whole.replace(f"Length: {len(within)}".encode(), b"Length: 90")
    assert len(messages_of(mark + wrong + b"\n" + mark + written("The second.").as_bytes(), "x")) == 3


def test_a_message_of_apple_mail_is_read():
    data = written().as_bytes()
    (piece,) = messages_of(b"%d\n" % len(data) + data + b"<?xml version='1.0'?><plist/>", "1.emlx")
    assert piece == data


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\xd0\xcf\x11\xe0", "in Outlook's own form; open it in Outlook"),
        (b"!BDN", "is a whole Outlook data file"),
        (b"no mail at all", "is no e-mail"),
    ],
)
def test_a_file_that_is_no_mail_is_refused_with_its_cure(data, said):
    with pytest.raises(InputError, match=said):
        messages_of(data, "x.eml")


def test_mail_is_known_by_its_ending_or_by_how_it_begins():
    mail = written().as_bytes
    assert is_mail("a.EML", lambda: b"")
    assert is_mail("Inbox", lambda: mbox(written()))
    assert is_mail("1592.M1P2.host:2,S", mail)
    assert not is_mail("responses.csv", mail)
    assert not is_mail("notes", lambda: b"Remember: the milk\nand: more\n")
