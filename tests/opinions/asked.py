"""A desk whose procedure asks for opinions and has a step approved, and what tests do with them."""

import copy
import datetime as dt
import re
from typing import Any

from django.core import mail as outbox

from parvis.access.api import acting_as
from parvis.access.data import Right, Role
from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Submitted
from parvis.cases.models import Case, TimelineEntry
from parvis.identity.models import Person
from parvis.kernel import clock
from parvis.notifications.models import Mail
from parvis.opinions.data import Answer, Expert, Question
from parvis.opinions.domain import answering, asking
from parvis.opinions.models import Approval, Opinion
from parvis.territory import api as territory
from parvis.territory.models import Department
from tests.cases import flowing
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import Desk, desk as make_desk

SAFETY = {
    "id": "safety",
    "label": {"fr": "Commission de sécurité"},
    "within": {"days": 20},
    "silence": "unfavourable",
    "suspends": True,
}
RULES: list[dict[str, Any]] = [
    {
        "id": "safety",
        "label": {"fr": "Commission de sécurité", "en": "Safety board"},
        "clock": "safety",
        "told": "answer",
        "question": {"fr": "La buvette peut-elle s’installer là ?"},
        "questions": [{"id": "access", "label": {"fr": "L’accès des secours est-il libre ?"}}],
        "shows": ["place"],
    },
    {
        "id": "roads",
        "label": {"fr": "Voirie"},
        "department": "etat-civil",
        "within": {"days": 10},
        "silence": "favourable",
    },
]
LEVELS = [
    {"id": "service", "label": {"fr": "Chef de service"}, "rights": ["supervisor"]},
    {"id": "department", "label": {"fr": "État civil"}, "department": "etat-civil", "least": 2},
]


def document(**changes: Any) -> dict[str, Any]:
    """The definition of the tests: its acceptance needs two levels, its clock hears a board."""
    found = copy.deepcopy(flowing.document())
    found["deadline"] |= {"rules": {"pieces": {"pause": "suspend"}, "consultations": [SAFETY]}}
    found["deadline"].pop("before", None)
    found["deadline"].pop("asks", None)
    for move in found["workflow"]["transitions"]:
        if move["id"] == "accept":
            move |= {"approvals": LEVELS, "rights": ["agent", "supervisor"]}
        if move["id"] == "refuse":
            refuse = move | {"id": "refuse_approved", "approvals": LEVELS[:1], "rights": ["agent", "supervisor"]}
    found["workflow"]["transitions"].append(refuse)
    return found | {"opinions": RULES} | changes


def definition(**changes: Any) -> CaseTypeDefinition:
    return CaseTypeDefinition.model_validate(document(**changes))


def desk(**changes: Any) -> Desk:
    """A desk with that procedure; its organisation has a second department, "etat-civil"."""
    found = make_desk()
    with _as_owner():
        cases.types.publish(found.town.case_type.id, definition(**changes), at=clock.now() - dt.timedelta(days=400))
        Department.objects.get_or_create(
            organisation_id=found.town.organisation_id, code="etat-civil", defaults={"name_fr": "État civil"}
        )
    territory.forget()
    return found


def civil(here: Desk) -> Department:
    with _as_owner():
        return Department.objects.get(organisation_id=here.town.organisation_id, code="etat-civil")


def colleague(here: Desk, given: str, role: Role = Role.AGENT) -> Person:
    """Somebody of the department "etat-civil"."""
    who = people.person(given_name=given, family_name="Vasseur")
    place = people.Place(here.place.id, here.place.host, [civil(here).id], here.place.walls)
    return people.member(place, role, who=who)


def question(**changes: Any) -> Question:
    given: dict[str, Any] = {
        "words": "Que pensez-vous de cet emplacement ?",
        "due_on": clock.today() + dt.timedelta(days=10),
        "parts": ("0.0",),
    }
    return Question(**(given | changes))


def ask(here: Desk, made: Submitted, expert: Expert | None = None, who: Person | None = None, **more: Any) -> Opinion:
    """Have an agent ask (the department "etat-civil", if nobody else is said)."""
    previous = more.pop("previous_id", None)
    who = who or here.malik
    with acting_as(who.id, Right.HANDLE_CASES):
        return asking.ask(
            made.case_id,
            question(**more),
            expert or Expert(civil(here).id),
            by=here.actor(who),
            at=clock.now(),
            previous_id=previous,
        )


def answer(opinion: Opinion, who: Person, favour: str = "favourable", words: str = "", **replies: str) -> Opinion:
    """Have an agent answer what is asked of a body of theirs."""
    with acting_as(who.id, Right.HANDLE_CASES):
        given = Answer(favour, words, tuple(replies.items()))
        return answering.answer(opinion.id, given, by_id=who.id, by_name="Qui répond", at=clock.now())


def one(opinion_id: Any) -> Opinion:
    with _as_owner():
        return Opinion.objects.get(id=opinion_id)


def case_of(made: Submitted) -> Case:
    with _as_owner():
        return Case.objects.get(id=made.case_id)


def entries(made: Submitted, kind: str = "") -> list[Any]:
    with _as_owner():
        found = TimelineEntry.objects.filter(case=made.case_id).order_by("id")
        return [entry for entry in found if entry.kind.startswith(kind or "opinion")]


def mails(template: str = "") -> list[Mail]:
    with _as_owner():
        return list(Mail.objects.filter(template__startswith=f"opinions/{template}").order_by("queued_at", "id"))


def body_of(mail: Mail) -> str:
    """What an e-mail says: its row forgets it once it has left."""
    sent = {one.extra_headers.get("Message-ID"): one.body for one in outbox.outbox}
    return mail.text or str(sent[mail.message_id])


def address_in(mail: Mail) -> str:
    """The path of the link in an e-mail."""
    found = re.search(r"https?://[^/\s]+(/avis/\S+)", body_of(mail))
    assert found, body_of(mail)
    return found[1]


def code_in(mail: Mail) -> str:
    found = re.search(r"^\d{6}$", body_of(mail), re.MULTILINE)
    assert found, body_of(mail)
    return found[0]


def one_approval(approval_id: Any) -> Approval:
    with _as_owner():
        return Approval.objects.get(id=approval_id)
