"""A draft that several write: invited by e-mail, proved by a code, merged question by question, ended by its owner."""

import datetime as dt
import re

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.cases.domain import sharing
from parvis.cases.models import Case, Draft, DraftChange, Share
from parvis.identity.secrets import digest
from parvis.identity.throttle import Limit
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.notifications.models import Mail
from parvis.privacy.domain.erasing import erase_account
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.procedures import temporary_bar_offered
from tests.factories.territory import territory
from tests.procedures.conftest import HOST, SLUG, posts

pytestmark = pytest.mark.django_db
ANNE = "anne@courriel.example"


@pytest.fixture
def town(db):
    with _as_owner():
        return temporary_bar_offered(territory())


def browser():
    return Client(headers={"host": HOST})


def text(answer):
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain.replace("\u202f", " ").replace("\u00a0", " "))


def mails(to=""):
    with _as_owner():
        found = Mail.objects.order_by("id")
        return [one for one in found if not to or one.to == to]


@pytest.fixture
def owner(town):
    """The browser of somebody without an account who filled in two pages, and the draft's address."""
    return began(browser())


@pytest.fixture
def holder(town):
    """The same of Jean, who has an account."""
    here = browser()
    jean = people.person("jean@courriel.example", given_name="Jean", family_name="Deswarte")
    people.sign_in(here, jean, host=HOST)
    return began(here)


def began(here):
    begun = here.post(f"/demarches/{SLUG}/commencer/")
    address = begun["Location"].split("page/")[0]
    for page in ("who", "event"):
        here.post(f"{address}page/{page}/", posts()[page])
    return here, address


def draft():
    with _as_owner():
        return Draft.objects.get()


def invite(owner, email=ANNE):
    here, address = owner
    data = {"email": email, "name": "Jean Deswarte", "own_email": "jean@courriel.example"}
    assert here.post(f"{address}a-plusieurs/", data).status_code == 302
    return re.search(r"/a-plusieurs/[^/\s]+/", mails(email)[-1].text)[0]


def code():
    return re.search(r"\b\d{6}\b", mails(ANNE)[-1].text)[0]


def joined(owner, here=None):
    here = here or browser()
    link = invite(owner)
    here.post(link, {"step": "code"})
    assert here.post(link, {"step": "join", "code": code(), "name": "Anne Roussel"}).status_code == 302
    return here, link


