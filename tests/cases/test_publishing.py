"""Acts online: without personal data, sealed, dated in the ledger, never changed; and cards that wardens check."""

import copy
import datetime as dt

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.domain import cards, publishing
from parvis.cases.models import ActNotice, Card, Case, Decision, PublishedAct
from parvis.cases.plugins import erasers
from parvis.cases.plugins.documents import state
from parvis.documents.events import DocumentSealed
from parvis.documents.models import Document
from parvis.files import api as files
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from tests.cases.conftest import AT
from tests.cases.counted import PLACES, raw

pytestmark = pytest.mark.django_db

CARD = {
    "kind": "card",
    "series": "STA",
    "title": "Carte de stationnement résident",
    "holder": "{responsible.first_names} {responsible.family_name}",
    "plate": "{event_name}",
    "zone": "Zone {place}",
    "rules": ["À placer derrière le pare-brise."],
}


def accept(town, definition, **changes):
    cases.types.publish(town.case_type.id, CaseTypeDefinition.model_validate(definition), at=AT)
    town.case_type.refresh_from_db()
    malik = town.agent("supervisor")
    made = town.submit(**changes)
    with town.inside():
        cases.transition(made.case_id, "take", by=malik, at=AT, version=1)
        case = cases.transition(made.case_id, "accept", by=malik, at=AT, version=2)
        order = Document.objects.filter(case_id=case.id, kind="order").first()
    if order is not None:
        with acting(Reach(actor="worker", walls=(town.wall_id,))):
            state(
                DocumentSealed(
                    order.id, town.wall_id, case.subject_id, case.id, "order", order.number, "0" * 64, new_id(), AT
                )
            )
    return case, malik


def definition(**accepted):
    found = raw()
    found["decisions"]["accepted"].update(accepted)
    return found


def online(town):
    with acting(Reach(actor="worker", walls=(town.wall_id,))):
        ref = files.store(b"%PDF-1.7 ...", name="x.pdf", media_type="application/pdf", wall_id=town.wall_id)
        act = PublishedAct.objects.get()
        publishing.put_online(town.wall_id, act.number, ref.id, at=AT + dt.timedelta(minutes=1))
    return PublishedAct.objects.get()


PUBLIC = {"object": "Débit de boissons temporaire : {place}", "shown": ["place", "opens_at", "closes_at"]}


class TestActs:
    def test_only_what_was_chosen_stands_in_the_published_version(self, town):
        accept(town, definition(public=PUBLIC))
        with town.inside():
            extract = Document.objects.get(kind="extract")
            said = str(extract.content)
            assert (extract.case_id, extract.subject_id) == (None, None)
        assert "Place Jean-Bart" in said
        assert "[…]" in said
        for personal in ("Deswarte", "Corsaires", "Saint-Jean", "DK-26"):
            assert personal not in said
            assert personal not in extract.title
        assert extract.content["signatory"]["name"]

    def test_nothing_is_published_of_an_order_that_is_not_public(self, town):
        accept(town, definition(public=None))
        with town.inside():
            assert not Document.objects.filter(kind="extract").exists()
            assert not PublishedAct.objects.exists()

    def test_read_by_all_once_sealed_with_its_day_in_the_ledger(self, town):
        accept(town, definition(public=PUBLIC))
        with acting(Reach()):
            assert not PublishedAct.objects.exists()
        act = online(town)
        assert act.published_at == AT + dt.timedelta(minutes=1)
        with acting(Reach()):
            assert [found.number for found in publishing.page(town.organisation_id)] == [act.number]
            assert publishing.years(town.organisation_id) == [2026]
            assert publishing.page(town.organisation_id, year=2025) == []
            assert publishing.page(town.organisation_id, before=act.id) == []

    @pytest.mark.parametrize(
        "text",
        [
            "update cases_publishedact set object = 'x'",
            "update cases_publishedact set published_at = now()",
            "update cases_publishedact set published_at = null, file_id = null, sha256 = ''",
            "delete from cases_publishedact",
        ],
    )
    def test_never_changed_nor_removed(self, town, text, as_owner):
        accept(town, definition(public=PUBLIC))
        online(town)
        with town.inside(), pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            connection.cursor().execute(text)
        with as_owner(), pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            connection.cursor().execute(text)

    def test_it_outlives_the_case(self, town):
        case, _ = accept(town, definition(public=PUBLIC))
        act = online(town)
        with town.inside():
            cases.erase_case(case.id, at=AT)
        with acting(Reach()):
            assert publishing.find(town.organisation_id, act.number) is not None

    def test_the_pages(self, town, django_assert_max_num_queries):
        accept(town, definition(public=PUBLIC))
        act = online(town)
        browser = Client(headers={"host": "dunkerque.localhost"})
        with django_assert_max_num_queries(12):
            page = browser.get("/actes/?annee=2026")
        assert act.number in page.text
        assert "Place Jean-Bart" in page.text
        assert act.sha256 in browser.get(f"/actes/{act.number}/").text
        pdf = browser.get(f"/actes/{act.number}/acte.pdf")
        assert b"".join(pdf.streaming_content) == b"%PDF-1.7 ..."
        for odd in ("/actes/ARR-2026-9999/", "/actes/?avant=x", "/actes/x/acte.pdf"):
            assert browser.get(odd).status_code == 404
        assert browser.get("/actes/?annee=2026²&annee=99999999999").status_code == 200


