"""A sent request that several follow, or that goes on in other hands: a key of its own, proved addresses, no more."""

import hashlib
import re

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.access.cookies import VISITOR as VISITOR_COOKIE
from parvis.access.models import Guest
from parvis.cases.data import NotFound
from parvis.cases.domain import again, drafts, renewing, sharing, submitting
from parvis.cases.models import Case, Draft, Message, Share, TimelineEntry
from parvis.identity.models import Subject
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting, current
from parvis.notifications.models import Mail
from parvis.privacy.domain.erasing import erase_account
from tests.cases.own import opened
from tests.cases.test_desk import client_of, text
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import VISITOR, desk as make_desk

pytestmark = pytest.mark.django_db
ANNE = "anne@courriel.example"


@pytest.fixture
def here(db):
    return make_desk()


@pytest.fixture
def jean(here):
    """Jean's account with two requests behind the same wall, and his browser."""
    who = people.person("jean@courriel.example", given_name="Jean", family_name="Deswarte")
    made, other = here.submit(), here.submit(50)
    with _as_owner():
        own = Subject.objects.create(person_id=who.id, wall_id=here.town.wall_id)
        for one in (made, other):
            with connection.cursor() as cursor:
                cursor.execute("select cases_rekey(%s, %s)", [one.case_id, own.id])
    browser = Client(headers={"host": here.place.host})
    people.sign_in(browser, who, host=here.place.host)
    return browser, made, other, who


def browser_of(here, who=None):
    found = Client(headers={"host": here.place.host})
    if who is not None:
        people.sign_in(found, who, host=here.place.host)
    return found


def last(to):
    with _as_owner():
        return Mail.objects.filter(to=to).order_by("-id").first()


def invite(browser, made, email=ANNE, **more):
    data = {"what": "with", "email": email, "name": "Jean Deswarte"} | more
    answer = browser.post(f"/demandes/{made.reference}/avec/", data)
    assert answer.status_code == 302, text(answer)
    return re.search(r"/demandes/invitation/[^/\s]+/", last(email).text)[0]


def joins(browser, link, email=ANNE, name="Anne Roussel"):
    browser.post(link, {"step": "code"})
    code = re.search(r"\b\d{6}\b", last(email).text)[0]
    return browser.post(link, {"step": "join", "code": code, "name": name})


def case(made):
    with _as_owner():
        return Case.objects.get(id=made.case_id)


@pytest.mark.parametrize("account", [False, True])
def test_a_guest_follows_answers_is_told_and_ends_nothing(here, jean, account):
    owner, made, other, _who = jean
    anne = browser_of(here, people.person(ANNE, given_name="Anne", family_name="Roussel") if account else None)
    page = f"/demandes/{made.reference}/"
    link = invite(owner, made)
    assert anne.post(link, {"step": "join", "code": "000000", "name": "Anne"}).status_code == 422
    assert anne.get(page).status_code == 404
    assert joins(anne, link).status_code == 302
    # this request, and nothing else that its holder asked
    assert anne.get(page).status_code == 200
    assert anne.get(f"/demandes/{other.reference}/").status_code == 404
    assert owner.get(page).status_code == owner.get(f"/demandes/{other.reference}/").status_code == 200
    assert browser_of(here).get(link).status_code == 410
    # she writes under her own name, and agents read in its story who she is
    assert anne.post(f"{page}message/", {"body": "Le plan est joint.", "version": "1"}).status_code == 302
    with _as_owner():
        assert Message.objects.get(case_id=made.case_id).author_name == "Anne Roussel"
    assert "Anne Roussel suit la demande, sur invitation de Jean Deswarte" in text(
        client_of(here.malik).get(f"/agents/dossiers/{made.reference}/")
    )
    # what ends it, and whom else it is opened to, is its holder's
    assert anne.post(f"{page}suite/withdraw/", {"version": case(made).version, "reason": "x"}).status_code != 200
    assert case(made).closed_at is None
    assert anne.post(f"{page}avec/", {"what": "with", "email": "x@y.example", "name": "Anne"}).status_code == 404
    assert anne.post(f"{page}notification/", {"agreed": "1"}).status_code == 404
    # what the department writes is told to both
    here.move(made, "take", here.sofia)
    here.refuse(made, "Le terrain est pris.")
    with _as_owner():
        told = set(Mail.objects.filter(template="cases/decided").values_list("to", flat=True))
    assert ANNE in told or not told  # the press brings the sealed act with it
    with _as_owner():
        share = Share.objects.get(case_id=made.case_id)
    assert owner.post(f"{page}avec/{share.id}/retirer/").status_code == 302
    assert anne.get(page).status_code == 404
    with _as_owner():
        kinds = list(TimelineEntry.objects.filter(case_id=made.case_id).order_by("id").values_list("kind", flat=True))
    assert kinds.count("joined") == kinds.count("left") == 1


