"""What opens once opens once, also when it is presented twice at the same moment."""

import datetime as dt
import time
import uuid

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from parvis.access.api import Right, Role, acting_as, issue_link, redeem_link
from parvis.access.domain import members
from parvis.access.models import Membership
from parvis.cases import api as cases
from parvis.cases.data import Conflict, NotAllowed, NotFound, Outcome
from parvis.cases.models import Case
from parvis.identity.api import digest, fresh, give_code, take_code
from parvis.identity.models import Person, Session
from parvis.kernel.reach import Reach, acting
from tests.cases.conftest import AT, VISITOR, make_town
from tests.concurrency.test_races import taken_case, together
from tests.conftest import _as_owner
from tests.factories import people

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_hand_over_code():
    place, who = people.place(), people.person()
    people.cookies(who)
    with _as_owner():
        session = Session.objects.get(person=who)
    state = fresh()
    with acting(Reach(person=who.id)):
        code = give_code(session_id=session.id, person_id=who.id, host=place.host, challenge=digest(state), path="/")
    taken = together(*[lambda: take_code(code=code, host=place.host, state=state, user_agent="")] * 4)
    assert sum(found is not None for found in taken) == 1, taken


def test_a_link():
    with acting(Reach()):
        token = issue_link("tests", {"x": 1}, lifetime=dt.timedelta(hours=1))
    taken = together(*[lambda: redeem_link(token, "tests")] * 4)
    assert (taken.count(None), taken.count({"x": 1})) == (3, 1)


@pytest.mark.parametrize("known", [True, False])
def test_an_invitation(known):
    place = people.place()
    chief = people.member(place, Role.ADMINISTRATOR)
    email = "nora@example.org"
    who = people.person(email) if known else None
    with acting_as(chief.id, Right.ADMINISTER, actor="administrator"):
        token = members.invite(
            email=email,
            organisation_id=place.id,
            department_id=None,
            role=Role.AGENT,
            walls=[place.walls["general"]],
            by=chief.id,
        )

    def accept():
        browser = Client(raise_request_exception=False)
        if who:
            people.sign_in(browser, who)
        data = {"given_name": "Nora", "family_name": "Lefebvre", "password": people.PASSWORD}
        return browser.post(f"/invitation/{token}/", data, headers={"host": "localhost:8000"}).status_code

    answers = together(*[accept] * 3)
    assert all(isinstance(found, int) and found < 500 for found in answers), answers
    with _as_owner():
        assert Person.objects.filter(email=email).count() == 1
        assert Membership.objects.filter(person__email=email).count() == 1


def test_withdrawing_and_deciding():
    town = make_town()
    malik = town.agent("supervisor")
    case_id = taken_case(town, malik)
    with town.inside():
        subject = Case.objects.get().subject_id

    def decide():
        with town.inside():
            return cases.decide(case_id, Outcome.ACCEPTED, by=malik, at=AT, version=2)

    def withdraw():
        with acting(Reach(actor="web", subjects=(subject,))):
            return cases.transition(case_id, "withdraw", by=VISITOR, at=AT, version=2)

    answers = together(decide, withdraw)
    assert sorted(isinstance(found, Conflict | NotAllowed) for found in answers) == [False, True], answers


def test_submitting_and_discarding():
    town = make_town()
    draft_id, token = town.draft()

    def submit():
        with acting(Reach(actor="web", token=token)):
            return cases.submit(draft_id, by=VISITOR, at=AT)

    def discard():
        with acting(Reach(actor="web", token=token)):
            return cases.drafts.discard(draft_id)

    submitted, discarded = together(submit, discard)
    with town.inside():
        kept = Case.objects.count()
    if isinstance(submitted, Exception):
        assert (type(submitted), discarded, kept) == (NotFound, None, 0)
    else:
        assert isinstance(submitted.case_id, uuid.UUID)
        assert (type(discarded), kept) == (NotFound, 1)


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_a_code_of_a_second_factor(kind):
    """Seen over a shoulder and typed at the same moment in another browser."""
    people.territory_site()
    who = people.person("sofia@example.org", password=people.PASSWORD)
    with _as_owner():
        secret = totp.generate_totp_secret()
        totp.TOTP.activate(who, secret)
        codes = RecoveryCodes.activate(who).get_unused_codes()
    browsers = [Client(headers={"host": "localhost:8000"}, raise_request_exception=False) for _ in range(3)]
    for browser in browsers:
        browser.post("/compte/connexion/", {"login": "sofia@example.org", "password": people.PASSWORD})
    code = codes[0] if kind == "recovery" else totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))

    def enter(browser):
        return lambda: browser.post("/compte/securite/code/", {"code": code}).status_code

    answers = together(*[enter(browser) for browser in browsers])
    assert sorted(answers) == [200, 200, 302], answers
