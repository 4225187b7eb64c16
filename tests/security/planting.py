"""A marker planted where one request and one account do not reach by themselves: what goes beside a case, what an
account leaves on its way, what agents sign with their names.
"""

import datetime as dt
import uuid
from typing import Any

from parvis.access.api import acting_as, issue_link, log_refusal
from parvis.access.data import Right, Role
from parvis.access.models import Invitation
from parvis.apiplatform.models import Token
from parvis.bulk.models import Item, Run
from parvis.cases import api as cases
from parvis.cases.data import LinkKind, Submitted
from parvis.cases.models import (
    Allotment,
    Attestation,
    Card,
    Case,
    Copy,
    Draft,
    DraftChange,
    Licence,
    MailboxNotice,
    OwnText,
    Reply,
    Stock,
    Tag,
    Turn,
)
from parvis.errands.models import Errand
from parvis.exchange.models import Brought, Export, Import, Mapping, Template
from parvis.files import api as files
from parvis.identity import api as identity
from parvis.identity.models import KeptPost, Person, Session
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from parvis.mailroom.models import Batch, Letter
from parvis.notifications.models import Preference, TextMessage
from parvis.privacy.domain import requests
from parvis.privacy.models import Reason
from parvis.privacy.registry import Subject
from parvis.routing.data import RuleSet, SendingRule, Target
from parvis.routing.models import Draft as SendingDraft, Version as SendingVersion
from parvis.webhooks.models import Attempt, Delivery, Endpoint
from parvis.workload.models import Absence, Notice, Preference as Told, Rule
from parvis.workspace.models import Keys, Start, View
from tests.conftest import _as_owner
from tests.factories import attached, people
from tests.factories.desk import Desk, desk
from tests.security import planting_designs, planting_followed, planting_opinions, planting_revising


def named(here: Desk, mark: str) -> None:
    """Have everybody at the desk bear the marker as a name, and sign in its quality."""
    with _as_owner():
        Person.objects.filter(id__in=(here.sofia.id, here.malik.id, here.helene.id)).update(family_name=mark)
    people.member(here.place, Role.ADMINISTRATOR, who=here.malik, quality=mark)


def beside(here: Desk, mark: str, person: Person, made: Submitted) -> Submitted:
    """Plant it around the refused request `made`; gives a second one, open, with a file, lent to another town."""
    now, day = clock.now(), clock.today()
    attached.ask_for_files(here)
    other = attached.submit(here, **{f"{mark}__pdf": attached.pdf()})
    draft_id, _token = attached.draft(here, **{f"{mark}2__pdf": attached.pdf()})
    here.take(other, here.malik)
    with acting_as(here.malik.id, Right.HANDLE_CASES):
        cases.link(other.case_id, made.case_id, LinkKind.SAME_EVENT, by=here.actor(here.malik), at=now)
    here.lend(other, desk("Gravelines", "GV", "59273"), reason=mark)
    here.open(made, here.malik)
    with _as_owner():
        Draft.objects.filter(id=draft_id).update(person_id=person.id, token_hash="")
        DraftChange.objects.create(draft_id=draft_id, at=now, name=mark, version=1, before={"event_name": mark})
        case = Case.objects.get(id=made.case_id)
        planting_followed.plant(case, draft_id, person.id, mark, now)
        _of_the_case(here, mark, case, now, day)
        _brought(mark, person.id, case, now)
        Copy.objects.create(
            subject_id=made.subject_id,
            subjects=[made.subject_id],
            language="fr",
            asked_at=now,
            expires_at=now + dt.timedelta(days=7),
        )
        Preference.objects.create(person_id=person.id, told={mark: ["email"]}, changed_at=now)
        KeptPost.objects.create(
            person=person, host="localhost", path="/", fields={"body": [mark]}, expires_at=now + dt.timedelta(days=1)
        )
        session = Session.objects.filter(person=person).first()
        assert session is not None
    planting_opinions.opinions(here, mark, case, person, now)
    with acting(Reach(actor="web", person=person.id)):
        identity.give_code(
            session_id=session.id, person_id=person.id, host="x", challenge="0" * 64, path=f"/recherche/?q={mark}"
        )
        issue_link("draft", {"email": person.email}, lifetime=dt.timedelta(days=1))
    _of_agents(here, mark, person, now)
    return other