@pytest.mark.parametrize("stays", [False, True])
def test_it_goes_on_in_other_hands(here, jean, stays):
    owner, made, other, _who = jean
    page = f"/demandes/{made.reference}/"
    anne = browser_of(here)
    link = invite(owner, made, what="over", **({"stays": "1"} if stays else {}))
    assert joins(anne, link).status_code == 302
    found = case(made)
    assert found.holder == {"name": "Anne Roussel", "email": ANNE}
    assert found.second_elements == [ANNE]
    assert anne.get(page).status_code == 200
    assert anne.get(f"/demandes/{other.reference}/").status_code == 404
    assert owner.get(page).status_code == (200 if stays else 404)
    assert owner.get(f"/demandes/{other.reference}/").status_code == 200
    if stays:
        assert owner.post(f"{page}avec/", {"what": "over", "email": "x@y.example", "name": "J"}).status_code == 404
    # she holds it: she may withdraw it, and is who the department writes to
    assert "Demande confiée par Jean Deswarte à Anne Roussel" in text(
        client_of(here.malik).get(f"/agents/dossiers/{made.reference}/")
    )
    assert anne.post(f"{page}suite/withdraw/", {"version": found.version, "reason": "x"}).status_code == 302
    assert case(made).closed_at is not None


def test_who_has_no_account_gives_it_on_and_their_device_opens_it_no_more(here):
    made = here.submit()
    owner = opened(browser_of(here), made)
    page = f"/demandes/{made.reference}/"
    assert owner.get(page).status_code == 200
    anne = people.person(ANNE, given_name="Anne", family_name="Roussel")
    link = invite(owner, made, what="over", stays="1")
    former = next(one for one in case(made).second_elements if "@" in one)
    assert joins(browser_of(here, anne), link).status_code == 302
    assert owner.get(page).status_code == 404
    subject = case(made).subject_id
    with _as_owner():
        assert Subject.objects.get(id=subject).person_id == anne.id
        # they wanted to go on following it: an invitation waits for them, to be proved like any other
        waiting = Share.objects.get(case_id=made.case_id, accepted_at=None)
    assert waiting.email == former
    # what they gave with it opens it no more
    tracked = owner.post("/suivre/", {"reference": made.reference, "element": former})
    assert tracked.status_code == 422