class TestInviting:
    def test_the_invitation_says_what_it_is_and_opens_nothing_without_the_code(self, town, owner):
        link, here = invite(owner), browser()
        said = text(here.get(link))
        assert "Jean Deswarte vous propose d’écrire une demande ensemble" in said
        assert "Corsaires" not in said
        assert here.get(owner[1]).status_code == 404
        assert here.post(link, {"step": "join", "code": "000000", "name": "Anne"}).status_code == 422
        assert here.get(owner[1]).status_code == 404

    def test_five_wrong_codes_and_it_is_dead(self, town, owner):
        link, here = invite(owner), browser()
        here.post(link, {"step": "code"})
        right = code()
        for _time in range(5):
            wrong = "000000" if right != "000000" else "111111"
            here.post(link, {"step": "join", "code": wrong, "name": "Anne"})
        assert here.post(link, {"step": "join", "code": right, "name": "Anne"}).status_code == 410

    def test_used_withdrawn_and_forwarded_links_open_nothing(self, town, owner):
        anne, link = joined(owner)
        other = browser()
        assert other.get(link).status_code == 410
        assert other.get(owner[1]).status_code == 404
        second = invite(owner, "paul@courriel.example")
        with _as_owner():
            pending = Share.objects.get(email="paul@courriel.example")
        owner[0].post(f"{owner[1]}a-plusieurs/{pending.id}/retirer/")
        assert other.get(second).status_code == 410
        assert anne.get(owner[1]).status_code == 200

    def test_an_account_writes_under_its_own_name(self, town, owner):
        who = people.person(given_name="Anne", family_name="Roussel")
        here = browser()
        people.sign_in(here, who, host=HOST)
        link = invite(owner)
        here.post(link, {"step": "code"})
        here.post(link, {"step": "join", "code": code()})
        with _as_owner():
            share = Share.objects.get()
        assert (share.person_id, share.name, share.token_hash) == (who.id, "Anne Roussel", "")

    def test_what_is_missing_is_said(self, town, owner):
        answer = owner[0].post(f"{owner[1]}a-plusieurs/", {"email": "nobody"})
        assert answer.status_code == 422
        assert Share.objects.count() == 0

    def test_nobody_is_told_at_an_address_that_they_did_not_prove(self, town, owner):
        joined(owner)
        assert not mails("jean@courriel.example")

    @pytest.mark.parametrize("name", ["Gagnez sur gain.example/x", "www.gain", "a@b", "Voir gain.example", "x:y"])
    def test_a_name_is_no_address(self, town, owner, name):
        here, address = owner
        answer = here.post(f"{address}a-plusieurs/", {"email": ANNE, "name": name})
        assert answer.status_code == 422
        assert "Écrivez un nom seul" in text(answer)
        link, anne = invite(owner), browser()
        anne.post(link, {"step": "code"})
        assert anne.post(link, {"step": "join", "code": code(), "name": name}).status_code == 422
        assert len(mails()) == 2

    def test_names_of_people_are_taken(self, town, owner):
        here, address = owner
        for number, name in enumerate(("M. Jean-Luc D’Hondt", "J.Deswarte", "Zoé N’Diaye, St.Omer")):
            data = {"email": f"a{number}@courriel.example", "name": name}
            assert here.post(f"{address}a-plusieurs/", data).status_code == 302

    def test_what_is_told_is_counted(self, town, holder, monkeypatch):
        monkeypatch.setattr("parvis.procedures.views.sharing.DRAFT_TOLD", Limit("draft:told", 1, dt.timedelta(hours=1)))
        anne, _link = joined(holder)
        anne.post(f"{holder[1]}page/event/", posts()["event"] | {"f-event_name": "Kermesse"})
        assert len(mails("jean@courriel.example")) == 1

    def test_who_was_invited_is_shown_to_the_owner_alone(self, town, owner):
        anne, _link = joined(owner)
        invite(owner, "paul@courriel.example")
        assert "paul@courriel.example" in text(owner[0].get(f"{owner[1]}a-plusieurs/"))
        seen = text(anne.get(f"{owner[1]}a-plusieurs/"))
        assert "paul@courriel.example" not in seen
        assert "une personne invitée" in seen


class TestErasing:
    @pytest.mark.parametrize("how", ["writes", "removed", "invited"])
    def test_an_erased_account_leaves_no_share(self, town, owner, how):
        who = people.person(ANNE, given_name="Anne", family_name="Roussel")
        here = browser()
        people.sign_in(here, who, host=HOST)
        if how == "invited":
            invite(owner)
        else:
            joined(owner, here)
            here.post(f"{owner[1]}page/event/", posts()["event"] | {"f-event_name": "Kermesse"})
        invite(owner, "paul@courriel.example")
        with _as_owner():
            share = Share.objects.get(email=ANNE)
        if how == "removed":
            owner[0].post(f"{owner[1]}a-plusieurs/{share.id}/retirer/")
        with acting(Reach(actor="worker", person=who.id)):
            erase_account(who.id, ANNE, at=clock.now())
        with _as_owner():
            assert [one.email for one in Share.objects.all()] == ["paul@courriel.example"]
            assert not DraftChange.objects.filter(name__contains="Roussel").exists()


