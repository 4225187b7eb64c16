"""Real exports of Publik and a real procedure of demarches-simplifiees: everything is told, and most comes over."""

import json
import os
import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from parvis.expressions.api import reads
from parvis.forms.api import CompiledForm
from parvis.incoming import api
from parvis.incoming.data import FIELDS, Found, Kind, Report
from parvis.incoming.publik import rules, translating
from parvis.incoming.publik.knowing import Known
from tests.incoming.conditions import django_says, filled, ours_says
from tests.incoming.reading import brought

CORPUS = Path(os.environ.get("PARVIS_CORPUS", "../shared/data")).absolute()
PUBLIK = CORPUS / "wcs-forms"

pytestmark = pytest.mark.skipif(not PUBLIK.is_dir(), reason="PARVIS_CORPUS holds no exports of Publik")

PACKAGES = sorted(path.name for path in PUBLIK.iterdir()) if PUBLIK.is_dir() else []


@cache
def _found(package: str) -> Found:
    return api.read(brought(PUBLIK / package))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_node_of_every_file_appears_once(package: str) -> None:
    found = _found(package)
    covers: dict[str, Counter[str]] = {}
    places = Counter((one.file, one.path) for one in found.report.elements)
    assert set(places.values()) == {1}
    for one in found.report.elements:
        covers.setdefault(one.file, Counter()).update(one.covers)
    files = brought(PUBLIK / package)
    assert {one.name for one in files} == set(covers)
    for one in files:
        try:
            nodes = sum(1 for _ in ET.fromstring(one.data).iter())
        except ET.ParseError:
            nodes = _values(json.loads(one.data)) if one.data[:1] in (b"{", b"[") else 1
        assert set(covers[one.name].values()) == {1}, one.name
        assert len(covers[one.name]) == nodes, one.name


def _values(value: object) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_values, value.values()))
    return 1 + sum(map(_values, value)) if isinstance(value, list) else 1


@pytest.mark.parametrize("package", PACKAGES)
def test_every_form_can_be_filled_in(package: str) -> None:
    for made in _found(package).imports:
        form = CompiledForm(made.definition.form)
        form.evaluate({}, {"today": "2026-11-22"})
        assert not [one for one in made.problems if one.path.startswith("form.")], made.name


def test_what_comes_over_is_as_the_documentation_says() -> None:
    whole = Report(tuple(one for package in PACKAGES for one in _found(package).report.elements))
    shares = {kind: whole.share([kind]).percent for kind in (Kind.PAGE, Kind.QUESTION, Kind.BLOCK)}
    assert shares[Kind.PAGE] == 100
    assert shares[Kind.BLOCK] == 100
    assert shares[Kind.QUESTION] > 87
    assert whole.share(FIELDS).all > 2_000
    assert whole.share(FIELDS).percent > 87.5
    procedures = brought(CORPUS / "ds-procedures")
    assert api.read(procedures).report.share(FIELDS).percent > 95


def _translated() -> list[tuple[str, Known, object]]:
    """Every condition of the exports that is translated, with what there is to know of its form; each once a form."""
    found: dict[tuple[str, int], tuple[str, Known, object]] = {}
    kept: list[Known] = []  # so that an id stays one form's

    def watched(text: str, known: Known) -> object:
        rule = translating.translate(text, known)
        kept.append(known)
        found.setdefault((text, id(known.named)), (text, known, rule))
        return rule

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rules, "translate", watched)
        for package in PACKAGES:
            api.read(brought(PUBLIK / package))
    return list(found.values())


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_real_conditions_say_the_same_in_both_engines(data: st.DataObject) -> None:
    translated = _REAL()
    assert len(translated) > 200
    for text, known, rule in translated:
        read = set() if isinstance(rule, bool) else reads(rule)
        named = {name: one for name, one in known.named.items() if one[0] in read or f"form_var_{name}" in text}
        answers = data.draw(filled(named))
        assert ours_says(rule, answers) is django_says(text, known, answers), (text, rule, answers)


_REAL = cache(_translated)
