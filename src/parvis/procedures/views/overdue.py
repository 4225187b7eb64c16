"""What is over already of a request that is entered with the day on which it came: said before it is registered."""

from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.cases.data import SilenceEffect
from parvis.kernel import clock
from parvis.kernel.ui.formats import date_long
from parvis.procedures.views.openings import Filling


def overdue(filling: Filling) -> list[str]:
    """Sentences for the agent; none where there is time to answer still. Two statements."""
    today = clock.today()
    found = cases.entering.dates(filling.loaded.draft, filling.loaded.published, at=clock.now())
    if found.due_on is None or found.due_on >= today:
        return []
    said = [_("It should have been answered by %(day)s.") % {"day": date_long(found.due_on)}]
    if found.silence_on is not None and found.silence_on <= today:
        day = {"day": date_long(found.silence_on)}
        if found.silence_effect == SilenceEffect.ACCEPTANCE:
            said.append(
                _("It is accepted by silence since %(day)s: once it is registered, nobody can refuse it.") % day
            )
        else:
            said.append(_("It counts as refused since %(day)s. You may still answer.") % day)
        said.append(_("The person is told so some minutes after you register it."))
    return said
