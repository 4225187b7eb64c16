"""Naming another request: one's own, or one within one's walls; nothing is learnt of any other."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.cases.domain import linked_cases
from parvis.cases.models import Case
from parvis.forms.api import compiled
from parvis.forms.data import FormDefinition
from parvis.kernel.reach import Reach, acting
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.forms.making import definition, field, page, post


@pytest.fixture
def desk(db):
    return make_desk()


def asked(**options) -> FormDefinition:
    return definition(page("p", field("other", "case_link", options=options)))


def answer(text: str, **options):
    form = compiled(asked(**options), uuid4())
    result = form.parse_page("p", post({"f-other": text}), {}, {"today": "2026-05-04"}, language="fr")
    return result.answers.get("other"), list(result.errors.values()), form


def test_who_may_name_it(desk):
    made, other = desk.submit(), desk.submit()
    with _as_owner():
        subjects = {one.case_id: Case.objects.get(id=one.case_id).subject_id for one in (made, other)}
    with acting(Reach(actor="web", subjects=(subjects[made.case_id],))):
        assert answer(made.reference.lower().replace("-", " "))[0] == made.reference
        value, [unknown], form = answer(other.reference)
        assert value is None
        # somebody else's, one that nobody has, and what is no reference: the very same words
        assert [unknown] == answer("DK-26-4F7K2-N")[1] == answer("x" * 1000)[1]
        assert answer(made.reference, procedure="autre")[0] is None
        assert [one.reference for one in linked_cases.own("")] == [made.reference]
        state = form.evaluate({}, {"today": "2026-05-04"})
        html = str(form.render_page("p", {}, state, {}, "fr"))
        assert made.reference in html
        assert other.reference not in html
        [section] = form.summary({"other": made.reference}, form.evaluate({"other": made.reference}, {}), "fr")
        assert f"/demandes/{made.reference}/" in section.rows[0].html
    with acting(Reach(actor="web")):
        assert answer(made.reference)[0] is None
        [section] = form.summary({"other": made.reference}, form.evaluate({"other": made.reference}, {}), "fr")
        assert str(section.rows[0].html) == made.reference, "no link, no title, for whoever can't read it"


def test_agents_name_what_they_read(desk):
    made = desk.submit()
    with acting_as(desk.sofia.id, Right.READ_CASES), CaptureQueriesContext(connection) as queries:
        value, wrong, form = answer(made.reference)
        assert (value, wrong) == (made.reference, [])
        assert linked_cases.own("") == []
        [section] = form.summary({"other": value}, form.evaluate({"other": value}, {}), "fr")
        assert f"/agents/dossiers/{made.reference}/" in section.rows[0].html
    assert len([one for one in queries if "cases_case" in one["sql"]]) == 2
    with acting(Reach(actor="web", walls=(uuid4(),))):
        assert answer(made.reference)[0] is None
