"""Until when a case is kept, in a sentence: for the person concerned, and for agents."""

from django.utils.translation import gettext as _

from parvis.cases.domain import retention, revisions
from parvis.cases.domain.listing import language
from parvis.cases.models import Case
from parvis.kernel.ui.formats import date_long


def told(case: Case) -> dict[str, str]:
    """`sentence` and the `source` of the length; both empty where nothing is said (a case that ended before retention
    was asked: `parvis cases terms` counts it). No statement.
    """
    found = revisions.load(case.revision_id).definition.retention
    source = found.source.into(language()) if found else ""
    if case.retain_until is not None:
        said = _("We keep this request until %(day)s.") % {"day": date_long(case.retain_until)}
    elif found is not None and case.closed_at is None:
        said = _("We keep this request for %(length)s after it has ended.") % {"length": retention.length(found)}
    else:
        return {"sentence": "", "source": ""}
    return {"sentence": said, "source": source}
