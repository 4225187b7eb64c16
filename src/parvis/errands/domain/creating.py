"""Making a request of another procedure of the organisation out of a case, linked with it."""

import datetime as dt
import secrets

from django.db import connection
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.cases.data import Channel, Incomplete, LinkKind
from parvis.errands.data import Failed, Overtaken
from parvis.errands.models import Errand
from parvis.kernel.reach import Reach, acting

_FROM = "select organisation_id, channel, language from cases_case where id = %s for update"
_TO = """
    select t.id, h.wall_id from cases_casetype t join cases_handling h on h.case_type_id = t.id
     where t.slug = %s and h.organisation_id = %s and t.published_id is not null
     order by t.id limit 1
"""


def make(errand: Errand, at: dt.datetime) -> dict[str, object]:
    """Make it, about the same person where it lies behind the same wall. Raises Overtaken, Failed."""
    with connection.cursor() as cursor:
        cursor.execute(_FROM, [errand.case_id])
        found = cursor.fetchone()
        cursor.execute(_TO, [errand.name, found[0] if found else None])
        target = cursor.fetchone()
    if found is None:
        raise Overtaken
    if target is None:
        raise Failed(_("The organisation offers no procedure “%(name)s”.") % {"name": errand.name}, final=True)
    organisation_id, channel, language = found
    case_type_id, wall_id = target
    by, token = cases.system(_("Workflow")), secrets.token_hex(32)
    walls = tuple({errand.wall_id, wall_id})
    with acting(Reach(actor="worker", walls=walls, token=token)):
        draft = cases.drafts.start(
            case_type_id,
            organisation_id,
            by=by,
            at=at,
            token_hash=token,
            channel=Channel(channel),
            language=language,
            answers=errand.options["answers"],
        )
        try:
            made = cases.submit(draft.id, by=by, at=at, subject_of={errand.wall_id: errand.subject_id})
        except Incomplete as error:
            missing = sorted({name for page in error.errors.values() for name in page})
            words = _("The other procedure asks for more: %(what)s") % {"what": ", ".join(missing)}
            raise Failed(words, final=True) from error
        cases.link(made.case_id, errand.case_id, LinkKind.FOLLOWS, by=by, at=at)
    return {"reference": made.reference}
