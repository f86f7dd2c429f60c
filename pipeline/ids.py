"""Ids that leave the store: they say nothing of whom they stand for, and stay the same for ever."""

import base64
import hashlib
import hmac
import secrets
import unicodedata

LENGTH = 12


def new_key() -> str:
    """A fresh key for a round: 256 bits from the system's generator, in hexadecimal."""
    return secrets.token_hex(32)


def public_id(key: str, prefix: str, *store_id: str) -> str:
    """`r`, `a` or `p` and twelve characters of HMAC-SHA-256 under the round's key (RFC 2104), in base 32."""
    told = "\x1f".join(store_id).encode()
    mac = hmac.digest(bytes.fromhex(key), prefix.encode() + b"\x1f" + told, "sha256")
    # Ten of the 32 bytes give sixteen characters: the others would be encoded to be cut off, 300,000 times a round.
    return prefix + base64.b32encode(mac[:10]).decode().lower()[:LENGTH]


def digest(*parts: str) -> str:
    """SHA-256 over parts kept apart, in hexadecimal."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def keyed_digest(key: str, text: str) -> str:
    """HMAC-SHA-256 of a text under the round's key, in hexadecimal: without the key a guess cannot be checked.

    What a committed file keeps of words that were hidden, or that no reader may see, is this; a plain digest of a
    telephone number is found in a second by trying all of them.
    """
    return hmac.digest(bytes.fromhex(key), b"words\x1f" + text.encode(), "sha256").hex()


def text_digest(text: str, key: str = "") -> str:
    """What a ruling on a text keeps of it, so that a change is seen; with a key where the text is not redacted."""
    return (keyed_digest(key, text) if key else digest(text))[:16]


def canonical(text: str) -> str:
    """The form by which two texts are the same: letter forms (NFKC), case and spacing, which nobody means, left out."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
