"""Links between cases, and requests that look like the same one: one statement, within one's walls."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.utils.crypto import salted_hmac

from parvis.cases import api as cases
from parvis.cases.data import LinkKind, NotAllowed, NotFound
from parvis.cases.domain import relating
from parvis.cases.models import Case, Link, TimelineEntry, Trait
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from tests.cases.test_desk import client_of, page, text
from tests.factories.desk import desk as make_desk

pytestmark = pytest.mark.django_db
ELSE = {
    "association": {"name": "Autre", "rna": "W594009999", "siret": ""},
    "email": "autre@example.fr",
    "phone": "+33699887766",
}


@pytest.fixture
def desk(db):
    return make_desk()


def around(desk, made):
    with desk.town.inside():
        return relating.around(Case.objects.get(id=made.case_id))


@pytest.mark.parametrize(
    ("same", "common"),
    [
        ({}, {"association", "email", "phone"}),
        ({"email": "JEAN.Deswarte@example.fr "}, {"association", "email", "phone"}),
        (ELSE | {"email": "jean.deswarte@example.fr"}, {"email"}),
        (ELSE | {"phone": "06 12 34 56 78"}, {"phone"}),
        (ELSE | {"association": {"name": "X", "rna": "w594001234", "siret": ""}}, {"association"}),
        (ELSE, set()),
    ],
)
def test_what_two_requests_have_in_common_is_seen_on_both(desk, same, common):
    one = desk.submit()
    two = desk.submit(**same)
    for made, other in ((one, two), (two, one)):
        found = around(desk, made)
        if common:
            assert [(it.id, set(it.common)) for it in found] == [(other.case_id, common)]
        else:
            assert found == []


@pytest.mark.parametrize(("days", "seen"), [(59, True), (61, False)])
def test_only_when_they_were_sent_near_each_other(desk, days, seen):
    one = desk.submit(at=clock.now() - dt.timedelta(days=days))
    desk.submit()
    assert bool(around(desk, one)) is seen


def test_never_of_another_organisation(desk):
    other = make_desk("Gravelines", "GV", "59273")
    one, _ = desk.submit(), other.submit()
    assert around(desk, one) == []
    with acting(Reach(walls=(desk.town.wall_id, other.town.wall_id))):
        assert relating.around(Case.objects.get(id=one.case_id)) == []


def test_the_digests_name_nobody(desk, as_owner):
    desk.submit()
    with as_owner():
        for trait in Trait.objects.all():
            assert len(trait.digest) == 64
            assert "deswarte" not in trait.digest


def test_the_page_shows_them_and_an_agent_says_what_they_are(desk, as_owner):
    one, two = desk.submit(), desk.submit()
    sofia = client_of(desk.sofia)
    for made, other in ((one, two), (two, one)):
        read = text(sofia.get(page(made)))
        assert "Peut-être la même demande" in read
        assert other.reference in read
    answer = sofia.post(page(one, "lier/"), {"other": two.reference, "kind": "different"})
    assert answer.status_code == 302
    for made in (one, two):
        assert "Peut-être la même demande" not in text(sofia.get(page(made)))
    assert sofia.post(page(one, "lier/"), {"other": two.reference.lower(), "kind": "follows"}).status_code == 302
    assert f"Fait suite à {two.reference}" in text(sofia.get(page(one)))
    assert f"Précède {one.reference}" in text(sofia.get(page(two)))
    with as_owner():
        link = Link.objects.get()
        assert TimelineEntry.objects.filter(kind="linked").count() == 4
    assert sofia.post(page(two, f"delier/{link.id}/")).status_code == 302
    assert sofia.post(page(two, f"delier/{link.id}/")).status_code == 302
    assert "Peut-être la même demande" in text(sofia.get(page(one)))


def test_a_second_click_links_once(desk, as_owner):
    one, two = desk.submit(), desk.submit()
    sofia = client_of(desk.sofia)
    for _ in range(2):
        sofia.post(page(one, "lier/"), {"other": two.reference, "kind": "duplicate"})
    with as_owner():
        assert Link.objects.count() == 1
        assert TimelineEntry.objects.filter(kind="linked").count() == 2


@pytest.mark.parametrize(
    "wrong", [{}, {"other": "DK-26-AAAAA-A"}, {"kind": "x"}, {"other": "' or 1=1 --", "kind": "follows"}]
)
def test_what_is_wrong_is_said_beside_its_field(desk, as_owner, wrong):
    one = desk.submit()
    assert client_of(desk.sofia).post(page(one, "lier/"), wrong).status_code == 422
    own = {"other": one.reference, "kind": "follows"}
    assert client_of(desk.sofia).post(page(one, "lier/"), own).status_code == 422
    with as_owner():
        assert not Link.objects.exists()


def test_not_across_a_wall_and_not_without_the_right(desk, as_owner):
    other = make_desk("Gravelines", "GV", "59273")
    one, theirs = desk.submit(), other.submit()
    sent = {"other": theirs.reference, "kind": "follows"}
    assert client_of(desk.sofia).post(page(one, "lier/"), sent).status_code == 422
    assert client_of(other.sofia).post(page(one, "lier/"), sent).status_code == 404
    assert client_of(desk.helene).post(page(one, "lier/"), sent).status_code == 404
    with desk.town.inside(), pytest.raises((NotFound, NotAllowed)):
        relating.link(one.case_id, theirs.case_id, LinkKind.FOLLOWS, by=desk.actor(desk.sofia), at=clock.now())
    with pytest.raises(DatabaseError), transaction.atomic(), acting(Reach(walls=(desk.town.wall_id,))):
        Link.objects.create(
            case_id=one.case_id,
            wall_id=desk.town.wall_id,
            other_id=theirs.case_id,
            other_wall_id=desk.town.wall_id,
            kind="follows",
            made_at=clock.now(),
        )


def test_a_resident_reads_none_of_it_and_forges_no_trait_of_others(desk):
    one, two = desk.submit(), desk.submit()
    with desk.town.inside():
        relating.link(one.case_id, two.case_id, LinkKind.FOLLOWS, by=desk.actor(desk.sofia), at=clock.now())
    with acting(Reach(subjects=(one.subject_id, two.subject_id))):
        assert not Trait.objects.exists()
        assert not Link.objects.exists()
    names = "id, case_id, wall_id, subject_id, kind, digest, at"
    forged = f"insert into cases_trait ({names}) values (%s, %s, %s, %s, '', '', now())"
    values = [new_id(), two.case_id, desk.town.wall_id, two.subject_id]
    with pytest.raises(DatabaseError), acting(Reach(subjects=(one.subject_id,))), connection.cursor() as cursor:
        cursor.execute(forged, values)


def test_it_costs_one_statement_and_the_submission_none(desk):
    one = desk.submit()
    desk.submit()
    with desk.town.inside():
        case = Case.objects.get(id=one.case_id)
        with CaptureQueriesContext(connection) as queries:
            relating.around(case)
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        desk.submit()
    assert sum("cases_trait" in query["sql"] for query in queries) == 1
    assert next(query["sql"] for query in queries if "cases_trait" in query["sql"]).startswith("with made as")


def test_they_go_with_either_case(desk, as_owner):
    one, two = desk.submit(), desk.submit()
    with desk.town.inside():
        relating.link(one.case_id, two.case_id, LinkKind.FOLLOWS, by=desk.actor(desk.sofia), at=clock.now())
    with acting(Reach(actor="worker", walls=(desk.town.wall_id,))):
        cases.erase_case(two.case_id, at=clock.now())
    with as_owner():
        assert not Link.objects.exists()
        assert set(Trait.objects.values_list("case_id", flat=True)) == {one.case_id}


def test_requests_of_before_and_after_another_secret_key_are_known_again(desk, settings):
    """Digests have a key of their own: that which they had before it was stored, so that older ones hold."""
    one = desk.submit()
    with desk.town.inside():
        made = set(Trait.objects.filter(case_id=one.case_id).values_list("kind", "digest"))
        case = Case.objects.get(id=one.case_id)
    scope = f"{case.case_type_id}|{case.organisation_id}|person|{case.subject_id}"
    before = salted_hmac("parvis.cases.trait", scope, algorithm="sha256").hexdigest()
    assert ("person", before) in made
    settings.SECRET_KEY = "another one, as after a rotation"
    relating._key.cache_clear()
    two = desk.submit()
    assert {it.id for it in around(desk, two)} == {one.case_id}


def test_the_application_changes_no_key(desk):
    with desk.town.inside():
        for sql in (
            "update cases_traitkey set secret = ''",
            "delete from cases_traitkey",
            "insert into cases_traitkey (secret) values ('')",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                connection.cursor().execute(sql)
