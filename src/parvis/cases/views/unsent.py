"""What was written to the person and has not left yet, in words: their pages and agents' own say so."""

import datetime as dt

from django.utils.translation import gettext as _

from parvis.cases.models import Case
from parvis.cases.plugins.not_reached import TOPICS
from parvis.cases.views.telling import topic_words
from parvis.kernel.ui.formats import date_time
from parvis.notifications import api as notifications


def words(case: Case) -> list[str]:
    """One line for each, for a case that its page's gate gave; the oldest first. No statement. What is written to
    experts about the case is no word to the person.
    """
    return [
        _("%(topic)s, %(channel)s, written on %(at)s")
        % {
            "topic": topic_words(TOPICS.get(one["template"], notifications.Topic.MESSAGE)),
            "channel": notifications.Channel(one["channel"]).label,
            "at": date_time(dt.datetime.fromisoformat(one["queued_at"])),
        }
        for one in getattr(case, "unsent", ())
        if not one["template"].startswith("opinions/")
    ]
