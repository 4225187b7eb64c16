"""What speaks against publishing a procedure whose steps make requests of others: another sphere, a ring."""

import uuid
from collections.abc import Iterator

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.errands.domain import creating
from parvis.forms.data import LocalizedText, Problem
from parvis.procedures.registry import PROVISOS, Proviso


def _made(definition: CaseTypeDefinition) -> dict[str, str]:
    """The procedures of which its steps make requests, each with where it says so."""
    return {
        use.options["procedure"]: f"workflow.transitions.{index}.actions.{number}"
        for index, move in enumerate(definition.workflow.transitions)
        for number, use in enumerate(move.actions)
        if use.type == "create_case"
    }


def _problems(organisation_id: uuid.UUID, slug: str, sphere: str, definition: CaseTypeDefinition) -> Iterator[Problem]:
    for name, path in _made(definition).items():
        found = creating.offered(organisation_id, name)
        if found and found.sphere != sphere:
            yield Problem(
                path,
                LocalizedText(
                    fr=f"La démarche « {name} » relève d’un autre domaine : aucune étape ne peut y créer de demande.",
                    en=f"The procedure “{name}” belongs to another sphere: no step can make a request of it.",
                ),
            )
        elif _leads_to(organisation_id, name, slug):
            yield Problem(
                path,
                LocalizedText(
                    fr=f"Les demandes de « {name} » se suivraient sans fin : elles ramènent à cette démarche.",
                    en=f"Requests of “{name}” would be made without end: they lead back to this procedure.",
                ),
            )


def _leads_to(organisation_id: uuid.UUID, name: str, slug: str) -> bool:
    """Whether requests of `name`, as the procedures are published, have requests of `slug` made in the end."""
    waiting, seen = [name], set()
    while waiting:
        one = waiting.pop()
        if one == slug:
            return True
        if one not in seen and (found := creating.offered(organisation_id, one)):
            waiting += _made(cases.types.written(found.published_id))
        seen.add(one)
    return False


PROVISOS.register(Proviso("errands", _problems))
