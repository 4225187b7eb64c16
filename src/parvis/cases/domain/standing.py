"""Where a request stands, in plain sentences for the person concerned: pure functions, in the active language.

Always the same four: where it is, who has it, by when an answer is due, and what no answer means from which day.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import get_language, gettext as _, ngettext

from parvis.cases.data import Kind, Silence, SilenceEffect, Standing
from parvis.kernel.ui.formats import date_long


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentences are made of. `words` is the status in the resident's words, already in their language.

    holder: "Ville de Dunkerque"; due_on: the promised or needed day; last_day, silence_on: the law's.
    """

    words: str
    kind: Kind
    department: str
    holder: str
    assignee: str = ""
    due_on: dt.date | None = None
    last_day: dt.date | None = None
    silence_on: dt.date | None = None
    silence_effect: str = ""


def standing(facts: Facts, today: dt.date) -> Standing:
    """The sentences for a request on that day. A final status needs no deadline; silence that has had its effect is
    said in the past.
    """
    if facts.kind.is_final:
        return Standing(where=facts.words, who="", by_when="", silence="")
    return Standing(where=facts.words, who=_who(facts), by_when=_by_when(facts, today), silence=_silence(facts, today))


def _who(facts: Facts) -> str:
    said = {"department": facts.department, "holder": facts.holder, "agent": facts.assignee}
    if facts.kind is Kind.WAITING:
        return _("It is your turn. Your contact: %(department)s (%(holder)s).") % said
    if facts.assignee:
        return _("%(agent)s (%(department)s, %(holder)s) is handling it.") % said
    return _("It is with the department “%(department)s” (%(holder)s).") % said


def _by_when(facts: Facts, today: dt.date) -> str:
    due, last = facts.due_on, facts.last_day
    if last is not None and last < today:
        return ""
    if due is not None and due >= today and (last is None or due < last):
        return _("You will have an answer by %(day)s at the latest.") % {"day": date_long(due)}
    if last is not None:
        return _("The administration has until %(day)s at the latest to answer.") % {"day": date_long(last)}
    if due is not None:
        return _("You should have had an answer by %(day)s. We are sorry for the delay.") % {"day": date_long(due)}
    return ""


def _silence(facts: Facts, today: dt.date) -> str:
    if facts.silence_on is None:
        return ""
    said = {"day": date_long(facts.silence_on)}
    accepted = facts.silence_effect == SilenceEffect.ACCEPTANCE
    if facts.silence_on <= today:
        if accepted:
            return _("As nobody answered in time, your request counts as accepted since %(day)s.") % said
        return _("As nobody answered in time, your request counts as refused since %(day)s.") % said
    if accepted:
        return _("From %(day)s, no answer means that your request is accepted.") % said
    return _("From %(day)s, no answer means that your request is refused.") % said


def silence_sentence(silence: Silence) -> str:
    """What no answer will mean, before anything was asked: "If you have no answer after 2 months, …"."""
    if silence.months is not None:
        after = ngettext("%(num)d month", "%(num)d months", silence.months) % {"num": silence.months}
    else:
        after = ngettext("%(num)d day", "%(num)d days", silence.days or 0) % {"num": silence.days or 0}
    if silence.effect is SilenceEffect.ACCEPTANCE:
        sentence = _("If you have no answer after %(after)s, your request is accepted.") % {"after": after}
    else:
        sentence = _("If you have no answer after %(after)s, your request is refused.") % {"after": after}
    if silence.concerns is None:
        return sentence
    concerns = silence.concerns.into("en" if (get_language() or "fr").startswith("en") else "fr")
    return _("%(concerned)s: %(sentence)s") % {"concerned": concerns, "sentence": sentence[0].lower() + sentence[1:]}
