"""How much there is: seen by agents, set by supervisors, brought as a table, never below what is taken."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.access.api import Right, acting_as
from parvis.cases import api as cases
from parvis.cases.data import Full, NotFound
from parvis.cases.domain import capacities
from parvis.cases.models import Stock
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.cases.conftest import AT, make_town
from tests.cases.counted import KERB, PLACES, publish
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk

pytestmark = pytest.mark.django_db

EVENT = "Fête de la Saint-Jean"


def resource(town, name="places"):
    return next(one for one in capacities.counted([town.wall_id]) if one.resource.id == name)


class TestTables:
    @pytest.mark.parametrize(
        "data",
        [
            "Manifestation,Capacité\nFête,3\nTournoi,0\n".encode(),
            "\ufeffManifestation;Capacité\r\nFête;3\r\n\r\nTournoi; 0 \r\n".encode(),
            "Manifestation\tCapacité\nFête\t3\nTournoi\t0".encode("cp1252"),
        ],
    )
    def test_brought_in_whole(self, town, data):
        publish(town, PLACES)
        with town.inside():
            assert capacities.bring(resource(town), data, at=AT) == 2
            found = capacities.lines(resource(town), at=AT)
            assert [(line.label, line.capacity, line.used) for line in found] == [("Fête", 3, 0), ("Tournoi", 0, 0)]
            capacities.bring(resource(town), b"x;y\nFETE;5", at=AT)
            assert {line.capacity for line in capacities.lines(resource(town), at=AT)} == {5, 0}

    @pytest.mark.parametrize(
        ("data", "line"),
        [
            (b"", 0),
            (b"only a title\n", 0),
            (b"a;b\nF\xc3\xaate;3\nx\n", 3),
            (b"a;b\nx;-1\n", 2),
            (b"a;b\nx;1.5\n", 2),
            (b"a;b\nx;99999999999\n", 2),
            ("a;b\nx;²\n".encode(), 2),
            (b"a;b\nx;" + b"9" * 5_000, 2),
            (b"a;b\n;3\n", 2),
            (b"a;b\n\x00;3\n", 0),
            (b"\x89PNG\r\n\x1a\n\x00\x00", 0),
            (b'a;b\n"open;3\n', 2),
            (b"x" * 1_000_001, 0),
        ],
    )
    def test_nothing_of_a_bad_table_is_brought_in(self, town, data, line):
        publish(town, PLACES)
        with town.inside():
            with pytest.raises(capacities.NotATable) as caught:
                capacities.bring(resource(town), data, at=AT)
            assert not Stock.objects.exists()
        assert caught.value.problems
        if line:
            assert f" {line}" in caught.value.problems[0]


def test_a_capacity_is_never_below_what_is_taken_from_now_on(town):
    publish(town, KERB)
    malik = town.agent("supervisor")
    made = town.submit()
    with town.inside():
        cases.transition(made.case_id, "take", by=malik, at=AT, version=1)
        cases.transition(made.case_id, "accept", by=malik, at=AT, version=2, said={"metres": 40})
        stock = Stock.objects.get()
        with pytest.raises(capacities.InUse) as caught:
            capacities.set_capacity(stock.id, 39, walls=[town.wall_id], at=AT)
        assert caught.value.used == 40
        capacities.set_capacity(stock.id, 40, walls=[town.wall_id], at=AT)
        later = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)  # the event is over: nothing is taken any more
        capacities.set_capacity(stock.id, 1, walls=[town.wall_id], at=later)


def test_other_walls_have_stocks_of_their_own(town):
    publish(town, PLACES)
    other = make_town("Gravelines", "GR", "59273")
    with town.inside():
        capacities.add(resource(town), [EVENT], 3, at=AT)
        stock = Stock.objects.get()
    with acting(Reach(person=town.case_type.id, walls=(other.wall_id,))):
        assert not Stock.objects.exists()
        with pytest.raises(NotFound):
            capacities.set_capacity(stock.id, 9, walls=[other.wall_id], at=AT)


@pytest.mark.django_db(transaction=True)
class TestPages:
    def setup_desk(self):
        desk = make_desk()
        with _as_owner():
            publish(desk.town, PLACES)
        return desk, f"/agents/capacites/{desk.town.wall_id}/places/"

    def browser(self, desk, who):
        browser = Client(headers={"host": "localhost:8000"})
        people.sign_in(browser, who)
        return browser

    def test_a_supervisor_sets_and_an_agent_reads(self, django_assert_max_num_queries):
        desk, path = self.setup_desk()
        malik = self.browser(desk, desk.malik)
        assert path in malik.get("/agents/capacites/").text
        done = malik.post(f"{path}fixer/", {"add": "1", "part-0": EVENT, "amount": "2"}, follow=True)
        assert EVENT in done.text
        with _as_owner():
            stock = Stock.objects.get()
        assert stock.capacity == 2
        wrong = malik.post(f"{path}fixer/", {f"capacity-{stock.id}": "beaucoup"})
        assert wrong.status_code == 422
        assert "beaucoup" in wrong.text
        malik.post(f"{path}fixer/", {f"capacity-{stock.id}": "7"})
        with _as_owner():
            assert Stock.objects.get().capacity == 7
        table = SimpleUploadedFile("places.csv", b"Manifestation;Places\nTournoi;4\n")
        assert "Tournoi" in malik.post(f"{path}fixer/", {"bring": "1", "table": table}, follow=True).text
        sofia = self.browser(desk, desk.sofia)
        with django_assert_max_num_queries(12):
            page = sofia.get(path)
        assert "Tournoi" in page.text
        assert "Enregistrer les capacités" not in page.text
        assert sofia.post(f"{path}fixer/", {"add": "1", "part-0": "x", "amount": "2"}).status_code in (403, 404)

    def test_one_line_that_is_wrong_and_none_is_saved(self):
        desk, path = self.setup_desk()
        malik = self.browser(desk, desk.malik)
        for name, amount in (("Fête", "2"), ("Tournoi", "3"), (EVENT, "4")):
            malik.post(f"{path}fixer/", {"add": "1", "part-0": name, "amount": amount})
        made = desk.submit()
        desk.take(made, desk.malik)
        desk.move(made, "accept", desk.malik, reason="Belle fête à tous.")
        with _as_owner():
            ids = {stock.label: stock.id for stock in Stock.objects.all()}
        for wrong, said in (("beaucoup", "nombre entier"), ("0", "Déjà attribué")):
            sent = {"Fête": "9", "Tournoi": "8", EVENT: wrong}
            answer = malik.post(f"{path}fixer/", {f"capacity-{ids[name]}": text for name, text in sent.items()})
            assert answer.status_code == 422
            for words in ('value="9"', 'value="8"', f'value="{wrong}"', said, "Rien n’est encore enregistré"):
                assert words in answer.text, words
            with _as_owner():
                assert {stock.label: stock.capacity for stock in Stock.objects.all()} == {
                    "Fête": 2,
                    "Tournoi": 3,
                    EVENT: 4,
                }

    def test_an_agent_is_told_that_it_is_full_and_keeps_what_was_typed(self):
        desk, path = self.setup_desk()
        malik = self.browser(desk, desk.malik)
        malik.post(f"{path}fixer/", {"add": "1", "part-0": EVENT, "amount": "0"})
        made = desk.submit()
        desk.take(made, desk.malik)
        page = f"/agents/dossiers/{made.reference}/"
        assert "Reste 0 sur 0 (places)" in malik.get(page).text
        address = f"{page}suite/accept/"
        assert "il n’en reste pas assez" in malik.get(address).text
        answer = malik.post(address, {"version": "2", "reason": "Belle fête à tous."})
        assert answer.status_code == 409
        assert "Il n’en reste pas assez" in answer.text
        assert "Belle fête à tous." in answer.text
        with acting_as(desk.malik.id, Right.HANDLE_CASES), pytest.raises(Full):
            cases.transition(made.case_id, "accept", by=desk.actor(desk.malik), at=clock.now(), version=2)

    def test_what_is_counted_costs_the_page_one_statement(self):
        desk = make_desk()
        made = desk.submit()
        malik = self.browser(desk, desk.malik)
        page = f"/agents/dossiers/{made.reference}/"
        malik.get(page)
        with CaptureQueriesContext(connection) as plain:
            malik.get(page)
        with _as_owner():
            publish(desk.town, KERB | {"amount": 5}, PLACES)
        counting = desk.submit()
        with CaptureQueriesContext(connection) as counted:
            malik.get(f"/agents/dossiers/{counting.reference}/")
        assert len(counted) <= len(plain) + 1
