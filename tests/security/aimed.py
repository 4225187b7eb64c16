"""What an attacker would aim at beside a case: rows of other modules, which name the marker."""

import datetime as dt

from parvis.apiplatform.models import Token
from parvis.cases.models import Share
from parvis.errands.models import Errand, Service
from parvis.forms.data import LocalizedText
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.opinions.models import Approval, Delegation, Opinion
from parvis.revising.models import Item, Passage
from parvis.studio.domain.starting import starter
from parvis.studio.models import Draft as Design, Shared
from parvis.webhooks.models import Delivery, Endpoint
from parvis.workload.models import Absence, Rule as HandingRule

MARK = "zqxmarqueurjw"


def of_workload(here, department_id):
    """A rule by which cases are handed out here, an absence, and the token of a programme."""
    today = clock.today()
    absence = Absence.objects.create(
        organisation_id=here.place.id,
        person_id=here.sofia.id,
        first_day=today + dt.timedelta(days=3),
        last_day=today + dt.timedelta(days=9),
        entered_by_id=here.sofia.id,
        entered_at=clock.now(),
    )
    rule = HandingRule.objects.create(
        organisation_id=here.place.id, department_id=department_id, place=1, value=MARK, people=[here.sofia.id]
    )
    token = Token.objects.create(
        organisation_id=here.place.id,
        name=MARK,
        prefix="aaaaaaaaaaaa",
        digest="0" * 64,
        walls=[here.town.wall_id],
        scopes=["cases:read"],
        created_at=clock.now(),
        expires_at=clock.now() + dt.timedelta(days=1),
    )
    return {"rule_id": rule.id, "absence_id": absence.id, "key": "tag", "token_id": token.id}


def designed(here):
    """A procedure that is being changed here, and a block of the library."""
    block = {"id": "x", "title": {"fr": MARK}, "sections": []}
    of_place = {"organisation_id": here.town.organisation_id}
    made = Shared.objects.create(**of_place, key=new_id(), number=1, kind="page", element=block, at=clock.now())
    now = clock.now()
    document = starter(LocalizedText(fr=MARK), "accueil")
    draft = Design.objects.create(
        **of_place, slug="x", sphere="general", document=document, begun_at=now, changed_at=now
    )
    return {"design_id": draft.id, "block_key": made.key}


def passage(here, case):
    """Requests that were looked at, to be brought to another form."""
    made = Passage.objects.create(
        organisation_id=here.town.organisation_id,
        case_type_id=here.town.case_type.id,
        to_id=here.town.case_type.published_id,
        state="looked",
        by_name=MARK,
        asked_at=clock.now(),
    )
    item = Item.objects.create(
        passage=made,
        organisation_id=here.town.organisation_id,
        wall_id=case.wall_id,
        case_id=case.id,
        reference=case.reference,
        revision_id=case.revision_id,
        group="x",
    )
    return {"passage_id": made.id, "item_id": item.id, "trial_id": item.id, "remark_id": item.id, "verb": "fin"}


def share(draft_id):
    """Somebody invited to write a draft with its owner."""
    now = clock.now()
    return Share.objects.create(
        draft_id=draft_id,
        email=f"{MARK}@courriel.example",
        language="fr",
        invited_by=MARK,
        invited_at=now,
        expires_at=now + dt.timedelta(days=1),
        invite_hash="f" * 64,
        name=MARK,
    ).id


def programme(here, wall_id):
    """The token of a programme here."""
    now = clock.now()
    return Token.objects.create(
        organisation_id=here.place.id,
        name=MARK,
        prefix="zqxmarqueurx",
        digest="0" * 64,
        walls=[wall_id],
        scopes=["cases:read"],
        created_at=now,
        expires_at=now + dt.timedelta(days=9),
    ).id


def webhook(here, wall_id):
    """An address of webhooks here, and something that was sent to it."""
    now = clock.now()
    endpoint = Endpoint.objects.create(
        organisation_id=here.place.id,
        name=MARK,
        url="https://logiciel.example.fr/",
        walls=[wall_id],
        secret="sealed",  # noqa: S106 - none
        created_at=now,
    )
    told = Delivery.objects.create(
        endpoint_id=endpoint.id,
        organisation_id=here.place.id,
        event_id=endpoint.id,
        kind="ping",
        at=now,
        added_at=now,
        next_at=now,
        state="delivered",
    )
    return {"endpoint_id": endpoint.id, "delivery_id": told.id}


def errand(here, case):
    """A web service here, and something that failed for a case."""
    now = clock.now()
    service = Service.objects.create(
        organisation_id=here.place.id,
        code="aide",
        name=MARK,
        url="https://a.example.fr/",
        secret="x",
        changed_at=now,  # noqa: S106 - none
    )
    failed = Errand.objects.create(
        case_id=case.id,
        wall_id=case.wall_id,
        subject_id=case.subject_id,
        what="call",
        name=MARK,
        transition="take",
        state="failed",
        last_error=MARK,
        asked_at=now,
        due_at=now,
    )
    return {"service_id": service.id, "errand_id": failed.id, **passage(here, case)}


def of_opinions(here, case):
    """An opinion that is asked of the department here, a step to approve, and for whom somebody approves."""
    now = clock.now()
    inside = {
        "case_id": case.id,
        "wall_id": case.wall_id,
        "subject_id": case.subject_id,
        "organisation_id": case.organisation_id,
        "asked_at": now,
        "asked_by": here.malik.id,
        "asker_name": MARK,
        "words": MARK,
    }
    opinion = Opinion.objects.create(
        **inside,
        reference=case.reference,
        about=MARK,
        to_wall_id=case.wall_id,
        to_organisation_id=case.organisation_id,
        to_department_id=case.department_id,
        to_name=MARK,
        label=MARK,
        due_on=now.date(),
        remind_on=now.date(),
        open_until=now + dt.timedelta(days=9),
    )
    levels = [{"id": "one", "label": MARK, "rights": [], "department": None, "least": 1}]
    approval = Approval.objects.create(**inside, transition="accept", levels=levels)
    delegation = Delegation.objects.create(
        organisation_id=case.organisation_id,
        person_id=here.sofia.id,
        to_person_id=here.malik.id,
        first_day=now.date(),
        last_day=now.date(),
        given_at=now,
    )
    return {"opinion_id": opinion.id, "approval_id": approval.id, "delegation_id": delegation.id}