class TestWriting:
    def test_both_write_and_read_who_changed_what(self, town, holder):
        owner = holder
        anne, _link = joined(owner)
        page = text(anne.get(f"{owner[1]}page/event/"))
        assert "Vous l’écrivez avec Jean Deswarte" in page
        anne.post(f"{owner[1]}page/event/", posts()["event"] | {"f-event_name": "Kermesse"})
        assert draft().answers["event_name"] == "Kermesse"
        seen = text(owner[0].get(f"{owner[1]}a-plusieurs/"))
        assert "Anne Roussel" in seen
        assert "Nom de la manifestation" in seen
        assert [one.subject for one in mails("jean@courriel.example")] == [
            "Anne Roussel écrit votre brouillon avec vous",
            "Anne Roussel a modifié votre brouillon\u00a0: Débit de boissons temporaire (buvette)",
        ] or "Anne Roussel a modifié" in mails("jean@courriel.example")[-1].subject

    def test_nobody_takes_back_what_the_other_wrote_since_their_page_was_drawn(self, town, owner):
        anne, _link = joined(owner)
        here, address = owner
        drawn = draft().version
        anne.post(f"{address}page/event/", posts()["event"] | {"f-event_name": "Kermesse", "version": drawn})
        stale = posts()["event"] | {"f-occasion": "public_feast", "version": drawn}
        answer = here.post(f"{address}page/event/", stale)
        assert "modifié dans une autre fenêtre" in text(answer)
        found = draft().answers
        assert found["event_name"] == "Kermesse"
        assert found["occasion"] == "public_feast"

    def test_who_tells_is_told_once_an_hour(self, town, holder):
        owner = holder
        anne, _link = joined(owner)
        for name in ("Un", "Deux", "Trois"):
            anne.post(f"{owner[1]}page/event/", posts()["event"] | {"f-event_name": name})
        told = [one for one in mails("jean@courriel.example") if "modifié" in one.subject]
        assert len(told) == 1
        with _as_owner():
            assert DraftChange.objects.count() == 3

    def test_the_owner_alone_sends_and_the_others_are_told(self, town, owner):
        anne, _link = joined(owner)
        here, address = owner
        for page in ("place_and_hours", "contact"):
            here.post(f"{address}page/{page}/", posts()[page])
        assert "Jean Deswarte envoie cette demande" in text(anne.get(address))
        anne.post(f"{address}envoyer/")
        with _as_owner():
            assert not Case.objects.exists()
        assert here.post(f"{address}envoyer/").status_code == 302
        with _as_owner():
            made = Case.objects.get()
        assert made.reference in mails(ANNE)[-1].text
        assert anne.get(address).status_code == 404
        assert anne.get(f"/demandes/{made.reference}/").status_code == 404

    def test_what_they_wrote_of_it_goes_when_it_is_sent(self, town, owner):
        anne, _link = joined(owner)
        here, address = owner
        anne.post(f"{address}page/event/", posts()["event"] | {"f-event_name": "Kermesse"})
        for page in ("place_and_hours", "contact"):
            here.post(f"{address}page/{page}/", posts()[page])
        with _as_owner():
            assert DraftChange.objects.exists()
        assert here.post(f"{address}envoyer/").status_code == 302
        with _as_owner():
            assert Case.objects.exists()
            assert not DraftChange.objects.exists()
            assert not Share.objects.exists()

    def test_the_last_changes_are_kept(self, town, owner):
        joined(owner)
        held = draft()
        with _as_owner():
            rows = [
                DraftChange(draft_id=held.id, at=clock.now(), name="x", version=number, before={})
                for number in range(203)
            ]
            DraftChange.objects.bulk_create(rows)
            kept = list(DraftChange.objects.order_by("version").values_list("version", flat=True))
        assert kept == list(range(3, 203))

    def test_statements_do_not_grow_with_changes(self, town, owner):
        anne, _link = joined(owner)

        def counted():
            with CaptureQueriesContext(connection) as found:
                assert owner[0].get(f"{owner[1]}a-plusieurs/").status_code == 200
            return len(found)

        anne.post(f"{owner[1]}page/event/", posts()["event"] | {"f-event_name": "Un"})
        first = counted()
        for name in ("Deux", "Trois"):
            anne.post(f"{owner[1]}page/event/", posts()["event"] | {"f-event_name": name})
        invite(owner, "paul@courriel.example")
        assert counted() <= first

    def test_removed_one_opens_nothing_and_is_told(self, town, owner):
        anne, _link = joined(owner)
        with _as_owner():
            share = Share.objects.get(removed_at=None)
        assert anne.post(f"{owner[1]}a-plusieurs/", {"email": "x@courriel.example", "name": "A"}).status_code == 422
        owner[0].post(f"{owner[1]}a-plusieurs/{share.id}/retirer/")
        for path in ("", "page/event/", "a-plusieurs/"):
            assert anne.get(f"{owner[1]}{path}").status_code == 404
        assert "n’écrivez plus" in mails(ANNE)[-1].subject

    def test_one_may_leave(self, town, owner):
        anne, _link = joined(owner)
        with _as_owner():
            share = Share.objects.get(removed_at=None)
        assert anne.post(f"{owner[1]}a-plusieurs/{share.id}/retirer/").status_code == 302
        assert anne.get(owner[1]).status_code == 404


