"""Lists narrowed to requests about which an opinion is awaited."""

import pytest

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.finding import api as finding
from parvis.finding.data import BadQuery, Filter, Operator, Query
from parvis.kernel import clock
from parvis.opinions.data import Expert
from tests.cases.test_desk import client_of, text
from tests.opinions import asked
from tests.opinions.test_approving import here, made

__all__ = ["here", "made"]
pytestmark = pytest.mark.django_db


def found(here, who, *values):
    query = Query(filters=(Filter("opinion", Operator.IS, values),))
    walls = list(here.place.walls.values())
    with acting_as(who.id, Right.HANDLE_CASES):
        page = finding.page(query, walls, person_id=who.id, today=clock.today())
        assert finding.count(query, walls, person_id=who.id, today=clock.today()) == page.count
    return {line.case.id for line in page.lines}


def test_by_anybody_from_me_and_at_my_asking(here, made):
    """Each agent's own: who asked, who is asked (as a department), and neither once it is answered."""
    here.submit()
    expert = asked.colleague(here, "Odile")
    opinion = asked.ask(here, made)
    # a case stands once in a list, however many are asked
    asked.ask(here, made, Expert(asked.civil(here).id, expert.id))
    for who, of_me, by_me in ((here.malik, False, True), (expert, True, False)):
        assert found(here, who, "anybody") == {made.case_id}
        assert found(here, who, "of_me") == ({made.case_id} if of_me else set())
        assert found(here, who, "by_me") == ({made.case_id} if by_me else set())
        assert found(here, who, "of_me", "by_me") == {made.case_id}
    page = text(client_of(here.malik).get("/agents/?opinion:is=by_me"))
    assert "Avis attendu : que j’ai demandé" in page
    assert made.reference in page
    with pytest.raises(BadQuery):
        found(here, here.malik, "nobody' or true")
    asked.answer(opinion, expert, words="Rien à dire.")
    assert found(here, expert, "anybody") == {made.case_id}
    assert found(here, here.sofia, "by_me") == set()
