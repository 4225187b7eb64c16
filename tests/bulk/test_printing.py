"""Papers of many cases: a letter in each that says where letters go, printed together."""

import pytest

from parvis.access.api import Right, acting_as
from parvis.cases import api as cases
from parvis.cases.models import TimelineEntry
from parvis.kernel import clock
from parvis.mailroom import api as mailroom
from parvis.mailroom.models import Batch, Letter
from parvis.notifications.data import Topic
from tests.bulk.test_runs import address, confirm, said, states, work
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.mailroom.conftest import NOTHING, postal_definition
from tests.queue import waiting
from tests.workspace.test_inbox import client_of

pytestmark = pytest.mark.django_db


def test_receipts_are_printed_in_one_batch_and_who_gave_no_address_is_told():
    desk = make_desk()
    with _as_owner():
        cases.types.publish(desk.town.case_type.id, postal_definition(), at=clock.now())
    there = [desk.submit(20 + day, **NOTHING) for day in range(3)]
    nowhere = desk.submit(40)
    with _as_owner():
        Letter.objects.all().delete()  # the receipts that went by themselves
    client = client_of(desk.sofia)
    path = address("imprimer")
    assert client.post(path, {"what": "x"}).status_code == 422
    look, done, _sent = confirm(client, path, what="receipt")
    assert "Vous allez faire imprimer une lettre pour chacune des 4 demandes." in said(look)
    work()
    assert states() == {one.reference: ("done", "") for one in there} | {
        nowhere.reference: ("refused", "Elle ne donne pas d’adresse postale")
    }
    with _as_owner():
        batch = Batch.objects.get()
        assert (batch.made_by, batch.letters.count()) == (desk.sofia.id, 3)
        assert TimelineEntry.objects.filter(kind="told_again").count() == 3
    assert sum(name.endswith("print_batch") for _id, name, _given in waiting()) == 1
    assert "/agents/courriers/" in client.get(done.headers["Location"]).content.decode()
    before = clock.now()
    # two runs that were both confirmed, one wholly done before the other is listed: each person gets one letter
    for _ in range(2):
        confirm(client, path, what="receipt")
    # a colleague's own letter about one of the cases, asked for meanwhile, stays theirs to print
    with acting_as(desk.malik.id, Right.HANDLE_CASES), mailroom.queued() as theirs:
        cases.post(there[0].case_id, Topic.RECEIPT, by=desk.actor(desk.malik), at=before, version=1, since=before)
    work()
    with _as_owner():
        letter = Letter.objects.get(id__in=theirs)
        assert (letter.state, letter.batch_id) == ("waiting", None)
        letter.delete()
        assert [Letter.objects.count(), Batch.objects.count()] == [6, 2]
    _look, _again, _sent = confirm(client, path, what="decision")
    work()
    with _as_owner():
        assert Batch.objects.count() == 2, "nothing was decided: nothing is printed"
