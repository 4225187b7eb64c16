"""What a lent case takes, frees, gives and posts, done by whoever it is lent to: the lender's, whole; nothing more."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.domain import stocks
from parvis.cases.models import Allotment, Card, Case, Stock
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.mailroom.models import Batch, Letter
from tests.cases.conftest import AT
from tests.cases.counted import KERB, PLACES, publish
from tests.cases.test_desk import client_of, page
from tests.cases.test_publishing import card_definition
from tests.factories.desk import desk as make_desk
from tests.mailroom.conftest import NOTHING, postal_definition

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def other(desk):
    return make_desk("Gravelines", "GV", "59273")


def stock(town, resource, label, capacity):
    with town.inside():
        return Stock.objects.create(
            wall_id=town.wall_id,
            organisation_id=town.organisation_id,
            resource=resource,
            key=stocks.key_of([label]),
            label=label,
            capacity=capacity,
        )


def reach_of(desk):
    return Reach(person=desk.sofia.id, walls=(desk.town.wall_id,))


def accepted_by(other, desk, made):
    malik = client_of(other.malik)
    assert malik.post(page(made, "suite/take/"), {"version": desk.version(made)}).status_code == 302
    return malik.post(page(made, "suite/accept/"), {"version": desk.version(made), "f-metres": "40"})


def test_the_lender_s_stock_is_taken_and_never_over_allotted(desk, other, as_owner):
    publish(desk.town, KERB, PLACES)
    counted = stock(desk.town, "places", "Fête de la Saint-Jean", 1)
    first, second = desk.submit(), desk.submit()
    for made in (first, second):
        desk.lend(made, other, decides=True)
    assert accepted_by(other, desk, first).status_code == 302
    with as_owner():
        assert Case.objects.get(id=first.case_id).status == "accepted"
        held = Allotment.objects.filter(case_id=first.case_id, freed_at=None)
        assert {row.wall_id for row in held} == {desk.town.wall_id}
        assert {row.resource for row in held} == {"kerb", "places"}
        assert not Stock.objects.filter(wall_id=other.town.wall_id).exists()
    assert accepted_by(other, desk, second).status_code == 409
    with as_owner():
        assert Allotment.objects.filter(stock=counted, freed_at=None).count() == 1


def test_what_it_took_is_given_back_when_the_borrower_ends_it(desk, other, as_owner):
    """Held while a supervisor would confirm; whoever it is lent to refuses: the lender's place is free again."""
    publish(desk.town, PLACES)
    counted = stock(desk.town, "places", "Fête de la Saint-Jean", 1)
    made = desk.submit()
    desk.lend(made, other, decides=True)
    with desk.town.inside():
        Allotment.objects.create(
            case_id=made.case_id,
            wall_id=desk.town.wall_id,
            subject_id=made.subject_id,
            stock=counted,
            resource="places",
            amount=1,
            allotted_at=AT,
        )
    malik = client_of(other.malik)
    assert malik.post(page(made, "suite/take/"), {"version": desk.version(made)}).status_code == 302
    said = {"version": desk.version(made), "reason": "Le terrain est pris.", "grounds": "public_order"}
    assert malik.post(page(made, "suite/refuse/"), said).status_code == 302
    with as_owner():
        assert Case.objects.get(id=made.case_id).status == "refused"
        assert not Allotment.objects.filter(freed_at=None).exists()


def test_nothing_of_the_lender_s_stocks_but_what_the_case_asks(desk, other):
    publish(desk.town, PLACES)
    ours = stock(desk.town, "places", "Fête de la Saint-Jean", 1)
    elsewhere = make_desk("Loon", "LP", "59359")
    made = desk.submit()
    with acting(reach_of(other)):
        assert not Stock.objects.exists()
    desk.lend(made, other, decides=True)
    with acting(reach_of(elsewhere)):
        assert not Stock.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic(), acting(reach_of(other)):
        Allotment.objects.create(
            case_id=made.case_id,
            wall_id=other.town.wall_id,
            subject_id=made.subject_id,
            stock=ours,
            resource="places",
            amount=1,
            allotted_at=AT,
        )
    # The borrower changes no capacity of the lender, by no door.
    with acting(reach_of(other)), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute("update cases_stock set capacity = 99 where wall_id = %s", [desk.town.wall_id])
        except DatabaseError:
            pass
    with desk.town.inside():
        assert Stock.objects.get().capacity == 1


@pytest.mark.parametrize("follows", [False, True])
def test_a_renewal_that_is_lent_ends_the_card_that_it_renews_or_follows_it(desk, other, as_owner, follows):
    definition = card_definition() | {"renewal": {"renew_days": 60, "follows": follows}}
    cases.types.publish(desk.town.case_type.id, CaseTypeDefinition.model_validate(definition), at=AT)
    desk.town.case_type.refresh_from_db()
    first, second = desk.submit(event_name="AB-123-CD"), desk.submit(event_name="AB-123-CD")
    desk.take(first, desk.malik)
    desk.move(first, "accept", desk.malik)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update cases_case set renews_id = %s where id = %s", [first.case_id, second.case_id])
    with acting(reach_of(other)):
        assert not Card.objects.exists()
    desk.lend(second, other, decides=True)
    assert accepted_by(other, desk, second).status_code == 302
    with as_owner():
        former, newer = Card.objects.order_by("id")
    assert newer.valid_from == (former.valid_until + dt.timedelta(days=1) if follows else clock.today())
    assert former.replaced_on == (None if follows else clock.today())
    with acting(reach_of(other)), connection.cursor() as cursor:
        assert {card.id for card in Card.objects.all()} == {former.id, newer.id}
        assert not Case.objects.filter(id=first.case_id).exists(), "its card alone, and until when it held"
        cursor.execute("select cases_renewed_until(%s), cases_renewed_until(%s)", [second.case_id, first.case_id])
        assert cursor.fetchone() == (former.valid_until, None)
    for reach in (Reach(), Reach(actor="web", subjects=(second.subject_id,)), Reach(actor="timer")):
        with acting(reach), connection.cursor() as cursor:
            cursor.execute("select cases_renewed_until(%s), cases_granted_renewed()", [second.case_id])
            assert cursor.fetchone() == (None, [])


