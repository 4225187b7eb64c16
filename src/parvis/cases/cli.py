"""`parvis cases …`: what an operator does to many cases at once."""

from argparse import Namespace

from parvis.kernel import cli

cli.group("cases", "Requests")


@cli.command(
    "cases terms",
    "Set until when requests are kept that ended before their procedure said for how long",
    role="owner",
)
def terms(options: Namespace) -> int | None:
    """A request whose procedure says nothing yet keeps no day, and is counted."""
    from parvis.cases.domain import retaining
    from parvis.cases.models import Case

    waiting = Case.objects.filter(closed_at__isnull=False, retain_until=None)
    done, left = 0, 0
    with cli.progress() as bar:
        task = bar.add_task("Counting", total=waiting.count())
        for case in waiting.order_by("id").iterator(chunk_size=500):
            day = retaining.day_of(case)
            if day is None:
                left += 1
            else:
                Case.objects.filter(id=case.id).update(retain_until=day)
                done += 1
            bar.advance(task)
    cli.say(f"{done} requests have their day; {left} are of procedures that do not say for how long.")
    return 0
