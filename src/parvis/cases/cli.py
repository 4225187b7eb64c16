"""`parvis cases …`: what an operator does to many cases at once."""

import time
import uuid
from argparse import Namespace

from parvis.kernel import cli, clock

cli.group("cases", "Requests")
cli.group("deadlines", "The law's clock")


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


@cli.command(
    "deadlines recompute",
    "Derive the dates of open requests anew, after a calendar or a rule changed; interrupted, run it again",
    arguments=[
        cli.argument("--preview", action="store_true", help="write nothing: say what would change"),
        cli.argument("--procedure", metavar="SLUG", help="of this procedure alone"),
        cli.argument("--organisation", metavar="INSEE", help="of the organisation with this INSEE code alone"),
        cli.argument(
            "--after", type=uuid.UUID, default=uuid.UUID(int=0), metavar="ID", help="begin after this request"
        ),
    ],
    role="owner",
)
def recompute(options: Namespace) -> int | None:
    """Writes only what differs, with an entry in each timeline."""
    from parvis.cases.domain import recomputing
    from parvis.cases.models import Case, CaseType
    from parvis.territory.api import organisations

    types = list(CaseType.objects.filter(slug=options.procedure)) if options.procedure else []
    town = organisations.by_insee(options.organisation) if options.organisation else None
    if options.procedure and not types:
        raise cli.CommandError(f"No procedure is called {options.procedure}.")
    if options.organisation and town is None:
        raise cli.CommandError(f"No organisation has the INSEE code {options.organisation}.")
    found = Case.objects.filter(closed_at=None, id__gt=options.after)
    if types:
        found = found.filter(case_type__in=types)
    if town:
        found = found.filter(organisation_id=town.id)
    counting, at, begun = recomputing.Counting(), clock.now(), time.monotonic()
    last, cases, differ, written, alone, past = options.after, 0, 0, 0, 0, 0
    with cli.progress() as bar:
        task = bar.add_task("Counting", total=found.count())
        try:
            for looked in recomputing.walk(
                counting,
                after=options.after,
                case_type_ids=[one.id for one in types],
                organisation_ids=[town.id] if town else (),
            ):
                changed = [one.case_id for one in looked.changes]
                if changed and not options.preview:
                    written += recomputing.write(counting, changed, at=at)
                past += sum(1 for one in looked.changes if one.after.silence_on and one.after.silence_on <= at.date())
                for one in looked.changes[: max(0, 20 - differ)] if options.preview else ():
                    bar.console.print(f"{one.case_id}: {_dates(one.before)} → {_dates(one.after)}")
                last, cases, alone = looked.last, cases + looked.cases, alone + looked.left_alone
                differ += len(changed)
                bar.update(task, completed=cases)
        except KeyboardInterrupt:
            raise cli.CommandError(f"Interrupted after {cases} requests. Go on with --after {last}") from None
    seconds = max(time.monotonic() - begun, 0.001)
    told = f"{cases} open requests in {seconds:.1f} s ({cases / seconds:.0f} a second): {differ} with other dates"
    cli.say(f"{told}, {written} written, {alone} left alone.")
    if past:
        cli.say(f"{past} of them would have had the effect of silence by today: the next timer gives it to them.")
    return 0


def _dates(found: object) -> str:
    said = [str(getattr(found, name) or "–") for name in ("due_on", "last_day", "silence_on", "silence_effect")]
    return " ".join(said)
