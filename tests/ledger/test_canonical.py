"""Canonical JSON against RFC 8785 and its refusals."""

import json

import pytest
from hypothesis import given, strategies as st

from parvis.ledger.api import canonical, digest

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
