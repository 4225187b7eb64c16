"""The course of a clock in words, for everyone: each step a sentence, all of it in one. In the active language."""

from __future__ import annotations

from django.utils.translation import get_language, gettext as _, ngettext

from parvis.deadlines.data import Awaited, Course, Duty, Effect, Favour, Length, Limit, Says, Step, Unit
from parvis.forms.data import LocalizedText
from parvis.kernel.ui.formats import date_long


def _into(text: LocalizedText | None) -> str:
    if text is None:
        return ""
    return text.into("en" if (get_language() or "fr").startswith("en") else "fr")


def length_words(length: Length) -> str:
    """ "2 months", "10 working days", "3 months and 15 days"."""
    parts = []
    if length.months:
        parts.append(ngettext("%(num)d month", "%(num)d months", length.months) % {"num": length.months})
    if length.days:
        said = {
            Unit.CALENDAR: ngettext("%(num)d day", "%(num)d days", length.days),
            Unit.CLEAR: ngettext("%(num)d clear day", "%(num)d clear days", length.days),
            Unit.WORKED: ngettext("%(num)d working day", "%(num)d working days", length.days),
            Unit.WORKABLE: ngettext("%(num)d day but Sundays", "%(num)d days but Sundays", length.days),
        }[length.unit]
        parts.append(said % {"num": length.days})
    joined = _(" and ").join(parts)
    return _("%(length)s, clear") % {"length": joined} if length.months and length.unit is Unit.CLEAR else joined


def favour_words(favour: Favour) -> str:
    """An opinion in a word or two."""
    return {
        Favour.FAVOURABLE: _("favourable"),
        Favour.RESERVED: _("favourable with conditions"),
        Favour.UNFAVOURABLE: _("unfavourable"),
        Favour.NONE: _("no opinion"),
    }[favour]


def sentence(step: Step) -> str:
    """One step in a whole sentence; the article is said beside it (`article`)."""
    said = {
        "on": date_long(step.on),
        "until": date_long(step.until) if step.until else "",
        "length": length_words(step.length) if step.length else "",
        "label": _into(step.label),
        "favour": favour_words(step.favour) if step.favour else "",
        "days": ngettext("%(num)d day", "%(num)d days", step.days) % {"num": step.days},
    }
    return _words(step) % said


def _words(step: Step) -> str:
    special = _of_effect(step) or _of_day(step) or _of_no_opinion(step)
    if special:
        return special
    return {
        Says.RECEIVED: _("The request was received on %(on)s."),
        Says.ACKNOWLEDGED: _("Its receipt was sent on %(on)s."),
        Says.AMENDED: _(
            "The request was changed by who made it on %(on)s: the time to answer runs anew from that day."
        ),
        Says.STARTED: _("The time to answer runs from %(on)s."),
        Says.UNDECLARED: _("The time to answer starts when the file is declared complete."),
        Says.WINDOW: _("What is missing can be asked for until %(on)s; then the file counts as complete."),
        Says.COMPLETE: _("The file was declared complete on %(on)s."),
        Says.ASKED: _("Documents or corrections were asked for on %(on)s."),
        Says.ASKED_AGAIN: _("They were asked for again on %(on)s."),
        Says.ASKED_TOO_LATE: _(
            "Documents were asked for on %(on)s, after %(until)s: this changes nothing to the time to answer."
        ),
        Says.ASKED_AFTER_END: _(
            "Documents were asked for on %(on)s, after the last day to answer: this changes nothing to it."
        ),
        Says.NOT_ESSENTIAL: _(
            "A document was asked for on %(on)s without which the request can be examined: time goes on."
        ),
        Says.STILL_INCOMPLETE: _("Something came on %(on)s, but not all that is missing."),
        Says.SUSPENDED: _("From %(on)s, time stands still until what was asked for comes."),
        Says.RESUMED: _("What was asked for came on %(on)s: time goes on, after it stood still for %(days)s."),
        Says.NOTHING_CAME: _("Nothing had come by the day that was given: time goes on from %(on)s."),
        Says.RESTARTED: _("What was asked for came on %(on)s: the time to answer runs anew, in full."),
        Says.WAIVED: _(
            "From %(on)s, the review goes on without what was asked for: time goes on, after it stood still for "
            "%(days)s."
        ),
        Says.EXTENDED: _("On %(on)s the person was told of a longer time to answer: %(label)s (%(length)s)."),
        Says.EXTENDED_TOO_LATE: _(
            "On %(on)s the person was told of a longer time to answer (%(label)s), after %(until)s: it does not count."
        ),
        Says.CONSULTED: _("%(label)s was asked for an opinion on %(on)s, to give by %(until)s."),
        Says.AWAITED: _("From %(on)s, time stands still until %(label)s gives its opinion, until %(until)s at most."),
        Says.HEARD: _("From %(on)s, time goes on, after it stood still for %(days)s (%(label)s)."),
        Says.RELEASED: _("The opinion of %(label)s is no longer asked for since %(on)s."),
        Says.OPINION: _("%(label)s gave its opinion on %(on)s: %(favour)s."),
        Says.OPINION_TOO_LATE: _("%(label)s gave its opinion on %(on)s, after %(until)s: it counts as %(favour)s."),
        Says.OPINION_BY_SILENCE: _("Without an answer of %(label)s, its opinion counts as %(favour)s from %(on)s."),
        Says.TURNED: _("With this opinion (%(label)s), no answer means a refusal."),
        Says.LAST_DAY: _("The last day to answer is %(on)s."),
        Says.STANDS_STILL: _("Time stands still: the last day is known when what was asked for has come."),
        Says.ENDED: _("Answered or withdrawn on %(on)s."),
    }[step.says]


