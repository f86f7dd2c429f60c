"""References that people write down and tokens that open what is theirs: drawn from the system's generator."""

import hashlib
import hmac
import re
import secrets

# No I O Q Z 0 1: what looks like another when it is read out or written by hand. 30 signs, ten of them: 49 bits.
ALPHABET = "ABCDEFGHJKLMNPRSTUVWXY23456789"
LENGTH = 10
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]+")


def new_reference() -> str:
    """A reference nobody can guess; the store sees to it that none is given twice."""
    drawn, signs = secrets.randbelow(len(ALPHABET) ** LENGTH), ""
    for _ in range(LENGTH):
        drawn, sign = divmod(drawn, len(ALPHABET))
        signs += ALPHABET[sign]
    return signs


def read_reference(typed: str) -> str:
    """A reference as the store writes it, from one typed with spaces, dashes or small letters."""
    return _BETWEEN.sub("", typed).upper()


def new_token() -> str:
    """A token of 256 bits, fit for an address."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What the store keeps of a token: with 256 random bits inside, a plain SHA-256 cannot be turned back."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def is_token(token: str, kept: str) -> bool:
    """Whether a token is the one whose hash was kept, in the same time for every answer; an empty hash fits none."""
    same = hmac.compare_digest(hash_token(token), kept or hash_token(""))
    return same and bool(kept)
