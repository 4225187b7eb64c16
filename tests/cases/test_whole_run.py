"""From the draft to the sealed order, with the jobs that really run."""

import datetime as dt

import pytest

from parvis.cases import api as cases
from parvis.cases.data import Outcome
from parvis.cases.models import TimelineEntry
from parvis.documents import api as documents
from parvis.kernel.reach import Reach, acting
from parvis.ledger import api as ledger
from tests.cases.conftest import AT, VISITOR, make_town
from tests.queue import run_waiting


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REFUSED])
def test_the_receipt_and_the_act_are_sealed_and_stated(outcome, owner_connection):
    town = make_town()
    malik = town.agent("supervisor", name="Malik Kaci")
    made = town.submit()
    later = AT + dt.timedelta(days=1)
    with town.inside():
        cases.transition(made.case_id, "take", by=malik, at=later, version=1)
        cases.decide(
            made.case_id,
            outcome,
            by=malik,
            at=later,
            version=2,
            reason="La place est déjà occupée ce soir-là.",
            grounds=["public_order"] if outcome is Outcome.REFUSED else (),
        )
    run_waiting()
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        file = cases.open_case(made.case_id, by=VISITOR, at=later)
        papers = documents.of_case(made.case_id)
    assert [paper.ready for paper in papers] == [True, True], [paper.attempts for paper in papers]
    stated = [entry.data["sha256"] for entry in file.timeline if entry.kind == "document"]
    assert sorted(stated) == sorted(paper.sha256 for paper in papers)
    assert file.decision is not None
    assert file.decision.label in [paper.number for paper in papers]
    with town.inside():
        assert TimelineEntry.objects.filter(kind="document").count() == 2
    head = ledger.sequence()
    assert head is not None
    assert head.size == owner_connection.execute("select count(*) from ledger_entry").fetchone()[0]
