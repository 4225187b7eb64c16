"""Intake: what is entered for somebody, from the search for the person to the case."""

import datetime as dt
import re

import pytest
from django.test import Client

from parvis.calendars.api import add_months
from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind, SilenceEffect
from parvis.cases.domain import silent
from parvis.cases.models import Case, Draft, Message, TimelineEntry
from parvis.finding import api as finding
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import Reach, acting
from parvis.kernel.ui.formats import date_long
from parvis.procedures import api as procedures
from parvis.procedures.demonstration import temporary_bar
from tests import queue
from tests.factories import people
from tests.factories.intake import answers, counter
from tests.factories.procedures import SLUG

pytestmark = pytest.mark.django_db
VISITOR = Actor(ActorKind.RESIDENT, name="Jean Deswarte")


def _client(who):
    client = Client()
    people.sign_in(client, who, host="dunkerque.localhost")
    return client


def _begin(client, found, **changes):
    said = {"procedure": found.offer, "channel": "post", "received": clock.today().isoformat(), "language": "fr"}
    return client.post("/agents/saisie/", said | changes)


def _filled(client, found, as_owner, **changes):
    """A draft of the agent's with every answer; its address."""
    begun = _begin(client, found, **changes)
    assert begun.status_code == 302, begun.content.decode()
    address = begun["Location"].removesuffix("reprendre/")
    with as_owner():
        Draft.objects.filter(id=address.split("/")[3]).update(answers=answers())
    return address


def test_a_letter_of_another_day_becomes_a_case_of_that_day_with_its_channel(as_owner):
    found = counter()
    client = _client(found.samira)
    day = clock.today() - dt.timedelta(days=9)
    address = _filled(client, found, as_owner, received=day.isoformat())
    checked = client.get(address).content.decode()
    assert "Pour quelqu’un" in checked
    assert "Enregistrer la demande" in checked
    done = client.post(f"{address}envoyer/", {"told": ["letter"]})
    assert done["Location"].startswith("/agents/saisie/?entered=DK-")
    again = client.post(f"{address}envoyer/")
    assert again["Location"] == done["Location"], "sent twice, it is one case"
    with as_owner():
        case = Case.objects.get()
        entry = TimelineEntry.objects.get(kind="submitted")
    assert (case.channel, case.received_on) == ("post", day)
    assert case.due_on is not None
    assert (entry.actor_kind, entry.actor_name) == ("agent", "Samira Boukhari")
    page = client.get(f"/agents/dossiers/{case.reference}/").content.decode()
    assert "par courrier le" in page
    assert case.reference in client.get(done["Location"]).content.decode()


def test_the_rules_are_those_of_the_day_on_which_it_came(as_owner):
    """A bar is asked for fifteen days ahead: by the stamp of the letter, however late somebody types it."""
    found = counter()
    client = _client(found.samira)
    today = clock.today()
    for days, registered in ((9, True), (0, False)):
        address = _filled(client, found, as_owner, received=(today - dt.timedelta(days=days)).isoformat())
        opens = clock.now() + dt.timedelta(days=8)
        with as_owner():
            said = answers(
                opens_at=opens.isoformat(timespec="minutes"),
                closes_at=(opens + dt.timedelta(hours=6)).isoformat(timespec="minutes"),
            )
            Draft.objects.filter(id=address.split("/")[3]).update(answers=said)
        done = client.post(f"{address}envoyer/", {"told": ["email"]})
        assert done["Location"].startswith("/agents/saisie/?entered=") is registered, done["Location"]


