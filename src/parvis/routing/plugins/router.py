"""Where cases go: asked by `cases` within the transaction that makes them."""

from __future__ import annotations

from parvis.cases.registry import ROUTERS, Routed, Router, ToRoute
from parvis.kernel import jobs
from parvis.routing.data import Way
from parvis.routing.domain import naming, placing, standing
from parvis.routing.jobs import again, give, tell


def route(asked: ToRoute) -> Routed | None:
    """One statement, whatever the number of rules; another one for each table of zones that this process meets for the
    first time, one for each job that is asked for.
    """
    case = asked.case
    found = standing.of(case.case_type_id, case.organisation_id)
    if found is None:
        return None
    facts = naming.facts(
        asked.published.definition,
        asked.published.form,
        case.organisation_id,
        asked.answers,
        channel=case.channel,
        received_on=case.received_on,
        at=asked.at,
        names=found.engine.names,
    )
    placed = placing.place(found.rules, found.engine.of(facts), asked.department_id, case.organisation_id)

    wall_id, case_id = str(case.wall_id), str(case.id)

    def then() -> None:
        if placed.to is not None and placed.to.way is not Way.PILE:
            rule = str(placed.rule.id) if placed.rule is not None and placed.why is None else ""
            jobs.defer(give, version_id=str(found.id), rule_id=rule, wall_id=wall_id, case_id=case_id)
        if placed.why is not None:
            jobs.defer(tell, wall_id=wall_id, case_id=case_id)

    def moved() -> None:
        jobs.defer(again, queueing_lock=f"routing:again:{case_id}", wall_id=wall_id, case_id=case_id)

    return Routed(placed.department_id, placing.said(placed, found.number), then, moved if found.rules.mended else None)


ROUTERS.register(Router("routing", route))
