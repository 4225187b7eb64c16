"""What `errands` does at the news of a case."""

from parvis.cases.events import CaseRevised
from parvis.errands.domain import asking
from parvis.kernel import events


@events.subscribe(CaseRevised)
def revised(event: CaseRevised) -> None:
    """Other timers count where it stands, or none."""
    asking.rewind(event.case_id, event.at)
