"""What is said with a step that has to be approved: approved with it, shown in full, done exactly so."""

import pytest
from django.db import ProgrammingError, transaction

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.cases import api as cases
from parvis.cases.data import Incomplete
from parvis.cases.models import Case, Decision
from parvis.cases.registry import COPIES, NotAsApproved, Proposal
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.opinions.domain import approving
from parvis.opinions.models import Approval
from parvis.workload.models import Notice
from parvis.workload.registry import MORE
from tests.cases.test_desk import client_of, text
from tests.conftest import _as_owner
from tests.factories.programmes import offered, programme
from tests.opinions import asked
from tests.opinions.test_approving import ask, civil, here, made, say

__all__ = ["civil", "here", "made"]
pytestmark = pytest.mark.django_db


def ask_for(here, made, step, who=None, **said):
    who = who or here.sofia
    with acting_as(who.id, Right.HANDLE_CASES):
        found = approving.ask(
            made.case_id, step, "", by=here.actor(who), at=clock.now(), version=None, said=Proposal(**said)
        )
    for level, one in enumerate(found.levels):
        for approver in [here.malik] if one["rights"] else []:
            say(here, found, approver, level=level)
    return found


def take(here, made, step, who, **said):
    with acting_as(who.id, Right.HANDLE_CASES):
        return cases.transition(made.case_id, step, by=here.actor(who), at=clock.now(), version=None, **said)


def test_what_was_approved_is_what_is_done(here, made, civil):
    """What is typed when the step is taken is nothing, or the very same: reason, grounds, values, corrections."""
    refuse = next(one["id"] for one in asked.document()["decisions"]["grounds"])
    with pytest.raises(Incomplete):  # as the step itself would ask
        ask_for(here, made, "refuse_approved", reason="", grounds=(refuse,))
    with pytest.raises(Incomplete):
        ask_for(here, made, "refuse_approved", reason="Trop tard.", grounds=("nobody",))
    found = ask_for(here, made, "refuse_approved", reason=" Trop\r\ntard. ", grounds=(refuse,))
    assert asked.one_approval(found.id).proposal["reason"] == "Trop\ntard."
    for other in (
        {"reason": "Autre chose."},
        {"reason": "Trop tard.", "grounds": ()},
        {"grounds": ("nobody",)},
        {"said": {"by_day": "2026-01-01"}},
        {"given": {"ask_corrections": []}, "reason": "x"},
    ):
        with pytest.raises(NotAsApproved):
            take(here, made, "refuse_approved", here.malik, **other)
    taken = take(here, made, "refuse_approved", here.malik)
    assert taken.kind == "decided"
    with acting_as(here.malik.id, Right.HANDLE_CASES):
        decision = Decision.objects.get(case_id=made.case_id)
        assert (decision.text, decision.grounds) == ("Trop\ntard.", [refuse])
        with pytest.raises(ProgrammingError, match="permission"), transaction.atomic():
            Approval.objects.update(proposal={})


def test_approvers_read_all_of_it_and_the_page_that_takes_it_changes_nothing(here, made, civil):
    refuse = next(one["id"] for one in asked.document()["decisions"]["grounds"])
    sofia, page = client_of(here.sofia), f"/agents/dossiers/{made.reference}/"
    asking = f"{page}approbation/refuse_approved/"
    typed = {"reason": "Le terrain est pris.", "grounds": refuse, "version": here.version(made), "words": "Merci"}
    assert sofia.post(asking, typed | {"grounds": ""}).status_code == 422
    assert sofia.post(asking, typed).status_code == 302
    with acting_as(here.malik.id, Right.HANDLE_CASES):
        found = Approval.objects.get()
    for who, address in ((here.malik, f"/agents/a-approuver/{found.id}/"), (here.sofia, page)):
        assert "Le terrain est pris." in text(client_of(who).get(address))
    say(here, found, here.malik)
    step = f"{page}suite/refuse_approved/"
    drawn = sofia.get(step)
    assert "Le terrain est pris." in text(drawn)
    assert 'name="reason"' not in drawn.content.decode()
    digest = Proposal.read(found.proposal).digest
    sent = {"version": here.version(made), "reason": "Tout autre chose.", "grounds": ""}
    assert sofia.post(step, sent | {"approved": "0"}).status_code == 409
    assert sofia.post(step, sent | {"approved": digest}).status_code == 302
    with acting_as(here.sofia.id, Right.HANDLE_CASES):
        assert Decision.objects.get(case_id=made.case_id).text == "Le terrain est pris."
    # a second click leads where the first one did
    assert sofia.post(step, sent | {"approved": digest}).headers["Location"] == page


