"""What is said of the notice of a decision: how it counts, from when on, until when one may contest."""

import datetime as dt

from django.utils.translation import gettext as _

from parvis.calendars.api import Calendar
from parvis.cases.data import Outcome, SilenceEffect
from parvis.cases.domain import handling, notifying
from parvis.cases.domain.notifying import Notice
from parvis.cases.models import Case, Decision
from parvis.kernel.ui.formats import date_long


def for_resident(case: Case, decision: Decision | None, found: Notice | None) -> list[str]:
    """How and when the decision counts as notified, and until when a refusal may be contested."""
    lines = [] if found is None or found.on is None else [_how(found)]
    until = _until(case, decision, found)
    if until:
        lines.append(_("You can contest it until %(day)s included.") % {"day": date_long(until)})
    return lines


def _how(found: Notice) -> str:
    assert found.on is not None
    said = {"day": date_long(found.on)}
    return {
        "site": _("Notified on %(day)s: it was opened on this site that day."),
        "presumed": _("Notified on %(day)s, when it was put on this site: nobody opened it within fifteen days."),
        "registered": _("Notified on %(day)s by registered letter."),
        "counter": _("Notified on %(day)s, handed over at the counter."),
    }[found.by] % said


def for_agents(case: Case, decision: Decision | None, found: Notice | None) -> list[str]:
    """The same, with what is awaited."""
    if found is None:
        until = _until(case, decision, None)
        return [_("It can be contested until %(day)s included.") % {"day": date_long(until)}] if until else []
    lines = [_("On the site since %(day)s.") % {"day": date_long(found.available_on)}]
    if found.read_on:
        lines.append(_("First opened by the person on %(day)s.") % {"day": date_long(found.read_on)})
    if found.on is not None:
        lines.append(_how(found))
    elif found.presumed_on is not None:
        last = found.presumed_on - dt.timedelta(days=1)
        lines.append(
            _("If nobody opens it by %(last)s, it counts as notified on %(day)s.")
            % {"last": date_long(last), "day": date_long(found.available_on)}
        )
    else:
        lines.append(
            _(
                "The person did not agree to notices on the site: the time to contest it runs from the day on which it "
                "is handed over."
            )
        )
    until = _until(case, decision, found)
    if until:
        lines.append(_("It can be contested until %(day)s included.") % {"day": date_long(until)})
    return lines


def _until(case: Case, decision: Decision | None, found: Notice | None) -> dt.date | None:
    """Until when a refusal, given or born of silence, may be contested."""
    if decision is not None:
        return found.until if found and decision.outcome == Outcome.REFUSED else None
    if case.silence_done_on and not case.closed_at and case.silence_effect == SilenceEffect.REFUSAL:
        return notifying.contest_until(
            case.silence_done_on, Calendar(handling.zone_of_organisation(case.organisation_id))
        )
    return None
