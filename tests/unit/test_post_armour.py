"""Blocks that programs pack into a text: they are nobody's words, and what cannot be read of them is told."""

import binascii

import pytest
from mails import alone, answers, asked, kinds, mailbox, written

from pipeline.collect.post.armour import PACKED, SEALED, without_blocks

SAID = "The logins are slow every day, and our smartcards fail twice a week."
LETTERS = "hQEMAwzOQ1qnzNo7AQf+MCqjMjAB80hAMAHfa7bdk/6L4DJQBQn+zHRv6oYzzYFC\n8l79DDIE2uorQNFj1ZBw5+pi7+/2Q==\n=dqBN"
MESSAGE = f"-----BEGIN PGP MESSAGE-----\nVersion: GnuPG v2\n\n{LETTERS}\n-----END PGP MESSAGE-----"
SIGNATURE = f"-----BEGIN PGP SIGNATURE-----\n\n{LETTERS}\n-----END PGP SIGNATURE-----"
WHOLE = asked("columns: {}", "columns: {email: more}")


def packed(data: bytes) -> str:
    lines = (binascii.b2a_uu(data[at : at + 45]).decode().rstrip("\n") for at in range(0, len(data), 45))
    return "begin 644 Card Photo.jpg\n" + "\n".join(lines) + "\n`\nend"


def test_a_message_that_is_encrypted_within_its_text_is_told_and_not_taken() -> None:
    read = mailbox(written(f"{MESSAGE}\n"), survey=WHOLE)
    assert kinds(read) == ["unreadable"]
    assert SEALED in str(read.account)


def test_what_stands_beside_an_encrypted_part_is_taken_and_the_part_told() -> None:
    read = mailbox(written(f"{SAID}\n\n{MESSAGE}\n"), survey=WHOLE)
    assert answers(read) == [{"more": SAID}]
    assert read.account.outcomes[0].notes == (SEALED,)


def test_words_that_are_signed_are_taken_without_the_signature() -> None:
    signed = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{SAID}\n- -- we said so\n{SIGNATURE}\n"
    message = alone(written(signed))
    assert message.own == f"{SAID}\n-- we said so"
    assert not message.notes


def test_a_file_packed_into_the_text_is_told_and_its_letters_are_no_words() -> None:
    message = alone(written(f"{SAID}\n\n{packed(bytes(range(250)) * 3)}\n\nThank you all."))
    assert message.own.split() == [*SAID.split(), "Thank", "you", "all."]
    assert message.notes == (PACKED,)


@pytest.mark.parametrize(
    "text",
    ["begin 644 pharmacies\nand we would be there by the end\nend", "We begin at 8.\nend",
     "-----BEGIN OUR LIST-----\nOne login\n-----END OUR LIST-----", "begin 644 x\nend"],
)  # fmt: skip
def test_what_only_looks_like_a_block_stays(text: str) -> None:
    assert without_blocks(text) == type(without_blocks(""))(text)


def test_a_block_cut_short_ends_where_a_person_writes() -> None:
    told = without_blocks(f"-----BEGIN PGP MESSAGE-----\n\n{LETTERS}\nAs I said on the telephone, it is slow.")
    assert told.text == "As I said on the telephone, it is slow."
