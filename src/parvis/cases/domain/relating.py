"""What cases have to do with each other: links that agents make, and requests that look like the same one."""

import datetime as dt
import hmac
import marshal
import re
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from django.db import connection, transaction

from parvis.access.data import Right
from parvis.cases.data import Actor, ActorKind, Audience, LinkKind, NotAllowed
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.domain import revisions
from parvis.cases.domain.answers import text_at
from parvis.cases.domain.counting import Association
from parvis.cases.domain.desk import rights_in
from parvis.cases.domain.tracking import fold_element
from parvis.cases.domain.writing import Writing, reachable
from parvis.cases.models import Case, Link, TraitKey
from parvis.forms.data import Block

#: sent so near to each other, two requests with a trait in common may be the same one
NEAR = dt.timedelta(days=60)
#: neighbours ask for the same thing too: an address alone counts in these days only
NEAR_ADDRESS = dt.timedelta(days=10)
_SIGNS = re.compile("[^0-9a-z]+")
LINKED, UNLINKED = "linked", "unlinked"


def _fold(text: Any) -> str:
    """Letters and digits alone, without accents or case."""
    plain = str(text or "")
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain).casefold() if not unicodedata.combining(c))
    return _SIGNS.sub(" ", plain.casefold()).strip()


#: the types of questions whose answers make somebody recognisable
_TRACED = ("email", "phone", "plate", "association", "identity", "address")


def _said(type_name: str, value: Any) -> Iterator[tuple[str, str]]:
    """(kind, folded value) of what one answer makes recognisable."""
    if type_name in ("email", "phone") and isinstance(value, str):
        yield type_name, fold_element(value)
    elif type_name == "plate" and isinstance(value, str):
        yield "plate", _fold(value).replace(" ", "")
    elif type_name == "association":
        found = Association.of(value)
        yield "association", found.rna
        yield "association", found.siren
    elif type_name == "identity" and isinstance(value, Mapping):
        parts = [_fold(value.get(part)) for part in ("birth_name", "first_names", "birth_date")]
        yield "identity", "|".join(parts) if all(parts) else ""
    elif type_name == "address" and isinstance(value, Mapping):
        parts = [_fold(value.get(part)) for part in ("street", "postcode", "city")]
        yield "address", "|".join(parts) if parts[0] else ""


@lru_cache(maxsize=1)
def _key() -> bytes:
    """The key of digests: made once with the installation (cases.0023), saved and restored with its data."""
    return bytes(TraitKey.objects.values_list("secret", flat=True).get())


def ready() -> None:
    """Read now what `traits` reads once: processes that are forked from this one ask no database."""
    _key()


class Traced(Protocol):
    """What of a case makes its traits."""

    subject_id: Any
    case_type_id: Any
    organisation_id: Any
    answers: Any


def _digest(scope: str, kind: str, value: str) -> str:
    return hmac.digest(_key(), f"{scope}|{kind}|{value}".encode(), "sha256").hex()


Said = Callable[[str, Any], Iterable[tuple[str, str]]]


def traits(
    case: Traced, definition: CaseTypeDefinition, said: Said = _said, digest: Callable[[str, str, str], str] = _digest
) -> list[tuple[str, str]]:
    """(kind, digest) of all by which the same request would be known again. No statement from its second use in a
    process on. said, digest: the same with a memory, for invented people.

    The digest is keyed with a secret of the installation's own, whatever becomes of SECRET_KEY, and bound to the case
    type and the organisation: nobody can tell one procedure's people in another's.
    """
    found = {("person", str(case.subject_id))}
    for page in definition.form.pages:
        for section in page.sections:
            for item in section.items:
                if not isinstance(item, Block) and item.id in case.answers:
                    found.update(said(item.type, case.answers[item.id]))
    contact = definition.contact
    for kind in ("email", "phone"):
        path = getattr(contact, kind)
        if path:
            found.add((kind, fold_element(text_at(case.answers, path))))
    scope = f"{case.case_type_id}|{case.organisation_id}"
    return sorted((kind, digest(scope, kind, value)) for kind, value in found if value)


