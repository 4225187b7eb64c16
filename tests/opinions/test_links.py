"""The link of an expert outside: bound to its address, opened by a code on each device, nothing when forwarded."""

import datetime as dt

import pytest
from django.test import Client

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.opinions.data import Expert
from parvis.opinions.domain import asking, linking
from parvis.opinions.models import Device, Link, Opinion
from tests.cases.test_desk import text
from tests.factories import attached
from tests.opinions import asked
from tests.queue import run_waiting

pytestmark = pytest.mark.django_db
EMAIL = "p.maes@sdis59.example"


@pytest.fixture
def here(db):
    return asked.desk()


@pytest.fixture
def made(here):
    found = here.submit()
    here.take(found, here.malik)
    return found


@pytest.fixture
def opinion(here, made):
    return asked.ask(
        here,
        made,
        Expert(email=EMAIL, name="Capitaine Maes"),
        rule="safety",
        parts=("0.0",),
        yes_no=(("access", "L’accès des secours est-il libre ?"),),
    )


def browser(here):
    return Client(HTTP_HOST=f"{here.place.host}:8000")


def path_of(number=-1, template="asked"):
    return asked.address_in(asked.mails(template)[number])


def opened(here, path, client=None):
    """A browser on which the link was opened with its code."""
    client = client or browser(here)
    assert client.post(path).status_code == 302
    run_waiting()
    sent = client.post(f"{path}code/", {"code": asked.code_in(asked.mails("code")[-1])})
    assert sent.status_code == 302, text(sent)
    return client


def test_the_link_alone_opens_nothing_and_sends_nothing(here, made, opinion):
    answer = browser(here).get(path_of())
    page = text(answer)
    assert answer.status_code == 200
    assert opinion.words not in page
    assert made.reference not in page
    assert "p•••@sdis59.example" in page
    assert EMAIL not in page
    run_waiting()
    assert asked.mails("code") == []


def test_the_code_opens_it_on_that_device_and_it_is_answered(here, made, opinion):
    client = opened(here, path_of())
    page = text(client.get(path_of()))
    assert opinion.words in page
    assert "L’accès des secours est-il libre" in page
    assert asked.mails("code")[-1].to == EMAIL
    wrong = client.post(path_of(), {"favour": "unfavourable", "signed": ""})
    assert wrong.status_code == 422
    for anchor in ("reply", "q-access", "signed"):
        assert f'href="#{anchor}"' in wrong.content.decode()
    sent = {"favour": "reserved", "reply": "Laisser 4 m.", "q-access": "yes", "signed": "Cne P. Maes"}
    assert client.post(path_of(), sent).status_code == 302
    assert "Laisser 4 m." in text(client.get(path_of()))
    again = client.post(path_of(), sent | {"favour": "favourable", "reply": "Autre"})
    assert "déjà répondu" in text(again)
    run_waiting()
    [given] = asked.entries(made, "opinion_given")
    assert given.data["favour"] == "reserved"
    assert asked.one(opinion.id).ender_name == "Cne P. Maes"


def test_forwarded_it_opens_nothing_elsewhere(here, opinion):
    path = path_of()
    opened(here, path)
    stranger = browser(here)
    for address in (path, f"{path}code/"):
        assert opinion.words not in text(stranger.get(address))
    assert stranger.post(path, {"favour": "favourable", "signed": "x"}).status_code == 302  # asks for a code
    assert asked.one(opinion.id).state == "awaited"
    for _attempt in range(6):
        assert stranger.post(f"{path}code/", {"code": "000000"}).status_code == 422
    run_waiting()
    assert {mail.to for mail in asked.mails("code")} == {EMAIL}
    # the code of one device opens no other
    other = browser(here)
    other.post(path)
    first = asked.code_in(asked.mails("code")[-1])
    run_waiting()
    assert other.post(f"{path}code/", {"code": first}).status_code == 422


def test_a_code_is_tried_five_times_and_holds_a_quarter_of_an_hour(here, opinion, as_owner):
    path, client = path_of(), browser(here)
    client.post(path)
    run_waiting()
    right = asked.code_in(asked.mails("code")[-1])
    wrong = "000000" if right != "000000" else "000001"
    for _attempt in range(5):
        assert client.post(f"{path}code/", {"code": wrong}).status_code == 422
    assert client.post(f"{path}code/", {"code": right}).status_code == 422
    client.post(path)
    run_waiting()
    with as_owner():
        Device.objects.update(code_expires_at=clock.now())
    assert client.post(f"{path}code/", {"code": asked.code_in(asked.mails("code")[-1])}).status_code == 422


def test_codes_are_counted(here, opinion):
    path = path_of()
    answers = [browser(here).post(path).status_code for _attempt in range(linking.CODES.attempts + 1)]
    assert answers == [302] * linking.CODES.attempts + [429]


