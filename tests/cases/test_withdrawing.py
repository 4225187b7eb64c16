"""Withdrawal by the person: offered whatever the workflow says, unless its definition forbids it."""

import pytest
from django.test import Client

from parvis.cases import api as cases
from parvis.cases.data import Kind, NotAllowed
from parvis.cases.domain import informing, revisions
from parvis.cases.domain.withdrawing import with_withdrawal
from parvis.cases.events import CaseWithdrawn
from parvis.cases.models import Case
from parvis.kernel import clock, events
from parvis.notifications.models import Mail
from parvis.procedures.demonstration import temporary_bar
from parvis.workload.models import Notice
from tests.cases.own import HOST, opened
from tests.cases.test_informing import tell
from tests.factories.desk import desk as make_desk
from tests.queue import run_waiting

pytestmark = pytest.mark.django_db


def without(transition="withdraw", **changes):
    """The temporary bar without a withdrawal of its own."""
    definition = temporary_bar.definition()
    workflow = definition.workflow
    kept = workflow.model_copy(
        update={
            "transitions": tuple(move for move in workflow.transitions if move.id != transition),
            "statuses": tuple(status for status in workflow.statuses if status.id != "withdrawn"),
        }
    )
    return definition.model_copy(update={"workflow": kept, **changes})


def test_a_withdrawal_of_its_own_is_kept_as_it_is():
    definition = temporary_bar.definition()
    assert with_withdrawal(definition) is definition


def test_every_open_status_gets_one_and_no_final_one():
    grown = with_withdrawal(without()).workflow
    move = grown.transition("withdraw")
    assert set(move.sources) == {status.id for status in grown.statuses if not status.kind.is_final}
    assert move.rights == ("resident",)
    assert grown.status(move.target).kind is Kind.CLOSED


def test_only_the_statuses_that_have_none_are_added():
    definition = temporary_bar.definition()
    moves = tuple(
        move.model_copy(update={"sources": ("received",)}) if move.id == "withdraw" else move
        for move in definition.workflow.transitions
    )
    workflow = definition.workflow.model_copy(update={"transitions": moves})
    grown = with_withdrawal(definition.model_copy(update={"workflow": workflow})).workflow
    assert set(grown.transition("withdraw_2").sources) == {"under_review", "waiting"}
    assert grown.transition("withdraw").sources == ("received",)


def test_a_definition_may_forbid_it():
    forbidden = without(withdrawal=False)
    assert with_withdrawal(forbidden) is forbidden
    assert cases.check(forbidden) == []


@pytest.fixture
def desk(db, as_owner):
    made = make_desk()
    with as_owner():
        cases.types.publish(made.town.case_type.id, without(), at=clock.now())
        made.town.case_type.refresh_from_db()
    revisions.load.cache_clear()
    return made


def test_it_is_taken_on_a_page_of_its_own_with_or_without_a_reason(desk, as_owner):
    made = desk.submit()
    desk.take(made, desk.sofia)
    heard = []
    events.subscribe(CaseWithdrawn)(_hearing(heard))
    visitor = Client(headers={"host": HOST})
    opened(visitor, made)
    path = f"/demandes/{made.reference}/suite/withdraw/"
    assert path in visitor.get(f"/demandes/{made.reference}/").content.decode()
    shown = visitor.get(path).content.decode()
    assert "Retirer ma demande" in shown
    assert "(facultatif)" in shown
    assert visitor.post(path, {"version": 2, "reason": "Nous renonçons."}).status_code == 302
    with as_owner():
        case = Case.objects.get(id=made.case_id)
    assert (case.kind, case.status) == ("closed", "withdrawn")
    assert case.closed_at is not None
    assert [event.case_id for event in heard] == [made.case_id]
    read = visitor.get(f"/demandes/{made.reference}/").content.decode()
    assert "Vous avez retiré votre demande." in read
    assert path not in read
    # Once is enough, and it wakes nothing.
    assert visitor.post(path, {"version": 3}).status_code == 302
    assert len(heard) == 1
    run_waiting()
    with as_owner():
        told = Notice.objects.get(person_id=desk.sofia.id)
        assert (told.what, told.case_id) == ("withdrawn", made.case_id)
        assert not Mail.objects.filter(template="cases/agents").exists()  # she is told as she wants to be


def _hearing(heard):
    def hear(event):
        heard.append(event)

    hear.__qualname__ = f"hear_{id(heard)}"
    return hear


def test_agents_do_not_withdraw_for_somebody(desk):
    made = desk.submit()
    desk.take(made, desk.malik)
    with pytest.raises(NotAllowed):
        desk.move(made, "withdraw", desk.malik)


def test_without_anybody_in_charge_the_departments_mailbox_is_told(desk, as_owner):
    made = desk.submit()
    with desk.town.inside():
        case = Case.objects.get(id=made.case_id)
        informing.ask(case, informing.WITHDRAWN)
    run_waiting()
    tell()
    with as_owner():
        assert Mail.objects.filter(template="cases/agents").count() == 1  # the organisation's own, for want of another
