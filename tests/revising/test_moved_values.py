"""What was looked up or signed for a request stays as it was when its form changes."""

import copy

import pytest

from parvis.cases.data import CaseTypeDefinition
from parvis.cases.domain import revisions
from parvis.datasets.models import DataSet, Row, Version
from parvis.kernel import clock
from parvis.procedures.demonstration import temporary_bar
from parvis.revising.data import State
from tests.conftest import _as_owner

pytestmark = pytest.mark.django_db


def _asking(words: str, keep: tuple[str, ...] = ("town",)) -> CaseTypeDefinition:
    document = copy.deepcopy(temporary_bar.definition().model_dump(mode="json"))
    named = {"fr": words, "en": words}
    items = [
        {"id": "signed", "type": "signature", "label": named, "options": {"statement": named}},
        {"id": "shop", "type": "data_choice", "label": named, "options": {"dataset": "shops", "keep": list(keep)}},
    ]
    for page in document["form"]["pages"]:
        for section in page["sections"]:
            if section["id"] == "in_charge":
                section["items"] += items
    return CaseTypeDefinition.model_validate(document)


def test_signed_and_chosen_values_stay_as_they_were(bench):
    with _as_owner():
        here = {"organisation_id": bench.desk.town.organisation_id, "code": "shops", "name_fr": "Shops"}
        shops = DataSet.objects.create(wall_id=bench.desk.town.wall_id, changed_at=clock.now(), state="ready", **here)
        lines = {"number": 3, "columns": [["town", "Town"]], "rows": 1, "taken_at": clock.now(), "current": True}
        version = Version.objects.create(dataset=shops, **here, **lines)
        Row.objects.create(version=version, n=1, key="b1", label="Pain", words=" pain b1 ", cells=["Dunkerque"])
    bench.publish(_asking("Je demande"))
    given = {
        "signed": {"name": "Amina", "statement": "Je demande", "language": "fr", "at": "2026-05-04T10:30:00+02:00"},
        "shop": {"key": "b1", "label": "Pain", "version": 3, "row": {"town": "Dunkerque"}},
    }
    made = bench.desk.submit(**given)
    bench.publish(_asking("Je renonce à tout recours", keep=()))
    with _as_owner():
        Row.objects.filter(version=version).delete()  # the shop has closed since
    passage = bench.look()
    assert [one.effects for one in bench.items(passage) if one.case_id == made.case_id] == [[]]
    assert bench.move(passage).state == State.DONE
    after = bench.case(made)
    assert after.revision_id == passage.to_id
    assert {name: after.answers[name] for name in given} == given
    assert after.former == []
    form = revisions.load(after.revision_id).form
    parts = form.summary(after.answers, form.evaluate(after.answers, {}), "fr")
    texts = [row.text for part in parts for row in part.rows]
    assert any("Amina" in text and "Je demande" in text for text in texts)
    assert not any("renonce" in text for text in texts)
