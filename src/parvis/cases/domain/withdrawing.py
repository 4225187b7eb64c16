"""Withdrawal by who asked: a person may give a request up as long as it is not answered, whatever its workflow says.

The engine adds the way out to every workflow that has none, when its revision is loaded: published revisions never
change, and old ones offer it too. A definition that has a withdrawal of its own keeps it where it offers it; one that
must forbid it says `withdrawal: false` (a procedure that the administration goes on with by itself).
"""

from parvis.cases.definition import CaseTypeDefinition
from parvis.forms.data import LocalizedText
from parvis.workflows.data import Kind, Status, Transition

RESIDENT = "resident"
_RESIDENT_WORDS = LocalizedText(fr="Vous avez retiré votre demande.", en="You withdrew your request.")
_AGENT_WORDS = LocalizedText(fr="Retirée par l’usager", en="Withdrawn by the resident")
_LABEL = LocalizedText(fr="Retirer ma demande", en="Withdraw my request")


def with_withdrawal(definition: CaseTypeDefinition) -> CaseTypeDefinition:
    """The definition with a way to withdraw from each status in which a request is still open; pure."""
    if not definition.withdrawal:
        return definition
    workflow = definition.workflow
    kinds = {status.id: status.kind for status in workflow.statuses}
    served = {
        source
        for move in workflow.transitions
        if RESIDENT in move.rights and move.condition is None and kinds[move.target] is Kind.CLOSED
        for source in move.sources
    }
    left = tuple(status.id for status in workflow.statuses if not status.kind.is_final and status.id not in served)
    if not left:
        return definition
    target = _free("withdrawn", set(kinds))
    status = Status(id=target, kind=Kind.CLOSED, resident=_RESIDENT_WORDS, agent=_AGENT_WORDS)
    move = Transition(
        id=_free("withdraw", {found.id for found in workflow.transitions}),
        sources=left,
        target=target,
        label=_LABEL,
        rights=(RESIDENT,),
        reason="optional",
        weight="warning",
    )
    grown = workflow.model_copy(
        update={"statuses": (*workflow.statuses, status), "transitions": (*workflow.transitions, move)}
    )
    return definition.model_copy(update={"workflow": grown})


def _free(wanted: str, taken: set[str]) -> str:
    """`wanted`, or the first name after it that the definition does not use."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name
