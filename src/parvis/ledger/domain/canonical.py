"""Canonical JSON: the JSON Canonicalization Scheme (RFC 8785), restricted to what never differs between languages."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

#: RFC 8785 builds on I-JSON (RFC 7493): integers that a double holds exactly.
LARGEST = 2**53 - 1


def _plain(value: Any) -> Any:
    # the types of almost every value, by the millions when a record is verified
    kind = type(value)
    if kind is str:
        if not value.isascii():
            value.encode("utf-8")  # a lone surrogate has no canonical form: UnicodeEncodeError is a ValueError
        return value
    if value is None or kind is bool:
        return value
    if isinstance(value, str):
        return _plain(str(value))
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError(f"integer outside I-JSON: {value}")
        return int(value)
    if isinstance(value, Mapping):
        try:
            # § 3.2.3: properties are sorted by their UTF-16 code units: another order where they are beyond the BMP
            keys = sorted(value) if "".join(value).isascii() else sorted(value, key=lambda key: key.encode("utf-16-be"))
        except TypeError:
            raise ValueError("keys must be text") from None
        return {key: _plain(value[key]) for key in keys}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise ValueError(f"no canonical form for {type(value).__name__}")


def canonical(value: Any) -> bytes:
    """`value` as canonical JSON in UTF-8.

    Raises ValueError for what has no single form everywhere: floating-point numbers, integers beyond 2^53 - 1, lone
    surrogates, keys that are not text, other types.
    """
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode()


def digest(payload: Mapping[str, Any], salt: bytes) -> bytes:
    """SHA-256 of the salt followed by the canonical payload: tells nothing of the payload once the salt is gone."""
    return hashlib.sha256(salt + canonical(payload)).digest()