class Remembered:
    """`said` and `digest` of invented people, who say the same things again and again."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, bytes], tuple[tuple[str, str], ...]] = {}
        self.digest = lru_cache(maxsize=200_000)(_digest)

    def said(self, type_name: str, value: Any) -> tuple[tuple[str, str], ...]:
        """As `_said`."""
        if type_name not in _TRACED:
            return ()
        if len(self._read) > 100_000:
            self._read.clear()
        key = (type_name, marshal.dumps(value, 2))
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = tuple(_said(type_name, value))
        return found


@dataclass(frozen=True, slots=True)
class Related:
    """Another case: linked by an agent (`kind`, `forward`: this one follows that one), or with traits in common."""

    id: uuid.UUID
    reference: str
    title: str
    status: str
    revision_id: uuid.UUID
    submitted_at: dt.datetime
    closed: bool
    link_id: uuid.UUID | None
    kind: str
    forward: bool
    common: list[str]


_AROUND = """
    with linked as (
        select link.id, case when link.case_id = %(case)s then link.other_id else link.case_id end as other,
               link.kind, link.case_id = %(case)s as forward
          from cases_link as link where link.case_id = %(case)s or link.other_id = %(case)s
    ), alike as (
        select theirs.case_id as other, array_agg(distinct theirs.kind::text) as common
          from (
                select case_id, digest, at,
                       case when kind = 'address' then %(address)s else %(near)s end * interval '1 day' as near
                  from cases_trait where case_id = %(case)s
               ) as ours
          join cases_trait as theirs on theirs.digest = ours.digest and theirs.case_id <> ours.case_id
           and theirs.at between ours.at - ours.near and ours.at + ours.near
         where theirs.case_id not in (select other from linked)
         group by theirs.case_id
    ), around as (
        select other, id, kind, forward, '{}'::text[] as common from linked where kind <> 'different'
        union all select other, null, '', false, common from alike
    )
    select found.id, found.reference, found.title, found.status, found.revision_id, found.submitted_at,
           found.closed_at is not null, around.id, around.kind, around.forward, around.common
      from around join cases_case as found on found.id = around.other
     order by around.id is null, found.submitted_at desc, found.id limit 30
"""


def around(case: Case) -> list[Related]:
    """The cases that this one has to do with, within the acting walls: links first, then suspicions. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"case": case.id, "near": NEAR.days, "address": NEAR_ADDRESS.days})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [Related(*row) for row in rows]


def link(case_id: uuid.UUID, other_id: uuid.UUID, kind: LinkKind, *, by: Actor, at: dt.datetime) -> bool:
    """Say what a case has to do with another, instead of what was said before. False if it was said already.

    Both cases must lie within the agent's own walls (one that is lent to them is not linked). It stands in both
    histories, for agents, and disturbs nobody who has one open. Raises NotAllowed, NotFound.
    """
    with transaction.atomic():
        one, two = _both(case_id, other_id, by)
        standing = Link.objects.filter(case_id__in=(one.id, two.id), other_id__in=(one.id, two.id)).first()
        if standing is not None:
            same_way = standing.case_id == one.id or kind in (LinkKind.SAME_EVENT, LinkKind.DIFFERENT)
            if standing.kind == kind and same_way:
                return False
            standing.delete()
        Link.objects.create(
            case=one,
            wall_id=one.wall_id,
            other=two,
            other_wall_id=two.wall_id,
            kind=kind,
            made_at=at,
            made_by=by.person_id,
            maker_name=by.name,
        )
        _tell(LINKED, one, two, kind, by=by, at=at)
    return True


def unlink(case_id: uuid.UUID, link_id: uuid.UUID, *, by: Actor, at: dt.datetime) -> bool:
    """Take a link of the case away; False if it is there no more. Raises NotAllowed, NotFound."""
    with transaction.atomic():
        found = Link.objects.filter(id=link_id).first()
        if found is None or case_id not in (found.case_id, found.other_id):
            return False
        one, two = _both(found.case_id, found.other_id, by)
        found.delete()
        _tell(UNLINKED, one, two, LinkKind(found.kind), by=by, at=at)
    return True


def _both(case_id: uuid.UUID, other_id: uuid.UUID, by: Actor) -> tuple[Case, Case]:
    """Both cases, locked in the order of their ids, so that two agents never wait for each other in a ring."""
    if case_id == other_id:
        raise NotAllowed("a case with itself")
    found = {one: reachable(one, by=by, lock=True) for one in sorted((case_id, other_id))}
    for case in found.values():
        if by.kind is ActorKind.SYSTEM:  # a step of the workflow asked for it
            continue
        if case.wall_id in by.lent or Right.HANDLE_CASES not in rights_in(by, case.wall_id):
            raise NotAllowed("link")
    return found[case_id], found[other_id]


def _tell(entry: str, one: Case, two: Case, kind: LinkKind, *, by: Actor, at: dt.datetime) -> None:
    for case, other, forward in ((one, two, True), (two, one, False)):
        write = Writing(case, by=by, at=at, quiet=True)
        data = {"forward": forward, "kind": str(kind), "other": other.reference}
        write.note(entry, data, audience=Audience.AGENTS)
        write.finish()


def status_words(found: Related, language: str) -> str:
    """Where another case stands, in agents' words."""
    return revisions.load(found.revision_id).definition.workflow.status(found.status).agent.into(language)
