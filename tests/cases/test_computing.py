"""Decisions that rest on an algorithm: the mention in document, mail and page; the rules told (CRPA L311-3-1)."""

import copy

import pytest
from django.test import Client

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.domain import papers, revisions
from parvis.cases.models import Case, Decision
from parvis.documents.plugins import certificate, order, refusal
from parvis.kernel import clock
from tests import queue
from tests.cases import flowing
from tests.cases.own import HOST, opened, words
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk

COMPUTED = {
    "part": "partly",
    "purpose": {"fr": "Compter les buvettes de l’année.", "en": "Count the bars of the year."},
    "mode": {"fr": "Un agent décide ; le compte l’arrête au-delà de cinq."},
    "data": {"fr": "Les autorisations données par la commune."},
    "parameters": {"fr": "Cinq par an, chacune pour un."},
    "operations": {"fr": "Une addition."},
    "reads": ["setting"],
}


def definition(**computed):
    raw = copy.deepcopy(flowing.document())
    raw["decisions"]["computed"] = COMPUTED | computed
    return CaseTypeDefinition.model_validate(raw)


@pytest.fixture
def desk(db):
    found = make_desk()
    with _as_owner():
        cases.types.publish(found.town.case_type.id, definition(), at=clock.now())
    return found


def content(made):
    with _as_owner():
        case, decision = Case.objects.get(id=made.case_id), Decision.objects.get(case=made.case_id)
        return papers.decision_content(case, revisions.load(case.revision_id), decision)


def test_a_refusal_says_so_everywhere(desk, mailoutbox):
    made = desk.submit()
    desk.take(made, desk.sofia)
    desk.refuse(made, "La place est en travaux.")
    queue.run_waiting()
    act = content(made)
    assert "en partie sur un traitement algorithmique" in act.computed[0]
    assert "Compter les buvettes de l’année." in act.computed[0]
    page = f"/demandes/{made.reference}/calcul/"
    assert page in act.computed[1]
    assert "cada.fr" in act.computed[1]
    assert refusal.body(act, "1")["computed"] == act.computed
    (mail,) = [one for one in mailoutbox if one.subject.startswith("Décision")]
    assert "traitement algorithmique" in mail.body
    visitor = opened(Client(headers={"host": HOST, "accept-language": "fr"}), made)
    assert "traitement algorithmique" in words(visitor.get(f"/demandes/{made.reference}/").content)
    told = words(visitor.get(page).content)
    for text in ("Une addition.", "Cinq par an", "Les autorisations données", "Un agent décide", "Hors d’une enceinte"):
        assert text in told


def test_an_acceptance_too_and_nobody_else_reads_it(desk):
    made = desk.submit()
    desk.take(made, desk.sofia)
    page = f"/demandes/{made.reference}/calcul/"
    visitor = opened(Client(headers={"host": HOST}), made)
    assert visitor.get(page).status_code == 404  # nothing was decided
    desk.move(made, "accept", desk.malik)
    act = content(made)
    assert order.body(act, "1")["computed"] == act.computed != ()
    assert visitor.get(page).status_code == 200
    assert Client(headers={"host": HOST}).get(page).status_code == 404
    assert "computed" in certificate.labels(act, "1")


def test_what_decides_by_itself_has_to_say_so():
    raw = copy.deepcopy(flowing.document())
    for move in raw["workflow"]["transitions"]:
        if move["id"] == "accept":
            move["rights"] = ["system"]
    problems = cases.check(CaseTypeDefinition.model_validate(raw))
    assert "decisions.computed" in {problem.path for problem in problems}
    raw["decisions"]["computed"] = COMPUTED
    problems = cases.check(CaseTypeDefinition.model_validate(raw))
    assert "decisions.computed" not in {problem.path for problem in problems}


def test_it_reads_answers_that_are_asked():
    problems = cases.check(definition(reads=["no_such_answer"]))
    assert "decisions.computed.reads" in {problem.path for problem in problems}