def test_hostile_hands(here, jean):
    owner, made, _other, who = jean
    page = f"/demandes/{made.reference}/avec/"
    stranger = browser_of(here)
    assert stranger.post(page, {"what": "with", "email": ANNE, "name": "X"}).status_code == 404
    assert owner.post(page, {"what": "with", "email": "pas une adresse", "name": "J"}).status_code == 422
    link = invite(owner, made)
    # an invitation to oneself makes nobody their own guest
    browser_of(here, who).post(link, {"step": "code"})
    code = re.search(r"\b\d{6}\b", last(ANNE).text)[0]
    assert owner.post(link, {"step": "join", "code": code, "name": "J"}).status_code == 422
    with _as_owner():
        assert not Guest.objects.exists()
        share = Share.objects.get(case_id=made.case_id)
    for reach in (Reach(), Reach(person=new_id()), Reach(subjects=(new_id(),))):
        with acting(reach):
            assert not Share.objects.exists()
            assert not Guest.objects.exists()
            with connection.cursor() as cursor:
                cursor.execute(
                    "select cases_share_end(%s, now()), cases_set_apart(%s, %s)", [share.id, made.case_id, new_id()]
                )
                assert cursor.fetchone() == (False, None)
    with acting(Reach(subjects=(case(made).subject_id,))):
        for statement in (
            "update cases_share set accepted_at = now()",
            "update cases_case set holder = '{}'",
            "insert into access_guest (id, wall_id, subject_id, token_hash)"
            f" values ('{new_id()}', '{here.town.wall_id}', '{case(made).subject_id}', 'x')",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
    # seen by the drafts' page of invitations, it is none
    assert stranger.get(link.replace("/demandes/invitation/", "/demarches/a-plusieurs/")).status_code in (404, 410)


def test_an_erased_guest_leaves_nothing_and_takes_nothing(here, jean):
    owner, made, _other, _who = jean
    anne = people.person(ANNE, given_name="Anne", family_name="Roussel")
    joins(browser_of(here, anne), invite(owner, made))
    with _as_owner():
        assert Guest.objects.count() == 1
        erase_account(anne.id, ANNE, at=clock.now())
        assert not Guest.objects.exists()
        assert not Share.objects.exists()
        assert Case.objects.filter(id=made.case_id).exists()


def test_links_of_sent_requests_lapse_and_die(here, jean):
    owner, made, _other, _who = jean
    link, anne = invite(owner, made), browser_of(here)
    anne.post(link, {"step": "code"})
    for _time in range(5):
        anne.post(link, {"step": "join", "code": "00000", "name": "Anne"})
    assert anne.get(link).status_code == 410
    link = invite(owner, made)
    with clock.fixed(clock.now() + sharing.INVITED_FOR):
        assert anne.get(link).status_code == 410


def test_its_page_asks_no_more_for_more_people(here, jean):
    browser, made, _other, _who = jean
    path = f"/demandes/{made.reference}/avec/"

    def statements():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200
        return len(asked)

    invite(browser, made)
    statements()  # what a process reads once
    first = statements()
    for number in range(3):
        invite(browser, made, f"personne{number}@courriel.example")
    assert statements() == first


def key(made, subject):
    """Have a request opened by that key, as those that steps made of another one once were."""
    with _as_owner(), connection.cursor() as cursor:
        cursor.execute("select cases_rekey(%s, %s)", [made.case_id, subject])


def test_guests_come_along_and_the_former_holder_keeps_what_else_they_had(here, jean):
    owner, made, other, _who = jean
    anne = browser_of(here)
    pages = [f"/demandes/{one.reference}/" for one in (made, other)]
    joins(anne, invite(owner, made))
    key(other, case(made).subject_id)
    invite(owner, made, email="bob@courriel.example")
    assert [anne.get(page).status_code for page in pages] == [200, 404]
    assert [owner.get(page).status_code for page in pages] == [200, 200]
    carl, address = browser_of(here), "carl@courriel.example"
    link = invite(owner, made, what="over", email=address)
    key(other, case(made).subject_id)
    assert joins(carl, link, address, "Carl").status_code == 302
    assert [carl.get(page).status_code for page in pages] == [200, 404]
    assert [anne.get(page).status_code for page in pages] == [200, 404]
    assert [owner.get(page).status_code for page in pages] == [404, 200]


def test_guests_neither_renew_nor_begin_again_nor_come_back_by_what_they_read(here, jean, monkeypatch):
    owner, made, _other, _who = jean
    anne, found = browser_of(here), case(made)
    monkeypatch.setattr(renewing, "renewable", lambda *_args: True)
    joins(anne, invite(owner, made))
    anne.post(f"/demandes/{made.reference}/renouveler/")
    token = hashlib.sha256(anne.cookies[VISITOR_COOKIE].value.encode()).hexdigest()
    subject = case(made).subject_id
    with acting(Reach(subjects=(subject,), token=token)):
        assert not Draft.objects.filter(renews_id=made.case_id).exists()
        assert again.earlier(found.case_type_id, found.organisation_id) == []
        assert again.taken(made.reference, found.case_type_id, found.revision_id, "fr") is None
        with pytest.raises(ProgrammingError, match="not a case to renew"), transaction.atomic():
            drafts.start(
                found.case_type_id,
                found.organisation_id,
                by=VISITOR,
                at=clock.now(),
                token_hash=token,
                answers={},
                renews_id=made.case_id,
            )
    # what was given with it stands on the page: it makes no holder of who reads it there, nor of who was removed
    elsewhere = browser_of(here)
    for element in found.second_elements:
        tried = elsewhere.post("/suivre/", {"reference": made.reference, "element": element})
        assert tried.status_code == 422
        assert "Plusieurs personnes suivent" in text(tried)
    assert elsewhere.get(f"/demandes/{made.reference}/").status_code == 404
    # and what its holder may do goes on
    with acting(Reach(subjects=(subject,))):
        assert [one.reference for one in again.earlier(found.case_type_id, found.organisation_id)] == [made.reference]


def test_what_was_sent_leads_back_no_more_once_it_was_given_away(here):
    made = here.submit()
    with _as_owner():
        draft = Draft.objects.get(case_id=made.case_id)
    owner = opened(browser_of(here), made)
    joins(browser_of(here), invite(owner, made, what="over"))
    subject = case(made).subject_id
    with acting(Reach(token=draft.token_hash)):
        with pytest.raises(NotFound):
            submitting.submit(draft.id, by=VISITOR, at=clock.now())
        assert subject not in current().subjects


def test_it_is_given_away_however_many_follow_it(here):
    made = here.submit()
    owner = opened(browser_of(here), made)
    for number in range(sharing.MOST):
        invite(owner, made, email=f"g{number}@courriel.example")
    link = invite(owner, made, what="over", stays="1")
    assert joins(browser_of(here), link).status_code == 302
    with _as_owner():
        assert Share.objects.filter(case_id=made.case_id, removed_at=None, takes_over=False).count() == sharing.MOST + 1