def _of_the_case(here: Desk, mark: str, case: Case, now: dt.datetime, day: dt.date) -> None:
    inside: dict[str, Any] = {"case": case, "wall_id": case.wall_id, "subject_id": case.subject_id}
    Turn.objects.create(
        **inside,
        kind="correction",
        audience="all",
        asked={"event_name": mark},
        answered={"event_name": mark},
        asked_at=now,
        asked_by_name=mark,
    )
    Card.objects.create(
        **inside,
        organisation_id=case.organisation_id,
        number=f"X-{uuid.uuid4().hex[:8]}",
        plate=mark,
        zone=mark,
        valid_from=day,
        valid_until=day,
    )
    stock = Stock.objects.create(
        wall_id=case.wall_id, organisation_id=case.organisation_id, resource="kerb", key="quai", label="Quai"
    )
    Allotment.objects.create(**inside, stock=stock, resource="kerb", amount=1, allotted_at=now)
    Licence.objects.create(
        case=case,
        wall_id=case.wall_id,
        organisation_id=case.organisation_id,
        limit_id="bar",
        year=day.year,
        rna="W594001234",
    )
    MailboxNotice.objects.create(
        case=case, wall_id=case.wall_id, department_id=case.department_id, what="handed", at=now
    )
    OwnText.objects.create(person_id=here.malik.id, case_id=case.id, field="message", text=mark, saved_at=now)
    _answered(case, mark, now)
    Tag.objects.create(case=case, wall_id=case.wall_id, word=mark[:40], key=mark[:40].lower())
    Errand.objects.create(
        case_id=case.id,
        wall_id=case.wall_id,
        subject_id=case.subject_id,
        what="create",
        name=mark,
        transition="x",
        options={"said": mark},
        asked_at=now,
        due_at=now,
    )
    planting_revising.of_the_case(here, mark, case, now)
    run = Run.objects.create(person_id=here.malik.id, act="tag", title="x", asked_at=now)
    Item.objects.create(
        run=run, person_id=here.malik.id, case_id=case.id, reference=mark, version=1, state="refused", reason=mark
    )
    beside_it = {"wall_id": case.wall_id, "subject_id": case.subject_id, "case_id": case.id, "language": "fr"}
    TextMessage.objects.create(
        **beside_it, template="x", to="+33612345678", text=mark, segments=1, queued_at=now, due_at=now
    )
    batch = Batch.objects.create(
        wall_id=case.wall_id,
        organisation_id=case.organisation_id,
        made_by=here.malik.id,
        made_by_name=mark,
        made_at=now,
    )
    Letter.objects.create(
        **beside_it,
        organisation_id=case.organisation_id,
        department_id=case.department_id,
        topic="message",
        title=mark,
        address=[mark],
        texts=[mark],
        asked_at=now,
        state="printed",
        batch=batch,
    )


def _of_agents(here: Desk, mark: str, person: Person, now: dt.datetime) -> None:
    """What agents are the authors of: a confirmed reading, an erasure, an invitation, an attempt that led nowhere."""
    with _as_owner():
        Attestation.objects.create(
            organisation_id=here.town.organisation_id,
            case_type_id=here.town.case_type.id,
            reading="silence",
            confirmed=True,
            said={},
            by_id=here.malik.id,
            by_name=mark,
            at=now,
            salt=b"0" * 16,
        )
        Invitation.objects.create(
            token_hash="0" * 64,
            email=person.email,
            organisation_id=here.town.organisation_id,
            role="agent",
            walls=[here.town.wall_id],
            invited_by=here.malik,
            expires_at=now + dt.timedelta(days=7),
        )
        Rule.objects.create(
            organisation_id=here.town.organisation_id,
            department_id=here.town.department_id,
            place=1,
            people=[person.id],
        )
        sends = RuleSet(
            rules=(
                SendingRule(
                    id=new_id(),
                    name="x",
                    to=Target(department=here.town.department_id, way="people", people=(person.id,)),
                ),
            )
        ).model_dump(mode="json")
        of_rules = {"organisation_id": here.town.organisation_id, "case_type": here.town.case_type, "document": sends}
        SendingDraft.objects.create(**of_rules, changed_by_id=here.malik.id, changed_by_name=mark, changed_at=now)
        SendingVersion.objects.create(**of_rules, number=1, by_id=here.malik.id, by_name=mark, at=now)
        planting_designs.planted(here, mark, person, now)
        Told.objects.create(person_id=person.id)
        Notice.objects.create(
            person_id=person.id, wall_id=here.town.wall_id, case_id=uuid.uuid4(), what="assigned", at=now
        )
        Absence.objects.create(
            organisation_id=here.town.organisation_id,
            person_id=person.id,
            replacement_id=here.sofia.id,
            first_day=now.date(),
            last_day=now.date(),
            entered_by_id=person.id,
            entered_at=now,
        )
    with acting(Reach(person=person.id)):
        view = View.objects.create(person_id=person.id, name=mark, address=f"words={mark}")
        Start.objects.create(person_id=person.id, view_id=view.id)
        Keys.objects.create(person_id=person.id, own={"j": mark})
        _exported(mark, person.id, here.town.wall_id, now)
        Reply.objects.create(person_id=person.id, name=mark, text={"fr": mark}, changed_at=now)
        said = {"title": mark, "address": f"words={mark}", "options": {"body": mark}}
        Run.objects.create(person_id=person.id, act="message", asked_at=now, **said)
    with _as_owner():
        Token.objects.create(
            organisation_id=here.town.organisation_id,
            person_id=person.id,
            name="Logiciel",
            prefix=uuid.uuid4().hex[:12],
            digest="0" * 64,
            walls=[here.town.wall_id],
            scopes=["cases:read"],
            created_at=now,
            expires_at=now + dt.timedelta(days=1),
        )
    _told(here, mark, person.id, now)
    with acting(Reach(person=here.malik.id)):
        log_refusal(
            person_id=here.malik.id,
            kind="case",
            sought=mark,
            path=f"/agents/dossiers/{mark}/",
            organisation_id=here.town.organisation_id,
        )
    third = attached.submit(here, autre__pdf=attached.pdf())
    with acting(Reach(actor="protection", person=here.helene.id, walls=(here.town.wall_id,))):
        requests.ask(
            [Subject(here.town.wall_id, third.subject_id)],
            Reason.REQUEST,
            asked_by=here.helene.id,
            name=mark,
            at=now,
        )


