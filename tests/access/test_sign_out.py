"""Signing out on a shared computer leaves nothing open behind it, on any of our hosts."""

import pytest
from django.conf import settings
from django.test import Client

from parvis.access import cookies
from parvis.kernel.ids import new_id
from tests.factories import people

COOKIE = settings.SESSION_COOKIE_NAME


@pytest.fixture
def at(db):
    return people.place()


def browser(host, who=None):
    """A browser that follows a request and has begun a draft on `host`, signed in there."""
    found = Client(HTTP_HOST=f"{host}:8000")
    if who is not None:
        people.sign_in(found, who, host=host)
    signed = cookies._signer(f"{host}:8000").sign(cookies.base64.urlsafe_b64encode(new_id().bytes).decode())
    found.cookies[cookies.FOLLOWED] = signed
    found.cookies[cookies.VISITOR] = "a secret"
    return found


def left(found):
    """The names of the cookies that the browser still has."""
    return {name for name, morsel in found.cookies.items() if morsel.value}


def test_signing_out_forgets_followed_requests_and_drafts(at):
    found = browser(at.host, people.person())
    answer = found.post("/deconnexion/")
    assert answer.status_code == 302
    assert not left(found) & {COOKIE, cookies.FOLLOWED, cookies.VISITOR}


def test_signed_out_on_another_host_the_next_answer_forgets_them(at):
    who = people.person()
    found, elsewhere = browser(at.host, who), browser("localhost", who)
    with people._as_owner():
        people.Session.objects.all().delete()  # what signing out on the territory's host does, by cascade
    assert elsewhere
    answer = found.get("/demandes/")
    assert answer.status_code == 200
    assert not left(found) & {COOKIE, cookies.FOLLOWED, cookies.VISITOR}


def test_what_that_answer_gives_anew_is_kept(at):
    """Nobody who begins a draft right after somebody else's sign-out loses it."""
    found = browser(at.host, people.person())
    with people._as_owner():
        people.Session.objects.all().delete()
    found.get("/demandes/")
    fresh = browser(at.host)
    fresh.get("/demandes/")
    assert {cookies.FOLLOWED, cookies.VISITOR} <= left(fresh), "without a session there was no sign-out"
