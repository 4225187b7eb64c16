"""The marker in what is asked of experts about a case, in their answers and links, in approvals and delegations."""

import datetime as dt
import uuid

from parvis.cases.models import Case
from parvis.files import api as files
from parvis.identity.models import Person
from parvis.kernel.reach import Reach, acting
from parvis.opinions.models import Approval, Delegation, Device, Link, Opinion, Vote
from tests.conftest import _as_owner
from tests.factories.desk import Desk


def opinions(here: Desk, mark: str, case: Case, person: Person, now: dt.datetime) -> None:
    """Plant it beside a case, as the owner; a file that an expert sent is held by the opinion."""
    inside = {"wall_id": case.wall_id, "subject_id": case.subject_id}
    beside = inside | {"organisation_id": case.organisation_id}
    with _as_owner():
        opinion = Opinion.objects.create(
            **beside,
            case_id=case.id,
            reference=case.reference,
            about=mark,
            to_email=f"{mark}@sdis.example",
            to_name=mark,
            label=mark,
            words=mark,
            shown=[{"title": mark, "rows": [{"label": mark, "text": mark}]}],
            asked_at=now,
            asked_by=here.malik.id,
            asker_name=mark,
            due_on=now.date(),
            remind_on=now.date(),
            open_until=now + dt.timedelta(days=90),
            reply=mark,
            handed=[{"from": mark, "to": mark, "at": now.isoformat()}],
        )
        link = Link.objects.create(
            **beside,
            opinion=opinion,
            token_hash=uuid.uuid4().hex * 2,
            email=f"{mark}@sdis.example",
            issued_at=now,
            expires_at=now + dt.timedelta(days=14),
        )
        Device.objects.create(
            **inside, link=link, token_hash=uuid.uuid4().hex * 2, code_hash="0" * 64, code_expires_at=now
        )
        approval = Approval.objects.create(
            **beside,
            case_id=case.id,
            transition="accept",
            levels=[{"id": "one", "label": mark, "rights": ["agent"], "department": None, "least": 2}],
            words=mark,
            asked_at=now,
            asked_by=here.malik.id,
            asker_name=mark,
        )
        Vote.objects.create(
            **inside,
            approval=approval,
            level=0,
            person_id=here.sofia.id,
            name=mark,
            approves=True,
            reason=mark,
            at=now,
        )
        Delegation.objects.create(
            organisation_id=case.organisation_id,
            person_id=person.id,
            to_person_id=here.sofia.id,
            first_day=now.date(),
            last_day=now.date(),
            given_at=now,
        )
    with acting(Reach(subjects=(opinion.id,), walls=(case.wall_id,))):
        files.store(
            mark.encode(), name=f"{mark}.txt", media_type="text/plain", wall_id=case.wall_id, held_by=opinion.id
        )
