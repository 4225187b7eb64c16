"""A marker planted in what is kept of requests that were brought to another revision, and of trials."""

import datetime as dt

from parvis.cases.models import Case
from parvis.forms.data import LocalizedText
from parvis.revising.models import Item, Passage
from parvis.studio.domain.starting import starter
from parvis.studio.models import Draft as Design
from parvis.trials.models import Remark, Trial
from tests.factories.desk import Desk


def of_the_case(here: Desk, mark: str, case: Case, now: dt.datetime) -> None:
    """Plant it in a passage, in its item, and among the answers that the case keeps aside."""
    passage = Passage.objects.create(
        organisation_id=here.town.organisation_id,
        case_type_id=here.town.case_type.id,
        to_id=here.town.case_type.published_id,
        state="done",
        by_id=here.malik.id,
        by_name=mark,
        asked_at=now,
    )
    Item.objects.create(
        passage=passage,
        organisation_id=here.town.organisation_id,
        wall_id=case.wall_id,
        case_id=case.id,
        reference=case.reference,
        revision_id=case.revision_id,
        group="x",
        status=mark[:60],
    )
    design = Design.objects.create(
        organisation_id=here.town.organisation_id,
        slug="essai",
        sphere="general",
        document=starter(LocalizedText(fr="Essai"), "accueil"),
        begun_at=now,
        changed_at=now,
    )
    trial = Trial.objects.create(
        organisation_id=here.town.organisation_id,
        draft=design,
        name="x",
        token_hash="e" * 64,
        until=now.date(),
        made_at=now,
        by_id=here.malik.id,
        by_name=mark,
    )
    Remark.objects.create(trial=trial, organisation_id=trial.organisation_id, draft_id=design.id, text="x", at=now)
    Case.objects.filter(id=case.id).update(
        former=[{"id": "x", "revision": str(case.revision_id), "value": mark}],
    )