def test_another_form_needs_another_approval(here, made, civil, as_owner):
    approval = ask(here, made)
    with as_owner():
        case = Case.objects.get(id=made.case_id)
        other = cases.types.publish(case.case_type_id, asked.definition(opinions=[]), at=clock.now())
        Case.objects.filter(id=case.id).update(revision_id=other.id)
    assert asked.one_approval(approval.id).state == "overtaken"


def test_a_programme_does_what_was_approved_or_nothing(here, made, civil):
    """Other words than those that agents approved are refused and write nothing; where none are said, theirs count."""
    refuse = next(one["id"] for one in asked.document()["decisions"]["grounds"])
    offered(here)
    found = ask_for(here, made, "refuse_approved", reason="Trop tard.", grounds=(refuse,))
    assert asked.one_approval(found.id).state == "approved"
    own = programme(here)
    path, step = f"cases/{made.case_id}/transitions", {"transition": "refuse_approved"}
    match = {"If-Match": own.get(f"cases/{made.case_id}").headers["ETag"]}
    answer = own.post(path, step | {"reason": "Autre chose."}, **match)
    assert answer.status_code == 409, answer.content
    assert "approved" in answer.json()["detail"] or "approuvé" in answer.json()["detail"]
    with _as_owner():
        assert not Decision.objects.filter(case_id=made.case_id).exists()
    answer = own.post(path, step, **match)
    assert answer.status_code == 200, answer.content
    with _as_owner():
        assert Decision.objects.get(case_id=made.case_id).text == "Trop tard."


def test_who_has_to_approve_and_who_asked_are_told(here, made, civil):
    """Of the turn, the level after it, and the end: in what they are told of anyway, and in the digest of their day."""
    nadia, karim = civil
    approval = ask(here, made)
    for level, who in enumerate((here.malik, nadia)):
        say(here, approval, who, level=level)
    say(here, approval, karim, level=1)
    with _as_owner():
        left = set(Notice.objects.exclude(what="assigned").values_list("person_id", "what"))
    assert left == {
        (here.malik.id, "approve"),
        (nadia.id, "approve"),
        (karim.id, "approve"),
        (here.sofia.id, "approved"),
    }


def test_the_digest_says_what_waits_and_the_copy_what_became_of_it(here, made, civil):
    ask(here, made)
    opinion = asked.ask(here, made, rule="roads")
    asked.answer(opinion, civil[0], "reserved", "Pas après minuit.")
    with acting_as(here.malik.id, Right.HANDLE_CASES):
        assert [line.page for found in MORE for line in found.of(here.malik.id, clock.today())] == [
            "opinions:to_approve"
        ]
    with acting(Reach(actor="worker", subjects=(made.subject_id,))):
        case = Case.objects.get(id=made.case_id)
        lines = [line for found in COPIES for line in found.lines(case, "fr")]
    assert len(lines) == 2
    assert not any("minuit" in line for line in lines)  # told nothing of it before the request has ended
    here.refuse(made, "Le terrain est pris.")
    with acting(Reach(actor="worker", subjects=(made.subject_id,))):
        lines = [line for found in COPIES for line in found.lines(case, "fr")]
        assert any("Pas après minuit." in line for line in lines)
    with acting(Reach(actor="worker")):
        assert not [line for found in COPIES for line in found.lines(case, "fr")]
