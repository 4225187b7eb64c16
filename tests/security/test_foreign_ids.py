"""Every address with an id, asked with real ids of others by every kind of persona: nothing is seen or changed."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from parvis.access.api import Right, Role, acting_as
from parvis.access.domain import members
from parvis.access.models import Invitation, Membership
from parvis.apiplatform.models import Token
from parvis.bulk.models import Run
from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind, Submitted
from parvis.cases.models import Attachment, Case, Copy, Draft, Grant, Link, Message, Reply, Share, Stock, Turn
from parvis.documents.models import Document
from parvis.exchange.models import Export, Import, Template
from parvis.files.models import StoredFile
from parvis.identity.models import KeptPost, Session
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.mailroom.models import Batch, Letter
from parvis.opinions.models import Approval, Delegation, Opinion
from parvis.revising.models import Passage
from parvis.studio.models import Draft as Design
from parvis.territory.models import Department, ZoneTable
from parvis.webhooks.models import Delivery, Endpoint
from parvis.workload.models import Absence, Rule as HandingRule
from parvis.workspace.models import View
from tests.cases.own import opened
from tests.conftest import _as_owner
from tests.factories import attached, people
from tests.factories.desk import desk
from tests.security.addresses import patterns
from tests.security.aimed import MARK, designed, errand, of_opinions, of_workload, programme, share, webhook

#: whatever some page asks for
PARTS = {"part": "statuses", "part_id": "received", "own": "fields", "own_id": "motif"}
FORGED = {
    "version": "2",
    "body": "x",
    "reason": "x",
    "email": "thief@example.org",
    "note": "x",
    "other": "x",
    "kind": "same_event",
    "on": "2026-05-04",
    "name": "x",
    "name_fr": "x",
    "replace": "1",
    "until": "2099-01-01",
}
#: ids that open nothing by themselves, or whose pages are nobody's
HARMLESS = (
    "procedures:by_link",
    "cases:by_link",
    "ui:",
    "notifications:",
    "workload:unsubscribe",
    "documents:",
    "territory:theme_css",
    "territory:logo",
    "portal:",
    "cases:act",
    "cases:card",
    "procedures:start",
    "procedures:begin",
)
WITH_IDS = sorted(
    (name, str(found.pattern))
    for name, found in patterns()
    if found.pattern.converters and not name.startswith(HARMLESS)
)
#: allauth's own keys: signed, or a number of one's own, tried elsewhere
SIGNED = ("account_", "mfa_")
#: what a persona may do there after all: a supervisor plans absences and rules in the department, and stops its runs
THEIRS = {("other sphere", f"workload:{name}") for name in ("end_absence", "rule", "raise_rule", "delete_rule")}
THEIRS.add(("other sphere", "bulk:overseen_stop"))
PERSONAS = (
    "nobody",
    "resident",
    "follower of another request",
    "agent elsewhere",
    "administrator elsewhere",
    "designer elsewhere",
    "other sphere",
    "elected member here",
    "borrower of another request",
)


@pytest.fixture
def world(db):
    here, elsewhere = desk(), people.place("gravelines", "GR")
    borrower = desk("Loon", "LP", "59359")
    attached.ask_for_files(here)
    owner = people.person("owner@example.org", given_name=MARK)
    lent = _with_file(here, "lent.pdf", event_name="Autre")
    here.lend(lent, borrower)
    made = _with_file(here, f"{MARK}.pdf", event_name=MARK, responsible={"first_names": MARK, "family_name": MARK})
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
            person=owner, host=here.place.host, path="/", fields={"x": [MARK]}, expires_at=until
        )
        case = Case.objects.get(id=made.case_id)
        run = Run.objects.create(person_id=here.sofia.id, act="tag", title=MARK, asked_at=clock.now())
        ids = {
            "reference": case.reference,
            "document_id": Document.objects.filter(case_id=case.id).first().id,
            **_planted(here, case, Case.objects.get(id=lent.case_id)),
            "draft_id": draft.id,
            "share_id": share(draft.id),
            "membership_id": Membership.objects.filter(person=here.sofia).get().id,
            "invitation_id": Invitation.objects.get().id,
            "session_id": Session.objects.filter(person=owner, parent=None).first().id,
            "kept_id": kept.id,
            "run_id": run.id,
            "ident": run.id,
            "field": "message",
            "name": "procedures",
            **of_workload(here, case.department_id),
            "reply_id": Reply.objects.create(
                person_id=here.sofia.id, name=MARK, text={"fr": MARK}, changed_at=clock.now()
            ).id,
            "view_id": View.objects.create(person_id=here.sofia.id, name=MARK, address="").id,
            **_exported(here, wall_id=case.wall_id),
            **designed(here),
            "token_id": programme(here, case.wall_id),
            **webhook(here, case.wall_id),
            **errand(here, case),
            **of_opinions(here, case),
            **PARTS,
            "step_id": "take",
            "place": 0,
            "kind": "run",
            "element_id": "objet",
            "example_id": "x",
            "number": 1,
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
        "designer elsewhere": people.member(elsewhere, Role.SERVICE_DESIGNER),
        "other sphere": people.member(here.place, Role.SUPERVISOR, "social"),
        "elected member here": people.member(here.place, Role.ELECTED_MEMBER),
        "follower of another request": lent,
        "borrower of another request": borrower.malik,
    }
    return here, ids, who, (here.place.host, elsewhere.host, "localhost", borrower.place.host)


def _with_file(here, name, **changes):
    """A request with one PDF of that name."""
    draft_id, token = attached.draft(here, **{name.replace(".", "__"): attached.pdf()})
    with acting(Reach(actor="web", token=token)):
        loaded = cases.drafts.load(draft_id).draft
        by = Actor(ActorKind.RESIDENT, name="Jean Deswarte")
        cases.drafts.save(
            draft_id, loaded.answers | changes, page="papers", version=loaded.version, by=by, at=clock.now()
        )
        return cases.submit(draft_id, by=by, at=clock.now())


def _planted(here, case, other):
    """What goes with a case, and beside: rows of each kind, which name the marker."""
    now = clock.now()
    of_case = {"wall_id": case.wall_id, "subject_id": case.subject_id}
    turn = Turn.objects.create(
        case=case, kind="correction", audience="all", asked={"fields": [], "words": MARK}, asked_at=now, **of_case
    )
    link = Link.objects.create(
        case=case, wall_id=case.wall_id, other=other, other_wall_id=other.wall_id, kind="same_event", made_at=now
    )
    stock = Stock.objects.create(
        wall_id=case.wall_id, organisation_id=case.organisation_id, resource="places", key="x", label=MARK, capacity=3
    )
    batch = Batch.objects.create(
        wall_id=case.wall_id, organisation_id=case.organisation_id, made_by_name=MARK, made_at=now
    )
    letter = Letter.objects.create(
        case_id=case.id,
        organisation_id=case.organisation_id,
        department_id=case.department_id,
        topic="message",
        reference=case.reference,
        language="fr",
        title=MARK,
        address=[MARK],
        texts=[MARK],
        state="printed",
        batch=batch,
        asked_at=now,
        **of_case,
    )
    copy = Copy.objects.create(
        subject_id=case.subject_id,
        subjects=[case.subject_id],
        language="fr",
        asked_at=now,
        expires_at=now + dt.timedelta(days=1),
        file_id=Attachment.objects.get(case_id=case.id).id,
    )
    table = ZoneTable.objects.create(
        organisation_id=case.organisation_id, code="zqxtable", name_fr=MARK, changed_at=now
    )
    return {
        "file_id": Attachment.objects.get(case_id=case.id).id,
        "turn_id": turn.id,
        "link_id": link.id,
        "wall_id": stock.wall_id,
        "resource": stock.resource,
        "batch_id": batch.id,
        "letter_id": letter.id,
        "copy_id": copy.id,
        "department_id": case.department_id,
        "case_type_id": case.case_type_id,
        "code": table.code,
        "slug": "aide",
        "page": 1,
        "turn": 0,
        "zoom": 1,
    }


def _exported(here, wall_id):
    """An export of an agent here, made, and a template of theirs."""
    now = clock.now()
    export = Export.objects.create(
        person_id=here.sofia.id,
        walls=[wall_id],
        behind=[wall_id],
        format="csv",
        columns=["title"],
        language="fr",
        asked_at=now,
        expires_at=now + dt.timedelta(days=1),
        state="done",
        told=MARK,
        file_id=Attachment.objects.first().id,
    )
    template = Template.objects.create(person_id=here.sofia.id, name=MARK, format="csv", columns=["title"])
    brought = Import.objects.create(
        person_id=here.malik.id,
        organisation_id=here.town.organisation_id,
        wall_id=wall_id,
        case_type_id=here.town.case_type.id,
        revision_id=here.town.case_type.published_id,
        procedure="x",
        name=MARK,
        language="fr",
        asked_at=now,
        expires_at=now + dt.timedelta(days=1),
        state="stopped",
    )
    return {"export_id": export.id, "template_id": template.id, "import_id": brought.id}


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
                (Design, ("version", "holder_id", "document")),
                (Passage, ("state",)),
                (Invitation, ()),
                (KeptPost, ()),
                (Document, ("sha256", "revoked_at")),
                (Attachment, ("case_id", "name")),
                (StoredFile, ("wall_id", "subject_id", "held_by")),
                (Turn, ("state", "answered")),
                (Link, ("kind",)),
                (Share, ("accepted_at", "removed_at")),
                (Grant, ("until", "ended_at")),
                (Stock, ("capacity",)),
                (Letter, ("state", "batch_id")),
                (Batch, ("posted_on",)),
                (Copy, ("file_id",)),
                (ZoneTable, ("name_fr",)),
                (Run, ("state", "options")),
                (Absence, ("first_day", "last_day", "replacement_id")),
                (HandingRule, ("place", "value", "people")),
                (View, ("name", "address", "organisation_id")),
                (Reply, ("name", "text", "person_id", "organisation_id")),
                (Export, ("state", "file_id")),
                (Template, ("name", "organisation_id")),
                (Import, ("state", "options")),
                (Token, ("revoked_at", "scopes")),
                (Endpoint, ("name", "secret", "state")),
                (Delivery, ("state", "tries")),
                (Department, ("name_fr", "is_closed")),
                (Opinion, ("state", "to_person_id")),
                (Approval, ("state", "level")),
                (Delegation, ("last_day",)),
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
        if isinstance(who[persona], Submitted):
            opened(visitor, who[persona])
        elif who[persona]:
            visitor.cookies.load(people.cookies(who[persona], host=host))
        for name, route in WITH_IDS:
            path = "/" + route
            for key, value in ids.items():
                for kind in ("uuid", "str", "slug", "int"):
                    path = path.replace(f"<{kind}:{key}>", str(value))
            if name.startswith(SIGNED) or (persona, name) in THEIRS:
                continue
            assert "<" not in path, f"{name}: say in `world` what an attacker would put there"
            for transition in ("withdraw", "take", "accept") if "withdraw" in path else ("withdraw",):
                asked = path.replace("/withdraw/", f"/{transition}/")
                for answer in (visitor.get(asked), visitor.post(asked, FORGED)):
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
            for typed in absent:
                text = text.replace(str(values[typed]), "…")
            answers.append((answer.status_code, len(text)))
        assert answers[0][0] == answers[1][0] == 404, (template, answers)
        assert abs(answers[0][1] - answers[1][1]) < 40, (template, answers)
