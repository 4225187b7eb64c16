"""Tags: put on, taken away, found, behind walls, gone with their case."""

import pytest
from django.db import DatabaseError, transaction

from parvis.access.api import Right, acting_as
from parvis.cases import api as cases
from parvis.cases.data import NotAllowed, NotFound
from parvis.cases.domain import tagging
from parvis.cases.models import Tag, TimelineEntry
from parvis.finding import api as finding
from parvis.finding.data import Query
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.workspace.test_inbox import client_of

pytestmark = pytest.mark.django_db


def put(desk, made, *words, who=None, remove=()):
    who = who or desk.sofia
    with acting_as(who.id, Right.HANDLE_CASES):
        return cases.tagging.tag(made.case_id, by=desk.actor(who), at=clock.now(), add=words, remove=remove)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ()),
        (" , ,", ()),
        ("À  rappeler, a RAPPELER,Carnaval", ("À rappeler", "Carnaval")),
        ("x" * 40, ("x" * 40,)),
        ("x" * 41, None),
        ("a\x00b", None),
        ("\u202e", None),
        ("\u0301", None),
        (",".join(f"t{number}" for number in range(21)), None),
    ],
)
def test_what_is_typed_becomes_tags(typed, words):
    if words is None:
        with pytest.raises(tagging.BadTag):
            tagging.words_of(typed)
    else:
        assert tagging.words_of(typed) == words


def test_tags_are_put_on_once_told_to_agents_and_seen_in_lists_without_a_version(db):
    desk = make_desk()
    made, other = desk.submit(), desk.submit()
    version = desk.version(made)
    assert put(desk, made, "À rappeler", "Carnaval")
    assert not put(desk, made, "a rappeler"), "the same tag in other letters"
    assert put(desk, made, remove=("CARNAVAL", "jamais mis"))
    assert desk.version(made) == version
    with _as_owner():
        told = list(TimelineEntry.objects.filter(kind="tagged").order_by("id").values_list("data", "audience"))
    assert told == [
        ({"added": ["Carnaval", "À rappeler"], "removed": []}, "agents"),
        ({"added": [], "removed": ["Carnaval"]}, "agents"),
    ]
    client = client_of(desk.sofia)
    assert "À rappeler" in client.get("/agents/").content.decode()
    assert "À rappeler" in client.get(f"/agents/dossiers/{made.reference}/").content.decode()
    for address, expected in (
        ("tag:is=a+Rappeler", [made]),
        ("tag:is=carnaval", []),
        ("tag:is=carnaval&tag:is=à rappeler", [made]),
        ("tag:not=a+rappeler", [other]),
        ("tag:empty=1", [other]),
        ("tag:filled=1&state=all", [made]),
    ):
        page = client.get(f"/agents/?{address}&column=tag")
        assert page.status_code == 200, address
        found = {one.reference for one in (made, other) if one.reference in page.content.decode()}
        assert found == {one.reference for one in expected}, address
    with acting_as(desk.sofia.id, Right.READ_CASES) as reach:
        assert tagging.known(reach.walls) == ["À rappeler"]
        ids = finding.matching(
            Query.read({"tag:is": "à rappeler"}), reach.walls, person_id=desk.sofia.id, today=clock.today()
        )
        assert [ident for chunk in ids for ident in chunk] == [made.case_id]
    form = client.get("/agents/filtres/").content.decode()
    assert 'name="tag:is" value="À rappeler"' in form


def test_a_page_keeps_what_others_put_there_meanwhile(db):
    desk = make_desk()
    made = desk.submit()
    put(desk, made, "un", "deux")
    client = client_of(desk.sofia)
    page = f"/agents/dossiers/{made.reference}/etiquettes/"
    assert 'name="shown" value="deux,un"' in client.get(page).content.decode()
    put(desk, made, "trois", who=desk.malik)
    assert client.post(page, {"tags": "un, quatre", "shown": "deux,un"}).status_code == 302
    with _as_owner():
        assert set(Tag.objects.values_list("word", flat=True)) == {"un", "trois", "quatre"}
    wrong = client.post(page, {"tags": "x" * 41, "shown": ""})
    assert wrong.status_code == 422
    assert "40" in wrong.content.decode()


def test_tags_stay_behind_their_walls_and_go_with_their_case(db):
    desk, elsewhere = make_desk(), make_desk("Gravelines", "GV", "59273")
    made, theirs = desk.submit(), elsewhere.submit()
    put(desk, made, "secret")
    desk.lend(made, elsewhere)
    with acting_as(elsewhere.sofia.id, Right.HANDLE_CASES) as reach:
        assert Tag.objects.count() == 1, "who it is lent to reads them"
        with pytest.raises((NotAllowed, NotFound)):
            tagging.tag(made.case_id, by=elsewhere.actor(elsewhere.sofia), at=clock.now(), add=("x",))
        assert Tag.objects.filter(case_id=made.case_id).delete()[0] == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Tag.objects.create(case_id=made.case_id, wall_id=reach.walls[0], word="x", key="x")
    lent = client_of(elsewhere.sofia)
    assert "secret" in lent.get(f"/agents/dossiers/{made.reference}/").content.decode()
    assert lent.get(f"/agents/dossiers/{made.reference}/etiquettes/").status_code == 404
    assert client_of(desk.sofia).get(f"/agents/dossiers/{theirs.reference}/etiquettes/").status_code == 404
    own = desk.submit()
    put(desk, own, "adieu")
    with acting(Reach(actor="privacy", walls=(desk.town.wall_id,))):
        cases.erase_case(own.case_id, at=clock.now())
    with _as_owner():
        assert list(Tag.objects.values_list("word", flat=True)) == ["secret"]
