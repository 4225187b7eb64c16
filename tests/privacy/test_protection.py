"""The data protection officer's pages: within their walls, shown before it is confirmed, done by a job, then proved."""

import datetime as dt
import re
from argparse import Namespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.access.models import Consultation, Refusal
from parvis.cases.models import Allotment, Case, Licence
from parvis.identity.api import subject_for
from parvis.kernel import clock
from parvis.kernel.cli import CommandError
from parvis.kernel.reach import Reach, acting
from parvis.ledger import api as ledger
from parvis.privacy import cli
from parvis.privacy.domain import requests
from parvis.privacy.jobs import erase
from parvis.privacy.models import Erasure
from parvis.privacy.registry import Eraser, erasers
from tests.cases.counted import PLACES, publish
from tests.cases.test_stocks import set_capacity
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import Desk, desk as make_desk
from tests.queue import run_waiting

pytestmark = pytest.mark.django_db
HOME, ERASE = "/agents/protection/", "/agents/protection/effacer/"


@pytest.fixture
def desk(db) -> Desk:
    return make_desk()


def signed(desk: Desk, who=None) -> Client:
    client = Client()
    people.sign_in(client, who or desk.helene, host=desk.place.host)
    return client


def reference(made) -> str:
    with _as_owner():
        return Case.objects.values_list("reference", flat=True).get(id=made.case_id)


def shown(page: str) -> str:
    return re.search(r'name="shown" value="([^"]+)"', page)[1]


def asked(client: Client, typed: str, *who, **said):
    page = client.post(HOME, {"q": typed}).content.decode()
    form = {"shown": shown(page), "who": [str(one.subject_id) for one in who], "reason": "request", "sure": "1"}
    return client.post(ERASE, form | said)


@pytest.mark.parametrize("typed", ["reference", " REFERENCE ", "email"])
def test_somebody_is_found_and_erased_and_the_record_stays_whole(desk, typed):
    made, other = desk.submit(email="Jeanne@Example.org"), desk.submit(email="autre@example.org")
    desk.reply(made, "Bonjour")
    run_waiting()
    client = signed(desk)
    words = "jeanne@example.org" if typed == "email" else reference(made)
    words = f" {words.lower().replace('-', '')} " if typed == " REFERENCE " else words
    page = client.post(HOME, {"q": words}).content.decode()
    assert reference(made) in page
    assert reference(other) not in page
    assert "1 message" in page
    with _as_owner():
        assert Consultation.objects.filter(object_id=made.subject_id, person_id=desk.helene.id).count() == 1
    answer = asked(client, words, made)
    assert answer.status_code == 302
    assert "0 sur 1" in client.get(answer.url).content.decode()
    run_waiting()
    page = client.get(answer.url).content.decode()
    assert "Fait" in page
    assert "Demandes" in page
    with _as_owner():
        assert list(Case.objects.values_list("id", flat=True)) == [other.case_id]
        [row] = Erasure.objects.all()
        assert (row.state, row.subject_id, row.held, row.rows["cases"]) == ("done", None, 0, 1)
        ledger.sequence()
        assert ledger.verify().whole
        Erasure.objects.filter(id=row.id).update(asker_name="")  # an officer's own erasure
        assert ledger.verify().whole
    assert client.post(HOME, {"q": words}).status_code == 404


def test_an_account_is_found_by_its_address_behind_ones_own_walls_alone(desk):
    other = make_desk("Gravelines", "GV", "59273")
    person = people.person("amina@example.org")
    made = []
    for one in (desk, other):
        with acting(Reach(person=person.id)):
            subject_id = subject_for(person.id, one.town.wall_id)
        found = one.submit(email="ailleurs@example.org")
        made.append(found)
        with _as_owner():
            Case.objects.filter(id=found.case_id).update(subject_id=subject_id)
    page = signed(desk).post(HOME, {"q": "Amina@example.org"}).content.decode()
    assert reference(made[0]) in page
    assert reference(made[1]) not in page
    # the doors give nothing to anybody else, whatever their walls
    with acting(Reach(actor="web", walls=(desk.town.wall_id,))), connection.cursor() as cursor:
        for door in ("identity_subjects_with", "cases_held_with"):
            cursor.execute(f"select * from {door}('amina@example.org')")
            assert cursor.fetchall() == []


def test_what_lies_outside_is_not_there_and_the_attempt_is_written_down(desk):
    other = make_desk("Gravelines", "GV", "59273")
    made = other.submit(email="jeanne@example.org")
    client = signed(desk)
    for typed in (reference(made), "jeanne@example.org", "personne@example.org"):
        assert client.post(HOME, {"q": typed}).status_code == 404
    assert client.post(HOME, {"q": " "}).status_code == 422
    with _as_owner():
        assert Refusal.objects.filter(person_id=desk.helene.id, sought="").count() == 3


def test_nobody_but_the_officer_opens_it(desk):
    for who in (desk.sofia, desk.malik):
        client = signed(desk, who)
        assert client.get(HOME).status_code == 404
        assert client.post(HOME, {"q": "x"}).status_code == 404
        assert client.post(ERASE, {"shown": "x"}).status_code == 404


