"""Handing out what was chosen in a list: foreseen, balanced, by rule first, nothing taken from anybody unasked."""

import datetime as dt
from collections import Counter
from types import SimpleNamespace

import pytest

from parvis.access.api import Role
from parvis.access.models import Membership
from parvis.bulk.domain import running
from parvis.bulk.models import Item
from parvis.bulk.plugins import handing
from parvis.cases.models import Case, TimelineEntry
from parvis.kernel import clock
from parvis.workload import api as workload
from parvis.workload.models import Absence
from tests.bulk.test_runs import address, confirm, run_of, said, work
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.workload.test_rules import ruled
from tests.workspace.test_inbox import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return make_desk()


def holders(*made):
    with _as_owner():
        found = dict(Case.objects.values_list("id", "assignee_name"))
    return Counter(found[one.case_id] for one in made)


def test_what_nobody_follows_goes_in_turn_as_it_was_foreseen(desk):
    made = [desk.submit(20 + number) for number in range(5)]
    desk.take(made[0], desk.sofia)
    client = client_of(desk.malik)
    path = address("distribuer", made)
    assert client.post(path, {"way": "by magic"}).status_code == 422
    look, done, sent = confirm(client, path, way="turn")
    for words in ("Vous allez répartir 5 demandes", "Malik Kaci : 3 de plus, soit 3", "1 de plus, soit 2"):
        assert words in said(look), words
    assert "Quelqu’un la suit déjà" in said(look)
    assert client.post(path, sent).headers["Location"] == done.headers["Location"]
    work()
    assert holders(*made) == {"Malik Kaci": 3, "Sofia Leclercq": 2}
    with _as_owner():
        assert sorted(Item.objects.values_list("state", flat=True)) == ["done"] * 4 + ["refused"]
        told = TimelineEntry.objects.filter(case_id=made[1].case_id, kind="assigned").latest("id")
    assert told.data["reason"]
    assert run_of(done).options == {}


def test_rules_come_first_and_alone_leave_what_they_do_not_fit(desk):
    fair, ball = desk.submit(20, event_name="Kermesse"), desk.submit(30, event_name="Bal")
    ruled(desk, [desk.sofia], variable="event_name", operator="is", value="Bal")
    look, _done, _sent = confirm(client_of(desk.malik), address("distribuer", (fair, ball)), way="rules")
    assert "1 reste en place" in said(look)
    work()
    assert (holders(ball), holders(fair)) == ({"Sofia Leclercq": 1}, {"": 1})
    with _as_owner():
        assert Item.objects.get(case_id=fair.case_id).reason == "Aucune règle de son service ne la vise"


def test_to_one_person_who_is_away_it_goes_to_who_stands_in_and_what_is_followed_only_if_asked(desk):
    made = [desk.submit(20), desk.submit(30)]
    desk.take(made[0], desk.malik)
    client = client_of(desk.malik)
    path = address("distribuer", made)
    assert client.post(path, {"way": "person", "to": ""}).status_code == 422
    look, _done, _sent = confirm(client, path, way="person", to=str(desk.sofia.id), also="1")
    assert "Vous allez confier 2 demandes à Sofia Leclercq" in said(look)
    work()
    assert holders(*made) == {"Sofia Leclercq": 2}
    today = clock.today()
    with _as_owner():
        Absence.objects.create(
            organisation_id=desk.town.organisation_id,
            person_id=desk.sofia.id,
            replacement_id=None,
            first_day=today,
            last_day=today + dt.timedelta(days=1),
            entered_by_id=desk.malik.id,
            entered_at=clock.now(),
        )
    confirm(client, path, way="turn", also="1")
    work()
    assert holders(*made) == {"Malik Kaci": 2}


def test_it_is_for_who_may_assign_and_never_reaches_behind_other_walls(desk):
    made = desk.submit(20)
    sofia = client_of(desk.sofia)
    assert sofia.get(address("distribuer", (made,))).status_code in (403, 404)
    assert "/distribuer/" not in sofia.get("/agents/").content.decode()
    assert "/distribuer/" in client_of(desk.malik).get("/agents/").content.decode()
    other = make_desk("Gravelines", "GV", "59273")
    people.member(other.place, Role.AGENT)
    assert client_of(other.malik).post(address("distribuer", (made,)), {"way": "turn"}).status_code == 422
    assert holders(made) == {"": 1}


def test_a_slice_is_dealt_at_once_and_what_changed_since_is_dealt_anew(desk, monkeypatch):
    made = [desk.submit(20 + number) for number in range(6)]
    confirm(client_of(desk.malik), address("distribuer", made), way="turn")
    asked, done = [], running._do

    def share(case_ids, *arguments, **more):
        asked.append(len(case_ids))
        return workload.share(case_ids, *arguments, **more)

    def do(run, item_id, ahead=None):
        with _as_owner():
            item = Item.objects.get(id=item_id)
            if item.case_id == made[3].case_id:  # somebody wrote to it meanwhile
                Case.objects.filter(id=item.case_id).update(version=item.version + 1)
                Item.objects.filter(id=item_id).update(version=item.version + 1)
        done(run, item_id, ahead)

    monkeypatch.setattr(handing, "workload", SimpleNamespace(share=share, reason_words=workload.reason_words))
    monkeypatch.setattr(running, "_do", do)
    work()
    assert asked == [6, 1]
    assert holders(*made) == {"Malik Kaci": 3, "Sofia Leclercq": 3}


def test_who_was_dealt_something_long_ago_is_looked_for_again(desk, monkeypatch):
    made = [desk.submit(20), desk.submit(30)]
    confirm(client_of(desk.malik), address("distribuer", made), way="turn")
    monkeypatch.setattr(handing, "TRUSTED", -1.0)
    done = running._do

    def do(run, item_id, ahead=None):
        with _as_owner():  # Sofia leaves after the slice was dealt
            Membership.objects.filter(person_id=desk.sofia.id).delete()
        done(run, item_id, ahead)

    monkeypatch.setattr(running, "_do", do)
    work()
    assert holders(*made) == {"Malik Kaci": 2}