def _exported(mark: str, person_id: uuid.UUID, wall_id: uuid.UUID, now: dt.datetime) -> None:
    """An export with its file, and a template, of somebody who works for others, too."""
    made = Export.objects.create(
        person_id=person_id,
        walls=[wall_id],
        behind=[wall_id],
        address=f"words={mark}",
        format="csv",
        columns=["title"],
        language="fr",
        asked_at=now,
        expires_at=now + dt.timedelta(days=7),
        state="done",
        told=mark,
    )
    Template.objects.create(person_id=person_id, name=mark, format="csv", columns=["title"])
    with acting(Reach(person=person_id, walls=(made.id,))):
        file = files.store(mark.encode(), name=f"{mark}.csv", media_type="text/csv", wall_id=made.id)
        Export.objects.filter(id=made.id).update(file_id=file.id)


def _brought(mark: str, person_id: uuid.UUID, case: Case, now: dt.datetime) -> None:
    """A case that was brought from a spreadsheet, the import, and how its columns were read."""
    made = Import.objects.create(
        person_id=person_id,
        organisation_id=case.organisation_id,
        wall_id=case.wall_id,
        case_type_id=case.case_type_id,
        revision_id=case.revision_id,
        procedure="x",
        name=mark,
        language="fr",
        asked_at=now,
        expires_at=now + dt.timedelta(days=30),
        state="done",
        sample=[[mark]],
    )
    Mapping.objects.create(person_id=person_id, procedure="x", targets={mark: "note"})
    Brought.objects.create(
        case_id=case.id, wall_id=case.wall_id, case_type_id=case.case_type_id, key="0" * 64, import_id=made.id
    )


def _told(here: Desk, mark: str, person_id: uuid.UUID, now: dt.datetime) -> None:
    """An address of webhooks that this account gave."""
    with _as_owner():
        Endpoint.objects.create(
            organisation_id=here.town.organisation_id,
            person_id=person_id,
            name="Logiciel",
            url="https://logiciel.example.fr/",
            walls=[here.town.wall_id],
            secret="sealed",  # noqa: S106 - none
            created_at=now,
        )


def _answered(case: Case, mark: str, now: dt.datetime) -> None:
    """What a receiver answered to a webhook about the case: whatever it likes."""
    endpoint = Endpoint.objects.create(
        organisation_id=case.organisation_id,
        name="Logiciel",
        url="https://logiciel.example.fr/",
        walls=[case.wall_id],
        secret="sealed",  # noqa: S106 - none
        created_at=now,
    )
    told = Delivery.objects.create(
        endpoint_id=endpoint.id,
        organisation_id=case.organisation_id,
        wall_id=case.wall_id,
        case_id=case.id,
        event_id=uuid.uuid4(),
        kind="moved",
        at=now,
        added_at=now,
        next_at=now,
    )
    Attempt.objects.create(
        delivery_id=told.id,
        organisation_id=case.organisation_id,
        wall_id=case.wall_id,
        at=now,
        status=500,
        milliseconds=3,
        excerpt=mark,
    )
