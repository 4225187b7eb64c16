"""Timers of `files`."""

from parvis.files.domain import removing
from parvis.kernel import jobs

DAY = 86_400


@jobs.periodic("17 2 * * *")
def sweep_files(timestamp: int) -> None:
    """Each night, remove the bytes that a rolled back transaction or a killed process left without a row."""
    removing.sweep(older_than=DAY)
