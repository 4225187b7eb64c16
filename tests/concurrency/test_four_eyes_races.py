"""Four eyes against the same agent in two windows, and two agents at once: shown without the lock, closed by it."""

import threading

import pytest
from django.db import ProgrammingError

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Conflict, NotAllowed
from parvis.cases.domain import writing
from parvis.cases.models import Case, Decision, TimelineEntry
from tests.cases.conftest import AT, make_town
from tests.cases.test_four_eyes import POSTED, looked_at_twice
from tests.cases.test_turns import LATER
from tests.concurrency.test_races import together
from tests.conftest import _as_owner

pytestmark = pytest.mark.django_db(transaction=True)


def publish(town, *, decides):
    """Posting asks for a second agent, and decides or not; what was prepared can be taken back."""
    document = looked_at_twice().model_dump(mode="json", exclude_defaults=True)
    moves = document["workflow"]["transitions"]
    prepare = next(one for one in moves if one["id"] == "prepare")
    moves.append(prepare | {"id": "back", "sources": ["to_post"], "target": "under_review"})
    if not decides:
        posted = next(one for one in moves if one["id"] == "posted")
        posted |= {"target": "under_review"}
        posted["actions"] = [one for one in posted["actions"] if one["type"] != "decide"]
    with _as_owner():
        cases.types.publish(town.case_type.id, CaseTypeDefinition.model_validate(document), at=AT)


def seen(made):
    with _as_owner():
        return Case.objects.values_list("version", flat=True).get(id=made.case_id)


def move(town, made, transition, by, *, version=None, **more):
    with town.inside():
        return cases.transition(
            made.case_id, transition, by=by, at=LATER, version=seen_inside(made) if version is None else version, **more
        )


def seen_inside(made):
    return Case.objects.values_list("version", flat=True).get(id=made.case_id)


def moves_of(made):
    with _as_owner():
        found = TimelineEntry.objects.filter(case_id=made.case_id, kind="moved").order_by("id")
        return [(one.data["transition"], one.actor_name) for one in found]


def broken(made):
    """Whether somebody took on what they themselves had brought there last."""
    brought = ""
    for transition, who in moves_of(made):
        if transition == "prepare":
            brought = who
        if transition == "posted" and who == brought:
            return True
    return False


@pytest.mark.parametrize("decides", [False, True], ids=["step", "decision"])
@pytest.mark.parametrize("locked", [False, True], ids=["without the lock", "with it"])
def test_the_same_agent_in_two_windows(transactional_db, monkeypatch, locked, decides):
    """Malik prepared. In one window Sofia posts; while that one has read and not yet written, in another one she takes
    it back and prepares it herself: she would be her own second pair of eyes.
    """
    town = make_town()
    publish(town, decides=decides)
    sofia, malik = town.agent(name="Sofia"), town.agent(name="Malik")
    made = town.submit()
    move(town, made, "take", malik)
    move(town, made, "prepare", malik)
    version = seen(made)
    real, read, done = writing.reachable, threading.Event(), threading.Event()

    def slowly(case_id, *, by, lock=False):
        found = real(case_id, by=by, lock=lock and locked)
        if lock and threading.current_thread() is posting[0] and not read.is_set():
            read.set()
            done.wait(timeout=1)  # the lock holds the other window back for as long
        return found

    posting = [None]
    monkeypatch.setattr(writing, "reachable", slowly)

    def post():
        posting[0] = threading.current_thread()
        return move(town, made, "posted", sofia, version=version, said=POSTED)

    def prepare_again():
        read.wait(timeout=20)
        try:
            move(town, made, "back", sofia, version=version)
            return move(town, made, "prepare", sofia, version=version + 1)
        finally:
            done.set()

    posted, prepared = together(post, prepare_again)
    if locked:
        assert isinstance(posted, Case), posted
        assert isinstance(prepared, Conflict), prepared
        assert not broken(made)
    elif decides:  # the table says the same, whoever writes
        assert isinstance(posted, ProgrammingError), posted
        assert "brought it here" in str(posted)
        assert not broken(made)
    else:
        assert broken(made), moves_of(made)


def test_two_agents_who_bring_it_there_at_once_and_each_post(transactional_db):
    town = make_town()
    publish(town, decides=True)
    agents = [town.agent(name="Sofia"), town.agent(name="Malik")]
    made = town.submit()
    move(town, made, "take", agents[0])
    version = seen(made)

    def bring_and_post(who):
        """The whole way in one window, as fast as it goes, with guessed versions."""
        outcomes = []
        for transition, step, more in (("prepare", 0, {}), ("posted", 1, {"said": POSTED})):
            try:
                outcomes.append(move(town, made, transition, who, version=version + step, **more).status)
            except (Conflict, NotAllowed) as refused:
                outcomes.append(type(refused).__name__)
        return outcomes

    outcomes = together(*(lambda who=who: bring_and_post(who) for who in agents))
    assert [one[0] for one in outcomes].count("to_post") == 1, outcomes
    assert not broken(made), moves_of(made)
    with _as_owner():
        decided = list(Decision.objects.values_list("decider_name", flat=True))
        brought = next(name for transition, name in moves_of(made) if transition == "prepare")
        assert brought not in decided
        assert len(decided) <= 1


def test_a_supervisor_who_proposes_and_confirms_in_two_windows(transactional_db):
    town = make_town()
    with _as_owner():
        cases.types.publish(town.case_type.id, looked_at_twice(), at=AT)
    malik, awa = town.agent("supervisor", name="Malik"), town.agent("supervisor", name="Awa")
    made = town.submit()
    move(town, made, "take", malik)
    version = seen(made)

    def confirm():
        refused = []
        for _try in range(30):
            try:
                return move(town, made, "confirm_accept", malik, version=version + 1)
            except (Conflict, NotAllowed) as why:
                refused.append(type(why).__name__)
        return refused

    proposed, confirmed = together(lambda: move(town, made, "propose_accept", malik, version=version), confirm)
    assert isinstance(proposed, Case), proposed
    assert isinstance(confirmed, list), confirmed
    with _as_owner():
        assert not Decision.objects.exists()
    assert isinstance(move(town, made, "confirm_accept", awa), Case)
