"""Canonical JSON against RFC 8785 and its refusals."""

import datetime as dt
import json
from enum import StrEnum

import pytest
from hypothesis import given, strategies as st

from parvis.kernel.ids import new_id
from parvis.ledger.api import canonical, digest
from parvis.ledger.domain.tree import leaf_hash
from parvis.ledger.models import Entry

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=12,
)


def test_keys_are_ordered_by_utf16_code_units():
    # RFC 8785 § 3.2.3, the appended example: an emoji (surrogates, D83D) sorts before U+FB33, unlike by code point.
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = list(json.loads(canonical(dict.fromkeys(keys, 0))))
    assert ordered == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_text_is_escaped_as_rfc_8785_says():
    assert canonical('\u20ac$\u000f\nA\'B"\\\\"/') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, {1: 2}, "\ud800", b"x", {1, 2}, object()])
def test_what_has_no_single_form_is_refused(value):
    with pytest.raises(ValueError):
        canonical({"a": [value]})


@given(plain)
def test_it_reads_back_and_is_stable(value):
    once = canonical(value)
    assert json.loads(once) == value
    assert canonical(json.loads(once)) == once


def test_the_salt_changes_the_digest():
    assert digest({"a": 1}, b"x") != digest({"a": 1}, b"y")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.integers(0, 2**53 - 1))
def test_a_leaf_is_canonical(kind, position):
    """An entry writes its leaf out by hand: what any other programme reads as canonical JSON."""
    at = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
    entry = Entry(source=kind[::-1], ref=new_id(), kind=kind, at=at, digest=bytes(range(32)))
    said = {
        "at": at.isoformat(timespec="microseconds"),
        "digest": bytes(range(32)).hex(),
        "id": str(entry.id),
        "kind": kind,
        "position": position,
        "ref": str(entry.ref),
        "source": kind[::-1],
    }
    assert entry.leaf_at(position) == leaf_hash(canonical(said))


def test_text_of_another_type_and_keys_of_an_enumeration_are_plain():
    class Word(StrEnum):
        ONE = "one"

    assert canonical({Word.ONE: Word.ONE, "a": (True, None)}) == b'{"a":[true,null],"one":"one"}'
