"""The demonstration has real delays to show as soon as its requests are counted: its jobs run in their order."""

from parvis.figures.jobs import publish
from parvis.figures.models import Delay
from parvis.kernel import jobs
from parvis.kernel.demonstration import FILLERS, Filler


def _fill() -> None:
    with jobs.in_background():
        jobs.defer(publish)


FILLERS.register(Filler("95-delays", lambda: not Delay.objects.exists(), _fill))
