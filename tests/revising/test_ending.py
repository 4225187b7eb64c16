"""A passage that can't go on, or must not: given up, or looked at anew."""

import pytest

from parvis.revising.data import ItemState, State
from parvis.revising.models import Passage
from tests.conftest import _as_owner
from tests.queue import run_waiting
from tests.revising.conftest import changed

pytestmark = pytest.mark.django_db


def test_nothing_moves_to_a_revision_that_was_overtaken(bench):
    made = bench.desk.submit()
    before = bench.case(made).revision_id
    bench.publish()
    passage = bench.look()
    bench.publish(changed(asks=False))
    assert bench.move(passage).state == State.LOOKED
    assert bench.case(made).revision_id == before
    assert "Une autre révision" in bench.client.get(f"{bench.path}{passage.id}/").content.decode()
    # stopped, it does not go on there either
    newer = bench.look()
    with _as_owner():
        Passage.objects.filter(id=newer.id).update(state=State.STOPPED)
    bench.publish(changed(asks=False, hides=True))
    bench.client.post(f"{bench.path}{newer.id}/continuer/")
    assert bench.fresh(newer).state == State.STOPPED


def test_what_was_stopped_or_looks_for_ever_is_given_up(bench):
    made = bench.desk.submit()
    bench.publish()
    passage = bench.look()
    assert bench.client.post(f"{bench.path}{passage.id}/abandonner/").status_code == 302
    assert bench.fresh(passage).state == State.LOOKED  # nothing to give up
    bench.client.post(f"{bench.path}{passage.id}/deplacer/", {"group": [one.group for one in bench.items(passage)]})
    bench.client.post(f"{bench.path}{passage.id}/arreter/")
    run_waiting()
    page = bench.client.get(f"{bench.path}{passage.id}/").content.decode()
    assert f"{passage.id}/abandonner/" in page
    bench.client.post(f"{bench.path}{passage.id}/abandonner/")
    assert bench.fresh(passage).state == State.DONE
    assert [one.state for one in bench.items(passage)] == [ItemState.SEEN]
    # one whose job is no more
    place = bench.client.post(bench.path)["Location"]
    assert "/abandonner/" in bench.client.get(place).content.decode()
    assert bench.client.post(bench.path)["Location"] == bench.path
    bench.client.post(f"{place}abandonner/")
    run_waiting()  # its job finds nothing to do
    looked = bench.look()
    assert bench.move(looked).state == State.DONE
    assert bench.case(made).revision_id == looked.to_id