class TestLinksThatHoldNoMore:
    def test_expired_says_so_and_sends_a_new_one_to_the_same_address(self, here, opinion, as_owner):
        path = path_of()
        client = opened(here, path)
        with as_owner():
            Link.objects.update(expires_at=clock.now())
        answer = client.get(path)
        assert answer.status_code == 410
        assert "expiré" in text(answer)
        assert opinion.words not in text(answer)
        assert "nouveau lien" in text(client.post(f"{path}nouveau/"))
        run_waiting()
        assert [mail.to for mail in asked.mails("asked")] == [EMAIL, EMAIL]
        assert path_of() != path
        assert opinion.words in text(opened(here, path_of(), client).get(path_of()))

    def test_unknown_ones_tell_nothing(self, here, opinion):
        for token in ("x", "y" * 43, "z" * 200):
            answer = browser(here).get(f"/avis/{token}/")
            assert answer.status_code == 404
            assert "coupé" in text(answer)

    def test_withdrawn_and_closed(self, here, made, opinion):
        path = path_of()
        client = opened(here, path)
        with acting_as(here.malik.id, Right.HANDLE_CASES):
            asking.withdraw(opinion.id, "", by=here.actor(here.malik), at=clock.now())
        answer = client.get(path)
        assert answer.status_code == 410
        assert "ne demande plus cet avis" in text(answer)
        client.post(f"{path}nouveau/")
        run_waiting()
        assert len(asked.mails("asked")) == 1
        assert [mail.to for mail in asked.mails("withdrawn")] == [EMAIL]
        asked.ask(here, made, Expert(email="autre@sdis59.example"))
        here.refuse(made, "Trop tard.")
        assert "La demande a reçu sa réponse" in text(browser(here).get(path_of()))

    def test_handed_on_to_a_colleague_of_the_same_body_alone(self, here, opinion):
        path = path_of()
        client = opened(here, path)
        for email in ("ami@gmail.com", "p.maes@autre.example", EMAIL.upper(), "nobody"):
            assert client.post(f"{path}transmettre/", {"email": email}).status_code == 422
        assert client.post(f"{path}transmettre/", {"email": "l.roy@sdis59.example", "name": "Roy"}).status_code == 200
        run_waiting()
        answer = client.get(path)
        assert answer.status_code == 410
        assert "transmise à un collègue" in text(answer)
        client.post(f"{path}nouveau/")
        run_waiting()
        assert [mail.to for mail in asked.mails("asked")] == [EMAIL, "l.roy@sdis59.example"]
        assert opinion.words in text(opened(here, path_of(), browser(here)).get(path_of()))

    def test_a_reminder_takes_the_place_of_the_link(self, here, made, opinion, as_owner):
        path = path_of()
        with acting_as(here.malik.id, Right.HANDLE_CASES):
            asking.remind(opinion.id, at=clock.now())
        assert "plus récent" in text(browser(here).get(path))
        assert browser(here).get(path_of(template="reminded")).status_code == 200


def test_declining_is_told_with_its_reason(here, made, opinion):
    path = path_of()
    client = opened(here, path)
    assert client.post(f"{path}decliner/", {"reason": " "}).status_code == 422
    assert client.post(f"{path}decliner/", {"reason": "Hors de notre ressort."}).status_code == 302
    run_waiting()
    assert asked.one(opinion.id).state == "declined"
    assert [entry.kind for entry in asked.entries(made)] == ["opinion_asked", "opinion_declined"]
    assert "Hors de notre ressort" not in str([entry.data for entry in asked.entries(made)])


def test_files_of_both_sides(here, made, opinion, as_owner):
    client = opened(here, path_of())
    from django.core.files.uploadedfile import SimpleUploadedFile

    paper = SimpleUploadedFile("plan.pdf", attached.pdf(), "application/pdf")
    # wrong answer, right file: it stays, and may be left out again
    sent = client.post(path_of(), {"favour": "", "files": paper})
    assert sent.status_code == 422
    [kept] = asked.one(opinion.id).reply_files
    assert kept["name"] == "plan.pdf"
    got = client.get(f"{path_of()}fichiers/{kept['id']}/")
    assert got.status_code == 200
    assert browser(here).get(f"{path_of()}fichiers/{kept['id']}/").status_code == 404
    from tests.cases.test_desk import client_of

    agent = client_of(here.malik)
    assert agent.get(f"/agents/dossiers/{made.reference}/avis/{opinion.id}/fichiers/{kept['id']}/").status_code == 200
    # the person concerned finds it nowhere
    from parvis.files.models import StoredFile

    with acting(Reach(subjects=(made.subject_id,))):
        assert not StoredFile.objects.filter(id=kept["id"]).exists()
    client.post(path_of(), {"remove": kept["id"]})
    assert asked.one(opinion.id).reply_files == []


def test_by_raw_sql_a_device_opens_its_opinion_while_its_link_holds(here, made, opinion, as_owner):
    opened(here, path_of())
    with as_owner():
        token = Device.objects.get().token_hash
        secret = Link.objects.get().token_hash
    with acting(Reach(token=token)):
        assert [one.id for one in Opinion.objects.all()] == [opinion.id]
        assert not Link.objects.exists()
    with acting(Reach(token=secret)):
        assert not Opinion.objects.exists()
        assert Link.objects.count() == 1
    for change in ({"expires_at": clock.now() - dt.timedelta(seconds=1)}, {"revoked_at": clock.now(), "why": "again"}):
        with as_owner():
            before = Link.objects.get()
            Link.objects.update(**change)
        with acting(Reach(token=token)):
            assert not Opinion.objects.exists()
        with as_owner():
            Link.objects.update(expires_at=before.expires_at, revoked_at=None)
    with as_owner():
        Device.objects.update(opened_at=None)
    with acting(Reach(token=token)):
        assert not Opinion.objects.exists()