def test_a_letter_of_a_lent_case_waits_in_the_lender_s_queue(desk, other, as_owner):
    """The borrower moves the case; the person has a postal address alone; the lender prints."""
    cases.types.publish(desk.town.case_type.id, postal_definition(), at=AT)
    desk.town.case_type.refresh_from_db()
    made = desk.submit(**NOTHING)
    desk.lend(made, other)
    nora = client_of(other.sofia)
    with as_owner():
        before = Letter.objects.count()
    assert nora.post(page(made, "suite/take/"), {"version": desk.version(made)}).status_code == 302
    sent = {"body": "Bonjour", "version": desk.version(made)}
    assert nora.post(page(made, "message/"), sent).status_code == 302
    with as_owner():
        letters = list(Letter.objects.all())
    assert len(letters) > before
    assert {letter.wall_id for letter in letters} == {desk.town.wall_id}
    with acting(reach_of(other)):
        assert not Letter.objects.exclude(case_id=made.case_id).exists()
        assert not Batch.objects.exists()
    assert nora.post("/agents/courriers/", {"letter": [str(letter.id) for letter in letters]}).status_code == 422
    assert nora.get(f"/agents/courriers/{uuid.uuid4()}/retirer/").status_code == 404
    assert nora.get(f"/agents/courriers/{letters[0].id}/retirer/").status_code == 404


def test_the_doors_of_stocks_open_by_the_wall_or_the_loan_alone(desk, other):
    """Raw SQL as the application: each door for each kind of actor, before, during and after the loan."""
    publish(desk.town, PLACES)
    label = "Fête de la Saint-Jean"
    ours, made = stock(desk.town, "places", label, 7), desk.submit()
    theirs = stock(other.town, "places", label, 3)
    unasked = stock(desk.town, "places", "Une autre fête", 5)
    with desk.town.inside():
        Allotment.objects.create(
            case_id=made.case_id,
            wall_id=desk.town.wall_id,
            subject_id=made.subject_id,
            stock=ours,
            resource="places",
            amount=1,
            allotted_at=AT,
        )
    elsewhere = make_desk("Loon", "LP", "59359")
    actors = {
        "nobody": Reach(),
        "its wall": reach_of(desk),
        "the borrower": reach_of(other),
        "another town": reach_of(elsewhere),
        "the resident": Reach(actor="web", subjects=(made.subject_id,)),
        "the worker within": Reach(actor="worker", walls=(desk.town.wall_id,)),
        "the worker at the borrower's": Reach(actor="worker", walls=(other.town.wall_id,)),
        "a timer": Reach(actor="timer"),
        "sign-in": Reach(actor="signin"),
    }
    holds, borrows = {"its wall", "the worker within"}, {"the borrower", "the worker at the borrower's"}

    def said(reach):
        with acting(reach), connection.cursor() as cursor:
            cursor.execute(
                "select id, capacity from cases_stock_asked(%s, 'places', %s)", [made.case_id, stocks.key_of([label])]
            )
            asked = cursor.fetchall()
            cursor.execute("select cases_granted_stocks()")
            granted = cursor.fetchone()[0]
            cursor.execute("select id from cases_stock")
            return asked, granted, {row[0] for row in cursor.fetchall()}

    def expect(lent):
        for name, reach in actors.items():
            asked, granted, seen = said(reach)
            reads = name in holds or (lent and name in borrows)
            assert asked == ([(ours.id, 7)] if reads else []), name
            assert granted == ([ours.id] if lent and name in borrows else []), name
            own = {ours.id, unasked.id} if name in holds else {theirs.id} if name in borrows else set()
            assert seen == own | ({ours.id} if lent and name in borrows else set()), name

    expect(lent=False)
    desk.lend(made, other, decides=True)
    expect(lent=True)
    with desk.town.inside(), connection.cursor() as cursor:
        cursor.execute("update cases_grant set ended_at = now() where case_id = %s", [made.case_id])
    expect(lent=False)
    # Whose a stock is: yes or no to whoever knows both numbers, the same to all.
    pairs = [
        (ours.id, desk.town.wall_id, True),
        (ours.id, other.town.wall_id, False),
        (uuid.uuid4(), uuid.uuid4(), False),
    ]
    for reach in actors.values():
        with acting(reach), connection.cursor() as cursor:
            for asked, wall, answer in pairs:
                cursor.execute("select cases_stock_of_wall(%s, %s)", [asked, wall])
                assert cursor.fetchone() == (answer,)
