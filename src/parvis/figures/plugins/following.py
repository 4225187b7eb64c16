"""What `figures` does at the news of a case: what a trigger can't say, in days, a job does once this has committed."""

from parvis.cases.events import CaseMoved
from parvis.figures.jobs import keep
from parvis.kernel import events, jobs


@events.subscribe(CaseMoved)
def moved(event: CaseMoved) -> None:
    """Decisions, corrections and withdrawals are moves, all of them. Without a lock: a fact may be made twice."""
    jobs.defer(keep, case_id=str(event.case_id), wall_id=str(event.wall_id))
