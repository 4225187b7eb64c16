"""Where a request would go now that an answer was mended on which its routing reads.

Unless the organisation's rules say so (`Routed.again`), it is not sent there by itself: the department that asked for
the correction knows the case, has its clock running and may be about to decide, and another organisation's wall is not
crossed without somebody who answers for it (a case is lent, for a time, ADR 8). So the mended answers route again, and
where they lead elsewhere agents read so, with the transfer one click away (ADR 9: who handles a case stays as it was on
receipt until somebody changes it).
"""

from collections.abc import Mapping
from typing import Any

from parvis.cases.domain import directing, handling
from parvis.cases.domain.revisions import Published
from parvis.cases.models import Case

#: the entry of the timeline that says so, to agents
ELSEWHERE = "rerouted"


def elsewhere(case: Case, published: Published, answers: Mapping[str, Any]) -> dict[str, str]:
    """Where `answers` would lead that those of the case (before they are mended) did not: `{"organisation": id}` or
    `{"department": id}`; nothing where they lead to the same place, or to where it is. Where the organisation's rules
    send it there themselves, that is asked for. A few statements.
    """
    definition = published.definition
    if definition.destination:
        before, after = (
            handling.of_destination(definition, case.case_type_id, case.organisation_id, found).organisation_id
            for found in (case.answers, answers)
        )
        if after not in (before, case.organisation_id):
            return {"organisation": str(after)}
    ruled = directing.anew(case, published, answers)
    if ruled is not None:
        found = directing.anew(case, published, case.answers)
        stays = ruled.department_id == case.department_id
        if stays or found is None or found.department_id == ruled.department_id:
            return {}
        if ruled.again is not None:
            ruled.again()
            return {}
        return {"department": str(ruled.department_id)}
    if not definition.routing:
        return {}
    before, after = (
        handling.route(definition, found, case.organisation_id, case.received_on) for found in (case.answers, answers)
    )
    return {} if after in (before, case.department_id) else {"department": str(after)}
