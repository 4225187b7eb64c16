"""Examples: imagined residents, what comes of what they answer, and what keeps a red one from being published."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.cases.data import Example
from parvis.cases.domain import revisions
from parvis.forms.data import LocalizedText
from parvis.studio.data import AddField, DeleteExample, Edit, PutExample, Refused, Settle
from parvis.studio.domain import observing
from parvis.studio.domain.example_operations import LONGEST, examples
from parvis.studio.domain.operations import do, parse
from parvis.studio.domain.starting import starter
from parvis.studio.models import Publication
from tests.cases.conftest import ANSWERS as BAR
from tests.conftest import _as_owner
from tests.studio.conftest import written

DAY = dt.date(2026, 5, 4)
ANSWERS = {
    "demandeur": {"first_names": "Amina", "family_name": "Benali"},
    "courriel": "amina.benali@courriel.example",
    "objet": "Une place pour mon camion",
}


def with_rule():
    """The starter, with a question under a condition, a computed value and a rule that stops."""
    document = starter(LocalizedText(fr="Place", en="Place"), "accueil")
    steps = (
        AddField(into="demande_questions", type="integer", label=LocalizedText(fr="Mètres", en="Metres")),
        AddField(into="demande_questions", type="text", label=LocalizedText(fr="Pourquoi", en="Why")),
        AddField(into="demande_questions", type="integer", label=LocalizedText(fr="Prix", en="Price")),
        Edit(id="pourquoi", values={"condition": {"number.above": [{"var": "metres"}, 10]}, "required": True}),
        Edit(id="prix", values={"computed": {"*": [{"var": "metres"}, 3]}}),
    )
    for step in steps:
        document = do(document, step).document
    rule = {"rule": {"number.below": [{"var": "metres"}, 50]}, "message": {"fr": "Trop long.", "en": "Too long."}}
    document["definition"]["form"]["eligibility"] = [rule]
    return document


def seen(document, organisation_id, **example):
    made = Example.model_validate({"id": "un", "name": "Un", "on": DAY, "answers": ANSWERS, **example})
    return observing.Bench(parse(document).definition, organisation_id).see(made)


@pytest.mark.django_db
def test_what_comes_of_answers(studio):
    here = studio.town.group.id
    document = with_rule()
    few = seen(document, here, answers={**ANSWERS, "metres": 4}).values
    assert (few["sendable"], few["eligible"], few["missing"]) == (True, True, [])
    assert (few["shown:pourquoi"], few["value:prix"], few["status"]) == (False, 12, "received")
    many = seen(document, here, answers={**ANSWERS, "metres": 12}).values
    assert (many["sendable"], many["missing"], many["shown:pourquoi"]) == (False, ["pourquoi"], True)
    assert "status" not in many
    long = seen(document, here, answers={**ANSWERS, "metres": 60, "pourquoi": "Fête"}).values
    assert (long["sendable"], long["eligible"]) == (False, False)


@pytest.mark.django_db
def test_a_request_is_gone_through(studio):
    here = studio.town.group.id
    document = do(
        starter(LocalizedText(fr="Place", en="Place"), "accueil"),
        Settle(definition={"deadline": {"promise_working_days": 10}}),
    ).document
    taken = {"transition": "take"}
    fresh = seen(document, here)
    assert fresh.values["due_on"] == "2026-05-20"  # ten working days from 5 May, without the 8th and Ascension Day
    assert "take" in dict(fresh.offered)
    done = seen(document, here, steps=[taken, {"transition": "accept", "days": 3, "reason": "Bien volontiers."}]).values
    assert (done["steps"], done["status"]) == (True, "accepted")
    assert "Bien volontiers." in done["mails"][-1]
    assert len(done["mails"]) == 2
    # a step that is not offered there is said, whatever is expected
    wrong = seen(document, here, steps=[{"transition": "accept"}]).values
    assert (wrong["steps"], wrong["status"]) == (False, "received")


@pytest.mark.django_db
def test_a_real_procedure_writes_its_document(draft):
    """The order of the temporary bar, with the answers of its demonstration."""
    definition = parse(draft.row.document).definition
    bench = observing.Bench(definition, draft.row.organisation_id)
    made = Example.model_validate({"id": "un", "name": "Un", "on": DAY, "answers": BAR})
    assert bench.see(made).values["sendable"], bench.see(made).values["missing"]
    steps, reached = [], bench.see(made)
    for wanted in ("take", "accept"):
        steps.append({"transition": wanted, "reason": "D’accord."})
        reached = bench.see(
            made.model_copy(
                update={"steps": Example.model_validate({"id": "un", "name": "Un", "on": DAY, "steps": steps}).steps}
            )
        )
    assert reached.values["steps"], reached.offered
    assert "Article" in reached.values["document"] or "ARRÊT" in reached.values["document"].upper()


def test_operations_are_undone_and_bounded():
    document = with_rule()
    example = {"name": "Petit camion", "on": "2026-05-04", "answers": {"metres": 4}}
    once = do(document, PutExample(example=example)).document
    twice = do(once, PutExample(example=example)).document
    assert [one["id"] for one in examples(twice)] == ["petit_camion", "petit_camion_2"]
    changed = do(twice, PutExample(example=examples(twice)[0] | {"expects": {"value:prix": 12}})).document
    assert examples(changed)[0]["expects"] == {"value:prix": 12}
    assert examples(do(changed, DeleteExample(id="petit_camion")).document) == examples(twice)[1:]
    assert "examples" not in do(once, DeleteExample(id="petit_camion")).document["definition"]
    for wrong in (
        PutExample(example={**example, "answers": {"objet": "x" * LONGEST}}),
        PutExample(example={**example, "name": " "}),
        PutExample(example={**example, "on": "hier"}),
        PutExample(example={**example, "on": "9999-12-31"}),
        DeleteExample(id="autre"),
        Settle(definition={"examples": []}),
    ):
        with pytest.raises(Refused):
            do(once, wrong)
    for _number in range(49):
        once = do(once, PutExample(example=example)).document
    with pytest.raises(Refused):
        do(once, PutExample(example=example))


def sent(page: str) -> dict[str, str]:
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(page|answers)" value="([^"]*)"', page)
    }


def kept_and_red(draft) -> None:
    """An example that was kept from the preview, and is not as expected since."""
    draft.post("apercu/", {**sent(draft.page("apercu/")), "keep": "1"})
    row = draft.row
    made = examples(row.document)[0]
    red = made | {"expects": made["expects"] | {"sendable": True}}
    written(draft.studio, PutExample(example=red), row)


@pytest.mark.django_db
def test_kept_from_the_preview_and_run_at_every_save(draft):
    answer = draft.post("apercu/", {**sent(draft.page("apercu/")), "keep": "1"})
    assert answer["Location"].endswith("/exemples/exemple_1/")
    (made,) = examples(draft.row.document)
    assert made["expects"]["sendable"] is False
    assert made["expects"]["missing"]
    page = draft.page("exemples/exemple_1/")
    assert "Comme attendu" in page
    # pruned: what stays ticked is expected; the status of nothing is not
    draft.post("exemples/exemple_1/", {"act": "save", "name": "Rien", "on": "2026-05-04", "expect": ["sendable", "x"]})
    (made,) = examples(draft.row.document)
    assert (made["name"], made["expects"]) == ("Rien", {"sendable": False})
    # chosen otherwise: it is red, at once, beside the checks and in the table
    draft.post(
        "exemples/exemple_1/",
        {"act": "save", "name": "Rien", "on": "2026-05-04", "expect": ["sendable"], "is-sendable": "yes"},
    )
    assert [one["element"] for one in draft.row.problems if one["blocking"]] == ["examples:exemple_1"]
    assert "n’est pas comme attendu" in draft.page()
    assert "attendu «\u00a0oui\u00a0»" in draft.page("exemples/")
    draft.post("exemples/exemple_1/", {"act": "anew"})
    assert [one for one in draft.row.problems if one["blocking"]] == []
    draft.act("undo")
    assert [one["element"] for one in draft.row.problems if one["blocking"]] == ["examples:exemple_1"]
    draft.post("exemples/exemple_1/", {"act": "delete"})
    assert "examples" not in draft.row.document["definition"]


@pytest.mark.django_db
def test_a_red_one_blocks_unless_a_reason_is_kept(draft):
    kept_and_red(draft)
    assert draft.post("publier/", {"note": "Sans raison"}).status_code == 409
    assert Publication.objects.count() == 0
    assert 'name="despite"' in draft.page("publier/")
    case_type = draft.studio.case_type_id
    done = draft.post("publier/", {"note": "", "despite": "Le service le sait."})
    assert done.status_code == 302, done.content.decode()[-3000:]
    with _as_owner():
        made = Publication.objects.get()
    assert (made.despite, made.red) == ("Le service le sait.", ["Exemple 1"])
    history = draft.studio.client().get(f"/administration/demarches/{case_type}/revisions/").content.decode()
    assert "Le service le sait." in history
    # the revision has them, and so has a draft begun from it; what handles cases holds none
    again = draft.studio.begun()
    assert [one["name"] for one in examples(again.row.document)] == ["Exemple 1"]
    with _as_owner():
        assert revisions.load(made.revision_id).definition.examples == ()


@pytest.mark.django_db
def test_many_examples_ask_the_database_no_more(studio):
    document = do(
        starter(LocalizedText(fr="Place", en="Place"), "accueil"),
        Settle(definition={"deadline": {"promise_working_days": 10}}),
    ).document
    counts = []
    for number in range(6):
        made = {"name": "Un", "on": f"2026-0{number + 1}-04", "answers": ANSWERS, "expects": {"due_on": "2020-01-01"}}
        document = do(document, PutExample(example=made)).document
        definition = parse(document).definition
        with CaptureQueriesContext(connection) as found:
            assert len(observing.check(definition, studio.town.group.id)) == number + 1
        counts.append(sum("closing" in one["sql"] for one in found))
    assert counts == [1] * 6


@pytest.mark.django_db
def test_other_organisations_and_other_windows(draft):
    kept_and_red(draft)
    page = f"{draft.path}exemples/exemple_1/"
    assert draft.studio.client(draft.studio.luc, "dunkerque.localhost").get(page).status_code == 404
    assert draft.studio.client().get(f"{draft.path}exemples/autre/").status_code == 404
    before = draft.row.document
    draft.post("exemples/exemple_1/", {"act": "delete"}, version=1)  # an older window
    draft.post("exemples/exemple_1/", {"act": "step", "transition": "../..", "days": "-1"})
    draft.post("exemples/exemple_1/", {"act": "save", "name": "", "on": "hier"})
    draft.post("apercu/", {"page": "", "answers": "forgé", "keep": "1"})
    draft.post("exemples/exemple_1/", {"act": "delete"}, who=draft.studio.marc)  # who has no pen
    assert draft.row.document == before
