"""Making a request of another procedure of the organisation out of a case, linked with it.

Both lie behind one wall, the other procedure takes requests as it would from anybody, and no request brings forth
others without end: so many of its own, so many generations.
"""

import datetime as dt
import secrets
import uuid
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.cases.data import Channel, Incomplete, LinkKind
from parvis.errands.data import Failed, Overtaken, State, What
from parvis.errands.models import Errand
from parvis.kernel.reach import Reach, acting
from parvis.procedures import api as procedures
from parvis.procedures.data import NotOpen, Stage

_FROM = "select organisation_id, channel, language, subject_id, shared from cases_case where id = %s for update"
_TO = """
    select t.id, h.wall_id, t.sphere, t.published_id
      from cases_casetype t join cases_handling h on h.case_type_id = t.id
     where t.slug = %s and h.organisation_id = %s and t.published_id is not null
     order by t.id limit 1
"""
#: requests that follow from each other by themselves; requests that one makes
GENERATIONS, MOST = 3, 20
_BEFORE = """
    with recursive found (id, steps) as (
        select %(case)s::uuid, 0
        union all
        select l.other_id, f.steps + 1 from found f join cases_link l on l.case_id = f.id
         where l.kind = 'follows' and l.made_by is null and f.steps < %(most)s
    )
    select max(steps) from found
"""


class Target(NamedTuple):
    """A published procedure of an organisation."""

    id: uuid.UUID
    wall_id: uuid.UUID
    sphere: str
    published_id: uuid.UUID


def offered(organisation_id: uuid.UUID, slug: str) -> Target | None:
    """The procedure of an organisation of which requests are made under that address: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_TO, [slug, organisation_id])
        found = cursor.fetchone()
    return Target(*found) if found else None


def make(errand: Errand, at: dt.datetime) -> dict[str, object]:
    """Make it, about the same person where it lies behind the same wall. Raises Overtaken, Failed."""
    with connection.cursor() as cursor:
        cursor.execute(_FROM, [errand.case_id])
        found = cursor.fetchone()
    if found is None:
        raise Overtaken
    target = offered(found[0], errand.name)
    if target is None:
        raise _never(_("The organisation offers no procedure “%(name)s”."), errand)
    organisation_id = found[0]
    if target.wall_id != errand.wall_id:  # a link would tell of one sphere in the other
        raise _never(_("The procedure “%(name)s” belongs to another sphere."), errand)
    _not_without_end(errand)
    try:
        if procedures.stage_of(organisation_id, errand.name, at) is not Stage.OPEN:
            raise NotOpen(Stage.CLOSED)
        return _made(errand, at, found, target.id)
    except LookupError as error:
        raise _never(_("The organisation offers no procedure “%(name)s”."), errand) from error
    except NotOpen as error:
        raise _never(_("The procedure “%(name)s” takes no requests now."), errand) from error


def _never(words: str, errand: Errand) -> Failed:
    return Failed(words % {"name": errand.name}, final=True)


def _not_without_end(errand: Errand) -> None:
    """Raises Failed where too many requests come out of this one, or it came out of too many itself."""
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, {"case": errand.case_id, "most": GENERATIONS})
        (generations,) = cursor.fetchone()
    own = Errand.objects.filter(case_id=errand.case_id, what=What.CREATE, state=State.DONE)
    if generations >= GENERATIONS or own[:MOST].count() >= MOST:
        raise _never(_("Too many requests followed from each other by themselves: “%(name)s” is not made."), errand)


def _made(errand: Errand, at: dt.datetime, source: tuple[Any, ...], case_type_id: uuid.UUID) -> dict[str, object]:
    organisation_id, channel, language, subject_id, shared = source
    by, token = cases.system(_("Workflow")), secrets.token_hex(32)
    with acting(Reach(actor="worker", walls=(errand.wall_id,), token=token)):
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
            subject_of = {} if shared else {errand.wall_id: subject_id}
            made = procedures.submit(draft, by=by, at=at, subject_of=subject_of)
        except Incomplete as error:
            missing = sorted({name for page in error.errors.values() for name in page})
            words = _("The other procedure asks for more: %(what)s") % {"what": ", ".join(missing)}
            raise Failed(words, final=True) from error
        if shared:  # those who follow it were invited to it alone
            with connection.cursor() as cursor:
                cursor.execute("select cases_follows_shared(%s, %s)", [made.case_id, errand.case_id])
        cases.link(made.case_id, errand.case_id, LinkKind.FOLLOWS, by=by, at=at)
    return {"reference": made.reference}