class TestWalls:
    def raw(self, sql, *values):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else cursor.rowcount

    def test_who_writes_with_others_takes_nothing_over(self, town, owner):
        anne, _link = joined(owner)
        held, token = draft(), digest(anne.cookies["visite"].value)
        with acting(Reach(actor="web", token=token)):
            assert self.raw("select id from cases_draft") == [(held.id,)]
            for change in ("token_hash = repeat('a', 64)", "person_id = gen_random_uuid()", "shared = false"):
                with pytest.raises(ProgrammingError, match="somebody else"):
                    self.raw(f"update cases_draft set {change}")
            assert self.raw("delete from cases_draft") == 0
            assert self.raw("update cases_share set removed_at = now()") == 0
            with pytest.raises(ProgrammingError, match="row-level security"):
                self.raw(
                    "insert into cases_share (id, draft_id, email, language, invited_by, owner_email, invited_at,"
                    " expires_at, invite_hash, code_hash, tries, name, token_hash)"
                    " values (gen_random_uuid(), %s, 'a', 'fr', '', '', now(), now(), 'b', '', 0, '', '')",
                    held.id,
                )

    def test_nor_by_a_link_to_go_on_later(self, town, owner):
        anne, _link = joined(owner)
        held, token = draft(), digest(anne.cookies["visite"].value)
        assert anne.get(f"{owner[1]}plus-tard/").status_code == 200
        assert anne.post(f"{owner[1]}plus-tard/", {"email": ANNE}).status_code == 404
        with acting(Reach(actor="web", token=token)):
            taken = self.raw("select cases_draft_hand_on(%s, %s, %s)", held.id, held.token_hash, token)
        assert taken == [(False,)]
        assert draft().token_hash == held.token_hash

    def test_strangers_see_neither_the_draft_nor_who_writes_it(self, town, owner):
        joined(owner)
        for stranger in (Reach(actor="web"), Reach(actor="web", token="f" * 64), Reach(actor="worker")):
            with acting(stranger):
                assert not Draft.objects.exists()
                assert not Share.objects.exists()
                assert not DraftChange.objects.exists()

    def test_a_code_without_its_link_opens_nothing(self, town, owner):
        link, here = invite(owner), browser()
        here.post(link, {"step": "code"})
        with _as_owner():
            share = Share.objects.get()
        with acting(Reach(actor="web", token="e" * 64)):
            accepted = self.raw(
                "select cases_share_accept('', %s, repeat('e', 64), 'X', %s)", share.code_hash, clock.now()
            )
        assert accepted == [(None,)]
        assert sharing.MOST == 5