def _of_effect(step: Step) -> str:
    accepted = step.effect is Effect.ACCEPTANCE
    if step.says is Says.SILENCE:
        if accepted:
            return _("From %(on)s, no answer means that the request is accepted.")
        return _("From %(on)s, no answer means that the request is refused.")
    if step.says is Says.LAPSED:
        if accepted:
            return _("What was asked for has to come by %(until)s; without it the request is accepted on %(on)s.")
        return _("What was asked for has to come by %(until)s; without it the request is refused on %(on)s.")
    if step.says is Says.TRANSMITTED:
        if accepted:
            return _("The competent administration had it on %(on)s: the time to answer runs from that day.")
        return _("The competent administration had it on %(on)s: the time to answer runs from the first receipt.")
    return ""


def _of_no_opinion(step: Step) -> str:
    if step.favour is not Favour.NONE:
        return ""
    if step.says is Says.OPINION:
        return _("%(label)s answered on %(on)s.")
    if step.says is Says.OPINION_TOO_LATE:
        return _("%(label)s answered on %(on)s, after %(until)s: the request went on without its opinion.")
    if step.says is Says.OPINION_BY_SILENCE:
        return _("Without an answer of %(label)s, the request goes on without its opinion from %(on)s.")
    return ""


def _of_day(step: Step) -> str:
    if step.until is not None:
        if step.says is Says.ASKED:
            return _("Documents or corrections were asked for on %(on)s, to send by %(until)s.")
        if step.says is Says.ASKED_AGAIN:
            return _("They were asked for again on %(on)s, to send by %(until)s.")
        if step.says is Says.SUSPENDED:
            return _("From %(on)s, time stands still until what was asked for comes, until %(until)s at most.")
    if step.says is Says.STARTED and step.length is not None:
        return _("The time to answer runs from %(on)s: %(length)s, that day not counted.")
    return ""


def article(step: Step) -> str:
    """The text that rules a step; nothing where none was said."""
    return text(step.base)


def text(said: LocalizedText | None) -> str:
    """A text of the rules in the active language; nothing where none was said."""
    return _into(said)


def awaited_words(found: Awaited) -> str:
    """For what one waits: whose opinion, since when, until when at most."""
    said = {"label": _into(found.label), "since": date_long(found.since), "until": date_long(found.until)}
    if found.suspends:
        return (
            _("Time stands still: the opinion of %(label)s is awaited since %(since)s, until %(until)s at most.") % said
        )
    return _("The opinion of %(label)s is awaited since %(since)s, until %(until)s at most.") % said


def limit_words(limit: Limit) -> str:
    """Until when something else has to be done, and whether it was."""
    day = {"day": date_long(limit.last_day), "label": _into(limit.label)}
    words = {
        Duty.ACKNOWLEDGE: _("Receipt to send by %(day)s."),
        Duty.CHECK_PIECES: _("What is missing can be asked for until %(day)s."),
        Duty.SEND_PIECES: _("What is missing has to come by %(day)s."),
        Duty.GIVE_OPINION: _("%(label)s: opinion to give by %(day)s."),
    }[limit.duty]
    return words % day


def summary(course: Course) -> str:
    """All of it in one sentence: started on, stood still, ends on, then. Empty where no délai runs."""
    if course.standing and course.last_day is None:
        return _("Time stands still until what was asked for comes: then the last day is told.")
    if course.started_on is None or course.last_day is None:
        return ""
    said = {"start": date_long(course.started_on), "last": date_long(course.last_day)}
    still = sum((last - first).days + 1 for first, last in course.pauses)
    if still:
        said["days"] = ngettext("%(num)d day", "%(num)d days", still) % {"num": still}
        words = _("The time to answer runs from %(start)s, stood still for %(days)s, and ends on %(last)s")
        if course.standing:
            words = _("The time to answer runs from %(start)s, stands still for %(days)s at most, and ends on %(last)s")
    else:
        words = _("The time to answer runs from %(start)s and ends on %(last)s")
    told = words % said
    if course.effect_on is None or course.effect is None:
        return _("%(told)s.") % {"told": told}
    then = (
        _("then no answer means that the request is accepted, from %(day)s")
        if course.effect is Effect.ACCEPTANCE
        else _("then no answer means that the request is refused, from %(day)s")
    ) % {"day": date_long(course.effect_on)}
    return _("%(told)s; %(then)s.") % {"told": told, "then": then}
