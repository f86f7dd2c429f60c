"""The account of a mailbox adds up whatever its bytes are; in part, in another order: the same responses."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mails import asked, mailbox, mails_of, mbox, written

from pipeline.collect.post.account import AUTOMATIC, COPY, EMPTY, SENT, TAKEN, UNREADABLE
from pipeline.collect.post.reading import read_mailbox
from pipeline.errors import InputError
from pipeline.posting import left_of

KINDS = (TAKEN, AUTOMATIC, COPY, SENT, EMPTY, UNREADABLE)
SHAPES = (
    written(
        "Hi\n> q\n\nOn 1 Jan 2020, A <a@b.example> wrote:\n> x\n", html="<p>x<blockquote type=cite>y</p>"
    ).as_bytes(),
    mbox(written(), written("Another one.", id="<two@x.example>"), written("x", Auto_Submitted="auto-replied")),
    b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nFrom: a@b.example\n"
    b"Subject: Fwd: x\n\nFrom: q\nSubject: z\n\nhello there\n--b\nContent-Type: application/pdf; name=x.pdf\n"
    b"Content-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n--b\nContent-Type: text/plain; charset=utf-7; format=flowed\n"
    b"\n+AGE- \nb\n--b--\n",
)
SPOILS = (
    b"\r\n", b"\n", b"\0", b"=?utf-8?q?=00?=", b"=?x?b?////?=", b"From ", b"\n\nFrom a 10:10\nA: b\n", b"From: ",
    b"((((", b"What gets in the way today?\n",
    b'"', b"<", b">", b"boundary=", b"--b", b"Content-Type: multipart/mixed;", b"Content-Transfer-Encoding: base64\n",
    b"charset=punycode", b"charset*0*=utf-8''%ff", b"Date: Mon, 99 Foo -5 99:99:99 +99999\n", b"filename*=x'y'%",
    b"\xff\xfe", b"Content-Type: message/rfc822\n\n", b":", b";", b"References: <a> <b>\n",
)  # fmt: skip


def check(data):
    """Read bytes as a mailbox: refused as no mail, or an account that adds up."""
    try:
        mails = mails_of(data)
    except InputError:
        return
    read = read_mailbox(mails, asked(), "post.mbox", "0", left_of)
    assert sum(read.account.count(kind) for kind in KINDS) == len(mails) == len(read.account.outcomes)
    assert read.account.count(TAKEN) == len(read.taken.responses) == len({each.id for each in read.taken.responses})
    assert all(outcome.why for outcome in read.account.outcomes if outcome.kind != TAKEN)
    assert "\0" not in str(read.taken)


def spoilt(shape, seed):
    """A right mailbox with pieces put in, taken out and doubled."""
    rng, data = random.Random(seed), bytearray(shape)
    for _ in range(rng.randint(1, 12)):
        at, what = rng.randrange(len(data) + 1), rng.random()
        if what < 0.6:
            data[at:at] = rng.choice(SPOILS)
        elif what < 0.8:
            del data[at : at + rng.randint(1, 30)]
        else:
            data[at:at] = bytes(data[rng.randrange(len(data) + 1) :][:60])
    return bytes(data)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_accounted_for(data):
    check(b"A: b\n\n" + data)
    check(data)


@pytest.mark.parametrize("shape", range(len(SHAPES)))
def test_spoilt_mail_is_refused_or_accounted_for(shape):
    for seed in range(12):
        check(spoilt(SHAPES[shape], seed))


@pytest.mark.slow
@pytest.mark.parametrize("shape", range(len(SHAPES)))
def test_spoilt_mail_by_the_thousand_is_refused_or_accounted_for(shape):
    for seed in range(12, 700):
        check(spoilt(SHAPES[shape], seed))


WORDS = st.sampled_from(["The logins are slow.", "We want one card for all.", "Mae'r system yn araf.", "> 50 a day"])


@settings(max_examples=20, deadline=None, database=None)
@given(st.lists(WORDS, min_size=1, max_size=6), st.data())
def test_a_part_of_a_mailbox_first_gives_the_same_ids_and_the_same_cells(texts, data):
    sent = [written(text, id=f"<{n}@x.example>" if n % 3 else "", subject=f"s {n}") for n, text in enumerate(texts)]
    whole = {each.id: each.raw for each in mailbox(*sent).taken.responses}
    part = sent[: data.draw(st.integers(1, len(sent)))]
    assert {each.id: each.raw for each in mailbox(*part).taken.responses}.items() <= whole.items()
    assert {each.id: each.raw for each in mailbox(*sent[::-1]).taken.responses} == whole