class TestRevoked:
    @pytest.mark.parametrize(("ending", "words"), [("repeal", "abrogé le"), ("withdrawal", "retiré le")])
    def test_the_act_stays_with_a_line_more_and_its_document_says_so(self, town, ending, words):
        found = definition(public=PUBLIC)
        cancel = next(one for one in found["workflow"]["transitions"] if one["id"] == "cancel")
        cancel["actions"] = [{"type": "revoke", "options": {"ending": ending}}]
        case, malik = accept(town, found)
        act = online(town)
        with town.inside():
            cases.transition(case.id, "cancel", by=malik, at=AT, version=3, reason="À la demande de l’association.")
            assert ActNotice.objects.get().ended_on == dt.date(2026, 5, 4)
            kinds = set(Document.objects.filter(revoked_at__isnull=False).values_list("kind", flat=True))
            assert kinds == {"order", "extract"}
        browser = Client(headers={"host": "dunkerque.localhost"})
        for address in ("/actes/", f"/actes/{act.number}/"):
            assert words in browser.get(address).text
        assert browser.get(f"/actes/{act.number}/acte.pdf").status_code == 200
        with acting(Reach()):
            assert publishing.find(town.organisation_id, act.number).sha256 == act.sha256

    def test_an_ending_that_does_not_say_how_is_a_repeal(self, town):
        case, malik = accept(town, definition(public=PUBLIC))
        online(town)
        with town.inside():
            cases.transition(case.id, "cancel", by=malik, at=AT, version=3, reason="Annulée.")
            assert ActNotice.objects.get().ending == "repeal"

    @pytest.mark.parametrize("text", ["update cases_actnotice set ended_on = now()", "delete from cases_actnotice"])
    def test_what_was_said_stays(self, town, text, as_owner):
        case, malik = accept(town, definition(public=PUBLIC))
        online(town)
        with town.inside():
            cases.transition(case.id, "cancel", by=malik, at=AT, version=3, reason="Annulée.")
        for inside in (town.inside, as_owner):
            with inside(), pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
                connection.cursor().execute(text)

    def test_nothing_is_kept_of_what_was_granted_before_its_term(self, town):
        case, malik = accept(town, definition(public=None))
        with town.inside():
            cases.transition(case.id, "cancel", by=malik, at=AT, version=3, reason="Annulée.")
            assert erasers._held(town.wall_id, case.subject_id, AT) == 1


def card_definition():
    found = copy.deepcopy(raw(PLACES, allot=False))
    found["decisions"]["accepted"] = CARD
    found["decisions"]["valid"] = {"years": 1}
    return found


