"""The rules of the demonstration: Dunkerque sends parking cards by zone, enrolments and bars by commune."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from parvis.access.api import Right, acting_as, standing_of
from parvis.cases import api as cases
from parvis.expressions.api import scope_of
from parvis.identity.api import find
from parvis.kernel import clock
from parvis.kernel.demonstration import FILLERS, Filler
from parvis.kernel.ids import new_id
from parvis.routing.data import Author, RuleSet, SendingRule, Target, Way
from parvis.routing.domain import checking, editing, naming
from parvis.routing.models import Version
from parvis.territory.api import departments, organisations
from parvis.workload import api as workload

_DUNKERQUE = "59183"
_CLAIRE, _JULIE = "c.vandamme@dunkerque.example", "j.wallaert@dunkerque.example"
_BAR, _CARD, _SCHOOL = "buvette-temporaire", "carte-stationnement-resident", "inscription-scolaire"


@dataclass(frozen=True, slots=True)
class _Sent:
    """A rule: its words, its condition, the department, and who gets the requests there."""

    name: str
    when: Any
    department: str
    people: tuple[str, ...] = ()


def _is(name: str, value: str) -> dict[str, Any]:
    return {"text.same": [{"var": name}, value]}


_OF_ELSEWHERE = {
    "and": [{"is_filled": [{"var": naming.COMMUNE}]}, {"!": [_is(naming.COMMUNE, "Dunkerque")]}],
}
_RULES: dict[str, tuple[_Sent, ...]] = {
    _BAR: (
        _Sent("Association d’une autre commune", _OF_ELSEWHERE, "accueil"),
        _Sent("Hors d’une enceinte sportive", {"===": [{"var": "setting"}, "outside"]}, "vie-associative"),
    ),
    _CARD: (
        _Sent(
            "Habite la Citadelle\u00a0: vu avec le port", _is("zone_parking", "Zone C – Citadelle"), "domaine-public"
        ),
        _Sent(
            "Reçue par courrier\u00a0: à saisir par la responsable",
            {"===": [{"var": naming.CHANNEL}, "post"]},
            "stationnement",
            (_JULIE,),
        ),
    ),
    _SCHOOL: (
        _Sent(
            "Habite une autre commune\u00a0: accord de sa mairie à demander",
            _OF_ELSEWHERE,
            "accueil",
        ),
        _Sent("Secteur du Bastion", _is("zone_school", "Bastion"), "affaires-scolaires"),
    ),
}


def _person(email: str) -> uuid.UUID:
    found = find(email)
    if found is None:
        raise LookupError(f"the demonstration's {email} has no account")
    return found.id


def _fill() -> None:
    here = organisations.by_insee(_DUNKERQUE)
    if here is None:
        raise LookupError("the demonstration's Dunkerque was not created")
    claire = _person(_CLAIRE)
    by = Author(claire, standing_of(claire).name)
    people = {email: _person(email) for email in (_JULIE,)}
    with acting_as(claire, Right.ADMINISTER, actor="designer") as reach:
        handled = {one.slug: one for one in cases.types.handled(reach.walls) if one.organisation_id == here.id}
        for slug, sent in _RULES.items():
            kind = handled[slug]
            rules = tuple(
                SendingRule(
                    id=new_id(),
                    name=one.name,
                    when=one.when,
                    to=Target(
                        department=departments.by_code(here.id, one.department).id,
                        way=Way.PEOPLE if one.people else Way.PILE,
                        people=tuple(people[email] for email in one.people),
                    ),
                )
                for one in sent
            )
            published = cases.types.load(kind.published_id)
            scope = scope_of(naming.terms(published.definition, here.id, "fr"))
            where = checking.Where(here.id, kind.wall_id, scope, workload.handlers(here.id, clock.today()))
            _keep(kind.case_type_id, here.id, RuleSet(rules=rules), where, by)


def _keep(
    case_type_id: uuid.UUID, organisation_id: uuid.UUID, rules: RuleSet, where: checking.Where, by: Author
) -> None:
    now = clock.now()
    draft = editing.change(case_type_id, organisation_id, 0, lambda _none: rules, by=by, at=now)
    editing.tried(draft, rules)
    editing.publish(
        case_type_id,
        organisation_id,
        draft.version,
        lambda found: checking.findings(found, where),
        by=by,
        at=now,
    )


FILLERS.register(Filler("55-routing", lambda: not Version.objects.exists(), _fill))
