"""For how long cases are kept, as their definition says: pure."""

import datetime as dt

from django.utils.translation import gettext as _, ngettext, override

from parvis.calendars.api import add_months
from parvis.cases.definition import CaseTypeDefinition, LawReading, Retention
from parvis.forms.data import LocalizedText

#: the id of the reading that the engine makes of a retention which nobody confirmed
READING = "retention"


def until(retention: Retention, ended_on: dt.date, valid_until: dt.date | None) -> dt.date:
    """The last day on which a case is kept: counted from its end, or from that of what it granted if that comes later;
    pure. Months run from date to date.
    """
    return add_months(max(ended_on, valid_until or ended_on), retention.length)


def reading(definition: CaseTypeDefinition) -> LawReading | None:
    """What each authority confirms of an unconfirmed retention: its length and where that comes from."""
    retention = definition.retention
    if retention is None or retention.confirmed:
        return None
    said = {}
    for language in ("fr", "en"):
        with override(language):
            said[language] = _("Requests are kept for %(length)s after they ended.") % {"length": length(retention)}
    return LawReading(id=READING, statement=LocalizedText(**said), legal_base=retention.source)


def length(retention: Retention) -> str:
    """Its length, in the language that is spoken: "5 years", "18 months"."""
    if retention.years is not None:
        return ngettext("%(num)s year", "%(num)s years", retention.years) % {"num": retention.years}
    return ngettext("%(num)s month", "%(num)s months", retention.length) % {"num": retention.length}