class TestCards:
    def test_given_checked_and_cancelled(self, town):
        case, malik = accept(town, card_definition(), event_name="AB-123-CD")
        with town.inside():
            decision = Decision.objects.get()
            assert (decision.valid_from, decision.valid_until) == (dt.date(2026, 5, 4), dt.date(2027, 5, 3))
            number = decision.label
            assert Card.objects.get().plate == "AB123CD"

        def check(plate="", day=dt.date(2026, 6, 1)):
            with acting(Reach()):
                return cards.find(town.organisation_id, number, plate, today=day)

        assert (check().state, check().same, check().zone) == ("valid", None, "Zone Place Jean-Bart")
        assert check("ab 123 cd").same is True
        assert check("AB-123-CE").same is False
        assert check(day=dt.date(2027, 5, 3)).state == "valid"
        assert check(day=dt.date(2027, 5, 4)).state == "ended"
        assert check(day=dt.date(2026, 5, 3)).state == "to_come"
        with town.inside():
            cases.transition(case.id, "cancel", by=malik, at=AT, version=3, reason="Véhicule vendu.")
            assert Document.objects.get(kind="card").revoked_at == AT
        assert check().state == "cancelled"

    @pytest.mark.parametrize("follows", [False, True])
    def test_a_renewal_before_the_end_ends_the_former_card_or_follows_it(self, town, as_owner, follows):
        """Its page says until when it holds, and the number of the one that holds from then on."""
        definition = card_definition()
        definition["renewal"] = {"renew_days": 60, "follows": follows}
        case, malik = accept(town, definition, event_name="AB-123-CD")
        with as_owner():
            former = Card.objects.get()
        asked = dt.date(2027, 4, 1)
        begins = former.valid_until + dt.timedelta(days=1) if follows else asked
        later = dt.datetime.combine(asked, dt.time(9), clock.PARIS)
        made = town.submit(event_name="AB-123-CD")
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(  # asked for nearly a year later: no silence is near
                "update cases_case set renews_id = %s, silence_on = null where id = %s", [case.id, made.case_id]
            )
        with town.inside():
            cases.transition(made.case_id, "take", by=malik, at=later, version=1)
            cases.transition(made.case_id, "accept", by=malik, at=later, version=2)
            newer = Card.objects.get(case=made.case_id)
        assert newer.valid_from == begins

        def check(number, day):
            with acting(Reach()):
                return cards.find(town.organisation_id, number, "", today=day)

        eve = begins - dt.timedelta(days=1)
        found = check(former.number, eve)
        assert (found.state, found.valid_until, found.newer) == ("valid", eve, newer.number)
        found = check(former.number, begins)
        assert (found.state, found.since, found.newer) == ("ended" if follows else "replaced", begins, newer.number)
        assert check(newer.number, eve).state == "to_come"
        assert check(newer.number, begins).state == "valid"

    def test_the_public_door_answers_wardens_alone(self, town):
        accept(town, card_definition(), event_name="AB-123-CD")
        for reach in (Reach(), Reach(actor="worker"), Reach(actor="timer")):
            with acting(reach), connection.cursor() as cursor:
                cursor.execute(
                    "select count(*) from cases_card_public(%s, 'STA-2026-0001', '')", [town.organisation_id]
                )
                assert cursor.fetchone() == (0,)
                assert not Card.objects.exists()

    def test_the_page(self, town):
        accept(town, card_definition(), event_name="AB-123-CD")
        browser = Client(headers={"host": "dunkerque.localhost"})
        with clock.fixed(AT):
            assert browser.get("/carte/?numero=").status_code == 200
            assert browser.get("/carte/STA-2026-1").headers["Location"] == "/carte/STA-2026-0001"
            page = browser.get("/carte/STA-2026-0001")
            assert "Carte valide" in page.text
            assert "AB-123" not in page.text
            assert "Deswarte" not in page.text
            found = browser.post("/carte/", {"number": "sta 2026 1", "plate": "ab123cd"})
            assert "pour ce véhicule" in found.text
            other = browser.post("/carte/", {"number": "STA-2026-0001", "plate": "ZZ-999-ZZ"})
            assert "n’est pas pour ce véhicule" in other.text
            assert browser.post("/carte/", {"number": "STA-2026-0002"}).status_code == 404
            assert browser.post("/carte/", {"number": " "}).status_code == 422
            for odd in ("\x00", "STA-2026-99999999999", "é" * 300):
                assert browser.post("/carte/", {"number": odd, "plate": odd}).status_code in (400, 404, 422)

    def test_whoever_walks_through_the_numbers_is_held_back(self, town, monkeypatch):
        from parvis.cases.views import cards as view
        from parvis.identity.api import Limit

        monkeypatch.setattr(view, "CHECKS", Limit("cases:card", 2, dt.timedelta(minutes=10)))
        browser = Client(headers={"host": "dunkerque.localhost"})
        answers = [browser.get(f"/carte/STA-2026-000{number}").status_code for number in range(1, 5)]
        assert answers[:2] == [404, 404]
        assert answers[-1] == 429

    def test_erased_with_its_case(self, town):
        case, _ = accept(town, card_definition(), event_name="AB-123-CD")
        with town.inside():
            cases.erase_case(case.id, at=AT)
            assert not Card.objects.exists()
            assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("STA-2026-0042", "STA-2026-0042"),
        (" sta 2026 42 ", "STA-2026-0042"),
        ("STA2026-42", "STA-2026-0042"),
        ("STA-2026-12345", "STA-2026-12345"),
        ("STA-2026", ""),
        ("'; drop table", ""),
        ("", ""),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed, number):
    assert cards.number_of(typed) == number
