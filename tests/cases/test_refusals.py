"""Whoever or whatever refuses: its reasons in law and in fact, and the ways of appeal, stand in document, mail and page
(CRPA L211-2, L211-5, L232-4, L411-2; CJA R421-5).
"""

import copy
import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from parvis.access.data import Right
from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.domain import papers, revisions, silent
from parvis.cases.domain.checking import check
from parvis.cases.models import Case, Decision
from parvis.documents.plugins import refusal
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests import queue
from tests.cases import flowing
from tests.cases.own import HOST, opened, words
from tests.cases.test_computing import COMPUTED
from tests.conftest import _as_owner
from tests.errands.conftest import due
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.factories.programmes import programme

pytestmark = pytest.mark.django_db
FACTS = "La place est en travaux tout l’été."
LAPSE = {
    "id": "lapse",
    "sources": ["under_review"],
    "target": "refused",
    "label": flowing.words("Refuser d’office"),
    "rights": ["system"],
    "reason": "required",
    "actions": [{"type": "decide", "options": {"outcome": "refused"}}],
}
TIMER = {
    "id": "late",
    "status": "under_review",
    "transition": "lapse",
    "days": 10,
    "reason": flowing.words(FACTS),
    "grounds": ["public_order"],
}


def definition(timer=None, effect="refusal"):
    raw = copy.deepcopy(flowing.document())
    raw["deadline"]["silence"] |= {"effect": effect}
    raw["decisions"]["computed"] = COMPUTED
    raw["workflow"]["transitions"].append(copy.deepcopy(LAPSE))
    raw["workflow"]["timers"] = [timer or TIMER]
    for move in raw["workflow"]["transitions"]:
        if move["id"] == "refuse":
            move["rights"] = ["agent", "supervisor"]
    return CaseTypeDefinition.model_validate(raw)


@pytest.fixture
def desk():
    found = make_desk()
    with _as_owner():
        cases.types.publish(found.town.case_type.id, definition(), at=clock.now())
    return found


def by_hand(desk, made, monkeypatch):
    client = Client()
    people.sign_in(client, desk.sofia, host=desk.place.host)
    address = reverse("cases:agent_transition", args=[made.reference, "refuse"])
    said = {"version": desk.version(made), "reason": FACTS, "grounds": ["public_order"]}
    answer = client.post(address, said)
    assert answer.status_code == 302, words(answer.content)[:2000]


def by_two(desk, made, monkeypatch):
    desk.ask(made, "propose_refuse", desk.sofia, reason=FACTS, grounds=["public_order"])
    desk.ask(made, "confirm_refuse", desk.malik)


def by_a_programme(desk, made, monkeypatch):
    said = {"outcome": "refused", "reason": FACTS, "grounds": ["public_order"]}
    answer = programme(desk).post(f"cases/{made.case_id}/decision", said, If_Match="*")
    assert answer.status_code == 200, answer.content


def by_a_timer(desk, made, monkeypatch):
    moment = clock.now() + dt.timedelta(days=12)
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert due(moment) == 1
    queue.run_waiting()


def told(desk, made, mailoutbox, client_language="fr"):
    """What document, mail and page say of a decision."""
    with _as_owner():
        case = Case.objects.get(id=made.case_id)
        decision = Decision.objects.get(case=case)
        assert decision.outcome == "refused"
        act = papers.decision_content(case, revisions.load(case.revision_id), decision)
    (mail,) = [one for one in mailoutbox if one.subject.startswith("Décision")]
    visitor = opened(Client(headers={"host": HOST, "accept-language": "fr"}), made)
    page = words(visitor.get(f"/demandes/{made.reference}/").content)
    return f"{refusal.body(act, '1')}", " ".join(mail.body.split()), page


@pytest.mark.parametrize("way", [by_hand, by_two, by_a_programme, by_a_timer])
def test_a_refusal_states_its_reasons_and_the_ways_of_appeal_everywhere(desk, mailoutbox, monkeypatch, way):
    made = desk.submit()
    desk.take(made, desk.sofia)
    queue.run_waiting()
    way(desk, made, monkeypatch)
    queue.run_waiting()
    law = definition().decisions.grounds[0].law
    for place, text in zip(("document", "mail", "page"), told(desk, made, mailoutbox), strict=True):
        for part in (law[:60], "La place est en travaux", "tribunal administratif", "deux mois", "algorithmique"):
            assert part in text, (place, part)


def test_silence_that_refuses_says_how_to_have_its_reasons_and_to_appeal(desk, mailoutbox):
    made = desk.submit(200)
    queue.run_waiting()
    with _as_owner():
        day = Case.objects.get(id=made.case_id).silence_on
    moment = dt.datetime.combine(day, dt.time(1), dt.UTC)
    with clock.fixed(moment):
        with acting(Reach(actor="timer")):
            assert silent.carry_out_due(at=moment) == 1
        queue.run_waiting()
        (mail,) = [one for one in mailoutbox if "réputée refusée" in one.subject]
        visitor = opened(Client(headers={"host": HOST, "accept-language": "fr"}), made)
        page = words(visitor.get(f"/demandes/{made.reference}/").content)
    for text in (" ".join(mail.body.split()), page):
        for part in ("L232-4", "motifs", "tribunal administratif", "deux mois"):
            assert part in text, part


def test_no_refusal_is_given_by_the_dozen(desk):
    """Each states the facts of its case: bulk acts offer none."""
    from parvis.access.api import acting_as

    made = desk.submit()
    desk.take(made, desk.sofia)
    with acting_as(desk.malik.id, Right.HANDLE_CASES):
        (found,) = cases.foresee([made.case_id], by=desk.actor(desk.malik), at=clock.now())
    assert "accept" in {step.id for step in found.steps}
    assert not any("refused" in effect for step in found.steps for effect in step.effects)


@pytest.mark.parametrize("missing", ["reason", "grounds"])
def test_nobody_refuses_without_saying_why(desk, missing):
    made = desk.submit()
    desk.take(made, desk.sofia)
    said = {"outcome": "refused", "reason": FACTS, "grounds": ["public_order"]} | {
        missing: "" if missing == "reason" else []
    }
    answer = programme(desk).post(f"cases/{made.case_id}/decision", said, If_Match="*")
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [f"/{missing}"]
    timer = {name: value for name, value in TIMER.items() if name != missing}
    assert any(problem.path == f"workflow.timers.0.{missing}" for problem in check(definition(timer)))


@pytest.mark.parametrize("change", [{"grounds": ["no_such"]}, {"transition": "close", "grounds": ["public_order"]}])
def test_a_timer_gives_no_ground_that_is_none(change):
    assert "workflow.timers.0.grounds" in {problem.path for problem in check(definition(TIMER | change))}


def test_a_timer_that_refuses_with_its_reasons_may_be_published():
    assert not [problem for problem in check(definition()) if problem.path.startswith(("workflow", "decisions"))]
