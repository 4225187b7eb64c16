"""Short codes: twelve characters of Crockford's base 32 (60 random bits), typed from paper without ambiguity."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_READ: dict[int, str | None] = {}
_READ |= {ord(c): c for c in ALPHABET} | {ord(c.lower()): c for c in ALPHABET}
_READ |= {ord(c): d for pair, d in (("oO", "0"), ("iIlL", "1")) for c in pair}
_READ |= dict.fromkeys(map(ord, "-\u2010\u2011\u2012\u2013\u2014. \u00a0\u202f\t"))


def fresh() -> str:
    """A code that nobody can guess: one of 2^60."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalise(typed: str) -> str:
    """The code that someone meant by `typed` (O for 0, I and L for 1, hyphens and spaces anywhere), or ""."""
    read = typed[:64].strip().translate(_READ)
    return read if len(read) == LENGTH and set(read) <= set(ALPHABET) else ""


def spoken(code: str) -> str:
    """The code in three groups of four, as people read it aloud."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))
