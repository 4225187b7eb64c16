"""Every address with an id, asked with real ids of others by every kind of persona: nothing is seen or changed."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from parvis.access.api import Right, Role, acting_as
from parvis.access.domain import members
from parvis.access.models import Invitation, Membership
from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind
from parvis.cases.models import Case, Draft, Message
from parvis.documents.models import Document
from parvis.identity.models import KeptPost, Session
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk
from tests.security.addresses import patterns

MARK = "zqxmarqueurjw"
#: ids that open nothing by themselves, or whose pages are nobody's
HARMLESS = (
    "procedures:by_link",
    "cases:by_link",
    "ui:",
    "notifications:",
    "documents:",
    "territory:",
    "portal:",
    "procedures:start",
    "procedures:begin",
)
WITH_IDS = sorted(
    (name, str(found.pattern))
    for name, found in patterns()
    if found.pattern.converters and not name.startswith(HARMLESS)
)
PERSONAS = ("nobody", "resident", "agent elsewhere", "administrator elsewhere", "other sphere", "elected member here")


@pytest.fixture
def world(db):
    here, elsewhere = desk(), people.place("gravelines", "GR")
    owner = people.person("owner@example.org", given_name=MARK)
    made = here.submit(event_name=MARK, responsible={"first_names": MARK, "family_name": MARK})
    by = Actor(ActorKind.RESIDENT, name=MARK)
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        cases.message(made.case_id, MARK, by=by, at=clock.now())
    with acting(Reach(actor="web", person=owner.id)):
        draft = cases.drafts.start(
            here.town.case_type.id,
            here.town.organisation_id,
            by=Actor(ActorKind.RESIDENT, name=MARK, person_id=owner.id),
            at=clock.now(),
            answers={"event_name": MARK},
        )
    chief = people.member(here.place, Role.ADMINISTRATOR)
    with acting_as(chief.id, Right.ADMINISTER, actor="administrator"):
        members.invite(
            email=f"{MARK}@example.org",
            organisation_id=here.place.id,
            department_id=None,
            role=Role.AGENT,
            walls=[here.town.wall_id],
            by=chief.id,
        )
    people.cookies(owner, host=here.place.host)
    with _as_owner():
        from parvis.access.domain.walls import wall_for

        here.place.walls["social"] = wall_for(here.place.id, "social")
        until = clock.now() + dt.timedelta(days=1)
        kept = KeptPost.objects.create(
            person=owner,
            host=here.place.host,
            path="/",
            fields={"x": [MARK]},
            expires_at=until,
        )
        ids = {
            "reference": Case.objects.get().reference,
            "document_id": Document.objects.first().id,
            "draft_id": draft.id,
            "membership_id": Membership.objects.filter(person=here.sofia).get().id,
            "invitation_id": Invitation.objects.get().id,
            "session_id": Session.objects.filter(person=owner, parent=None).first().id,
            "kept_id": kept.id,
            "page_id": "event",
            "transition": "withdraw",
            "token": "x" * 43,
            "secret": "x" * 43,
            "pk": 1,
        }
    who = {
        "nobody": None,
        "resident": people.person(),
        "agent elsewhere": people.member(elsewhere, Role.SUPERVISOR),
        "administrator elsewhere": people.member(elsewhere, Role.ADMINISTRATOR),
        "other sphere": people.member(here.place, Role.SUPERVISOR, "social"),
        "elected member here": people.member(here.place, Role.ELECTED_MEMBER),
    }
    return here, ids, who, (here.place.host, elsewhere.host, "localhost")


def state():
    """What must stay as it is: a row each of all that is aimed at."""
    with _as_owner():
        return [
            list(model.objects.order_by("pk").values_list("pk", *columns))
            for model, columns in (
                (Case, ("version", "status", "assignee_id")),
                (Message, ("read_at", "body")),
                (Draft, ("version", "token_hash", "person_id", "case_id")),
                (Membership, ("until", "role")),
                (Invitation, ()),
                (KeptPost, ()),
                (Document, ("sha256", "revoked_at")),
            )
        ]


def test_the_addresses_are_all_there():
    assert len(WITH_IDS) >= 25, WITH_IDS


@pytest.mark.parametrize("persona", PERSONAS)
def test_foreign_ids_open_nothing(world, persona):
    here, ids, who, hosts = world
    before = state()
    sessions = {found for (found,) in _sessions()}
    for host in hosts:
        visitor = Client(raise_request_exception=False, HTTP_HOST=f"{host}:8000")
        if who[persona]:
            visitor.cookies.load(people.cookies(who[persona], host=host))
        for name, route in WITH_IDS:
            path = "/" + route
            for key, value in ids.items():
                for kind in ("uuid", "str", "slug", "int"):
                    path = path.replace(f"<{kind}:{key}>", str(value))
            if "<" in path:  # allauth's own keys: signed, tried elsewhere
                continue
            for transition in ("withdraw", "take", "accept") if "withdraw" in path else ("withdraw",):
                asked = path.replace("/withdraw/", f"/{transition}/")
                for answer in (
                    visitor.get(asked),
                    visitor.post(asked, {"version": "2", "body": "x", "reason": "x", "email": "thief@example.org"}),
                ):
                    about = (persona, host, name, asked, answer.status_code)
                    assert answer.status_code in (302, 401, 403, 404, 405, 410, 422, 429), about
                    assert MARK.encode() not in getattr(answer, "content", b""), about
                    assert MARK not in answer.headers.get("Location", ""), about
    assert state() == before
    assert sessions <= {found for (found,) in _sessions()}


def _sessions():
    with _as_owner():
        return list(Session.objects.values_list("pk"))


def test_what_is_missing_and_what_is_foreign_answer_alike(world):
    """Same status and bytes (but for what was typed) for a draft, a case, a document that is not there or not yours."""
    here, ids, who, _ = world
    visitor = Client(HTTP_HOST=f"{here.place.host}:8000")
    absent = {
        "draft_id": str(uuid.uuid4()),
        "reference": ids["reference"][:-7] + "00000-0",
        "document_id": uuid.uuid4(),
    }
    for template in (
        "/brouillons/{draft_id}/",
        "/brouillons/{draft_id}/page/event/",
        "/demandes/{reference}/",
        "/demandes/{reference}/recu/",
        "/demandes/{reference}/documents/{document_id}/",
    ):
        answers = []
        for values in (ids, ids | absent):
            answer = visitor.get(template.format(**values))
            text = answer.content.decode()
            for value in values.values():
                text = text.replace(str(value), "…")
            answers.append((answer.status_code, len(text)))
        assert answers[0][0] == answers[1][0] == 404, (template, answers)
        assert abs(answers[0][1] - answers[1][1]) < 40, (template, answers)