def test_only_what_was_shown_to_this_officer_is_erased(desk):
    made, other = desk.submit(email="jeanne@example.org"), desk.submit(email="autre@example.org")
    client = signed(desk)
    page = client.post(HOME, {"q": "jeanne@example.org"}).content.decode()
    form = {"shown": shown(page), "reason": "request", "sure": "1"}
    assert client.post(ERASE, form | {"who": [str(other.subject_id)]}).status_code == 422
    colleague = people.member(desk.place, people.Role.DATA_PROTECTION_OFFICER)
    assert signed(desk, colleague).post(ERASE, form | {"who": [str(made.subject_id)]}).status_code == 404
    assert client.post(ERASE, form | {"shown": "forged", "who": [str(made.subject_id)]}).status_code == 302
    for missing in ({"reason": "because"}, {"sure": None}, {"who": []}):
        said = {k: v for k, v in (form | {"who": [str(made.subject_id)]} | missing).items() if v is not None}
        assert client.post(ERASE, said).status_code == 422
    with _as_owner():
        assert not Erasure.objects.exists()


def test_a_decision_stays_with_its_day_and_its_reason(desk):
    made = desk.submit(email="jeanne@example.org")
    desk.take(made, desk.malik)
    desk.refuse(made, "Trop de bruit.")
    run_waiting()
    open_one = desk.submit(email="jeanne@example.org")
    with _as_owner():
        Case.objects.filter(id=open_one.case_id).update(subject_id=made.subject_id)
    client = signed(desk)
    page = client.post(HOME, {"q": reference(made)}).content.decode()
    assert "Reste pour l’instant" in page
    assert "archives départementales" in page
    answer = asked(client, reference(made), made)
    run_waiting()
    page = client.get(answer.url).content.decode()
    assert "1 demande a dû rester" in page
    assert reference(made) in page
    with _as_owner():
        assert list(Case.objects.values_list("id", flat=True)) == [made.case_id]
        [row] = Erasure.objects.all()
        assert (row.held, row.subject_id, row.rows["cases"]) == (1, made.subject_id, 1)
        Case.objects.update(retain_until=clock.today() - dt.timedelta(days=1))
    page = client.get(HOME).content.decode()
    assert reference(made) in page
    asked(client, reference(made), made)
    run_waiting()
    with _as_owner():
        assert not Case.objects.exists()
    assert "Aucune demande n’a dépassé sa durée de conservation" in client.get(HOME).content.decode()


def test_what_was_counted_is_free_again(desk):
    with _as_owner():
        publish(desk.town, PLACES)
    client = signed(desk)
    set_capacity(desk.town, "Fête", 1)
    made = desk.submit(event_name="Fête", email="jeanne@example.org")
    desk.take(made, desk.malik)
    desk.move(made, "accept", desk.malik)
    with _as_owner():
        assert Allotment.objects.filter(case_id=made.case_id).exists()
        Case.objects.update(retain_until=clock.today() - dt.timedelta(days=1))
    run_waiting()
    asked(client, reference(made), made)
    run_waiting()
    with _as_owner():
        assert not Allotment.objects.exists()
        assert not Licence.objects.exists()


def test_one_that_fails_is_told_and_tried_again(desk):
    made = desk.submit(email="jeanne@example.org")
    client = signed(desk)
    answer = asked(client, reference(made), made)

    def fails(*_: object) -> int:
        raise OSError("disk")

    with _as_owner():
        row = Erasure.objects.get()
    with erasers.overridden(Eraser("files", 80, erasers["files"].covers, subject=fails)), pytest.raises(OSError):
        erase(erasure_id=str(row.id), wall_id=str(row.wall_id))
    assert "L’un des effacements a échoué" in client.get(answer.url).content.decode()
    with _as_owner():
        assert Case.objects.filter(id=made.case_id).exists()
    run_waiting()
    assert "Fait" in client.get(answer.url).content.decode()
    with acting(Reach(actor="worker", walls=(row.wall_id,))):
        assert requests.carry_out(row.id) is None
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute("update privacy_erasure set rows = '{}'")


def test_its_statements_do_not_grow(desk):
    def count() -> int:
        client = signed(desk)
        client.get(HOME)
        with CaptureQueriesContext(connection) as found:
            assert client.post(HOME, {"q": "jeanne@example.org"}).status_code == 200
        return len(found)

    first = desk.submit(email="jeanne@example.org")
    once = count()
    for _ in range(4):
        more = desk.submit(email="jeanne@example.org")
        with _as_owner():
            Case.objects.filter(id=more.case_id).update(subject_id=first.subject_id)
    assert count() == once


def test_an_operator_is_shown_before_they_say_yes(desk, capsys):
    made = desk.submit(email="jeanne@example.org")
    desk.take(made, desk.malik)
    desk.refuse(made, "Trop de bruit.")
    two = desk.submit(email="jeanne@example.org")
    said = Namespace(who="Jeanne@example.org", organisation="59183", yes=False, reason="request")
    with _as_owner():
        assert cli.erase(said) == 0
        assert "Nothing was changed" in capsys.readouterr().out
        assert Case.objects.count() == 2
        said.yes = True
        assert cli.erase(said) == 0
        out = capsys.readouterr().out
        assert "stays (until 20" in out
        assert "1 things kept by law" in out
        assert list(Case.objects.values_list("id", flat=True)) == [made.case_id]
        assert not Case.objects.filter(id=two.case_id).exists()
        Case.objects.update(retain_until=clock.today() - dt.timedelta(days=1))
        assert cli.due(Namespace(organisation="59183")) == 0
        assert "1 due" in capsys.readouterr().out
        for wrong in ({"who": "personne@example.org"}, {"organisation": "59999"}):
            with pytest.raises(CommandError):
                cli.erase(Namespace(**(vars(said) | wrong)))