@pytest.mark.parametrize(
    ("effect", "days", "said", "kind"),
    [
        ("acceptance", 100, "Elle est acceptée par silence depuis le", "decided"),
        ("refusal", 100, "Elle est réputée refusée depuis le", "open"),
        ("refusal", 20, "", "open"),
    ],
)
def test_a_letter_whose_time_is_over_says_so_and_has_its_effect(as_owner, mailoutbox, effect, days, said, kind):
    """It lay for months: the agent is told before they register it, then silence has had its effect on its day."""
    definition = temporary_bar.definition()
    silence = definition.deadline.silence.model_copy(update={"effect": SilenceEffect(effect)})
    deadline = definition.deadline.model_copy(update={"silence": silence})
    found = counter(definition.model_copy(update={"deadline": deadline}))
    client, today = _client(found.samira), clock.today()
    received = today - dt.timedelta(days=days)
    address = _filled(client, found, as_owner, received=received.isoformat())
    page = client.get(address).content.decode()
    assert ("Le délai pour répondre est passé" in page) is bool(said)
    assert said in page
    assert client.post(f"{address}envoyer/", {"told": ["email"]}).status_code == 302
    with acting(Reach(actor="timer")):
        assert silent.carry_out_due(at=clock.now()) == bool(said)
    queue.run_waiting()
    with as_owner():
        case = Case.objects.get()
        message = Message.objects.filter(case=case).last()
        notes = list(TimelineEntry.objects.filter(case=case, kind="silence"))
    effect_on = add_months(received, 2) + dt.timedelta(days=1)
    assert (case.received_on, case.silence_on, case.kind) == (received, effect_on, kind)
    assert case.silence_done_on == (effect_on if said else None)
    assert len(notes) == bool(said)
    if not said:
        return
    assert notes[0].data == {"effect": effect, "on": effect_on.isoformat()}
    assert date_long(effect_on) in message.body
    # the page of the agent tells the same, and offers what is left: an answer after a refusal, none after an acceptance
    shown = client.get(f"/agents/dossiers/{case.reference}/").content.decode()
    assert date_long(effect_on) in shown
    if kind == "decided":
        assert case.closed_at.astimezone(PARIS).date() == effect_on


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("procedure", "", "Choisissez une démarche de la liste"),
        ("procedure", "00000000-0000-0000-0000-000000000000", "Choisissez une démarche de la liste"),
        ("channel", "web", "Choisissez comment la demande est venue"),
        ("channel", "🙂", "Choisissez comment la demande est venue"),
        ("received", "hier", "Saisissez le jour"),
        ("received", "2999-01-01", "dans le futur"),
        ("received", "1999-01-01", "vérifiez l’année"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_kept(field, value, words):
    found = counter()
    answer = _begin(_client(found.samira), found, **{field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert re.search(r'value="post"[^>]* checked', page) or field == "channel"
    assert Draft.objects.count() == 0


def _sent_before(found, **changes):
    """A request of a resident's own, made with a browser."""
    token = "a" * 64
    offer = procedures.get(found.found.dunkerque.id, SLUG)
    with acting(Reach(actor="web", token=token)):
        draft = cases.drafts.start(
            offer.case_type_id,
            found.found.dunkerque.id,
            by=VISITOR,
            at=clock.now(),
            token_hash=token,
            answers=answers(**changes),
        )
        return cases.submit(draft.id, by=VISITOR, at=clock.now())


def test_the_same_request_open_already_is_said_before_it_is_registered(as_owner):
    found = counter()
    before = _sent_before(found)
    client = _client(found.samira)
    address = _filled(client, found, as_owner)
    page = client.get(address).content.decode()
    assert "Peut-être la même demande, déjà ouverte" in page
    assert before.reference in page


def test_earlier_requests_are_found_and_what_is_known_of_the_person_is_filled_in(as_owner):
    found = counter()
    before = _sent_before(found)
    with acting(Reach(actor="worker", walls=(found.wall,))):
        finding.index([before.case_id])
    client = _client(found.samira)
    page = client.get("/agents/saisie/", {"q": before.reference}).content.decode()
    assert before.reference in page
    person = re.search(r"person=([0-9a-f-]{36})", page).group(1)
    chosen = client.post(
        f"/agents/saisie/?person={person}",
        {"procedure": found.offer, "channel": "phone", "received": clock.today().isoformat(), "language": "fr"},
    )
    with as_owner():
        draft = Draft.objects.get(id=chosen["Location"].split("/")[3])
    assert draft.answers["email"] == answers()["email"]
    assert "event_name" not in draft.answers


def test_a_person_of_another_wall_is_not_known(as_owner):
    found = counter()
    before = _sent_before(found)
    offer = procedures.get(found.found.dunkerque.id, SLUG)
    known = cases.entering.known_of(before.case_id, [], case_type_id=offer.case_type_id)
    assert known == cases.entering.Known()


def test_what_an_agent_enters_is_neither_theirs_nor_on_residents_pages(as_owner):
    found = counter()
    client = _client(found.samira)
    address = _filled(client, found, as_owner)
    draft_id = address.split("/")[3]
    assert client.get(f"/brouillons/{draft_id}/").status_code == 404
    assert draft_id not in client.get("/demandes/").content.decode()
    other = _client(people.person())
    assert other.get(address).status_code == 404
    own = client.post(f"/demarches/{SLUG}/commencer/")
    mine = own["Location"].split("/")[2]
    assert client.get(f"/agents/saisie/{mine}/").status_code == 404


def test_statements_do_not_grow_with_what_was_begun(as_owner, django_assert_max_num_queries):
    found = counter()
    client = _client(found.samira)
    _begin(client, found)
    with django_assert_max_num_queries(12):
        client.get("/agents/saisie/")
    for _ in range(4):
        _begin(client, found)
    with django_assert_max_num_queries(12):
        page = client.get("/agents/saisie/").content.decode()
    assert page.count("/reprendre/") == 5
