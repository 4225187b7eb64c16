"""Background work of `opinions`."""

from parvis.kernel import clock, jobs
from parvis.opinions.domain import linking, noting, reminding  # their jobs, for the worker

__all__ = ["linking", "noting", "see_to_each_hour"]


@jobs.periodic("17 * * * *")
def see_to_each_hour(timestamp: int) -> None:
    """Reminders and silences of the day: late or twice, each happens once, and bears the day of the definition."""
    reminding.see_to(at=clock.now())
