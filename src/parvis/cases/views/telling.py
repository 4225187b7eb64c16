"""What happened and where a case stands, in agents' words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases.data import ActorKind, Channel, Direction, Kind, LinkKind, Outcome, SilenceEffect
from parvis.cases.domain import amending, kept_values, prefills, rerouting
from parvis.cases.domain.desk import DeskFile, Glance
from parvis.cases.domain.due import due
from parvis.cases.domain.kept_values import KEPT
from parvis.cases.domain.lending import LENT, RETURNED, Elsewhere
from parvis.cases.domain.listing import language
from parvis.cases.domain.noting import NOTE
from parvis.cases.domain.past import BROUGHT_IN
from parvis.cases.domain.relating import LINKED, UNLINKED
from parvis.cases.domain.revisions import Published, status_of, transition_of
from parvis.cases.domain.tagging import TAGGED
from parvis.cases.domain.working_out import RULE_FAILED
from parvis.cases.models import Case, Message, TimelineEntry
from parvis.cases.registry import STORIES
from parvis.cases.views import rerouted
from parvis.cases.views.explaining import Explained
from parvis.cases.views.opinion_words import approval_title, opinion_title
from parvis.cases.views.turn_words import agents_title
from parvis.kernel.ui.formats import date_long, date_short
from parvis.notifications import data as notified
from parvis.territory.api import organisations

TONES = {Kind.OPEN: "info", Kind.WAITING: "wait", Kind.DECIDED: "ok", Kind.CLOSED: ""}


def channel_words(channel: str) -> str:
    """How a request came: "online", "by phone"."""
    return {
        Channel.WEB: _("online"),
        Channel.PHONE: _("by phone"),
        Channel.COUNTER: _("at the counter"),
        Channel.POST: _("by post"),
        Channel.MAIL: _("by e-mail"),
        Channel.API: _("from another system"),
    }[Channel(channel)]


def outcome_words(outcome: str) -> str:
    """A decision in a word or three."""
    return {
        Outcome.ACCEPTED: _("accepted"),
        Outcome.REFUSED: _("refused"),
        Outcome.CLOSED: _("closed without further action"),
    }[Outcome(outcome)]


def _counted(entry: TimelineEntry, published: Published) -> str:
    """What was allotted or given back, or that a card ended before its time."""
    if entry.kind == "card_cancelled":
        return _("Card cancelled")
    if entry.kind == "revoked":
        words = _("Repealed: %(number)s") if entry.data["ending"] == "repeal" else _("Withdrawn: %(number)s")
        return words % {"number": entry.data["number"]}
    if "limit" in entry.data:
        limits = {found.id: found.label.into(language()) for found in published.definition.limits}
        return _("No longer counts: %(limit)s") % {"limit": limits.get(entry.data["limit"], entry.data["limit"])}
    resources = {found.id: found.label.into(language()) for found in published.definition.resources}
    said = {**entry.data, "resource": resources.get(entry.data["resource"], entry.data["resource"])}
    if entry.kind == "freed":
        return _("Given back: %(resource)s") % said
    return _("Allotted: %(resource)s, %(label)s (%(amount)s)") % said


def _prefilled(words: str, prefilled: Mapping[str, Any]) -> str:
    """Who answered before the person did: another programme, an address with answers in it, an earlier request."""
    match prefilled.get("how"):
        case prefills.PROGRAMME:
            return _("%(words)s, prefilled by %(name)s") % {"words": words, "name": prefilled["by"]}
        case prefills.LINK:
            return _("%(words)s, begun from a link with answers") % {"words": words}
        case prefills.EARLIER:
            return _("%(words)s, begun from request %(name)s") % {"words": words, "name": prefilled["by"]}
    return words


def _title(entry: TimelineEntry, published: Published) -> str:
    data, spoken = entry.data, language()
    if entry.kind == "submitted":
        words = _("Request received, %(channel)s") % {"channel": channel_words(data["channel"])}
        if "received_on" in data:
            day = date_long(dt.date.fromisoformat(data["received_on"]))
            return _("%(words)s on %(day)s, entered") % {"words": words, "day": day}
        return _prefilled(words, data.get("prefilled") or {})
    if entry.kind == "routed":
        return _("Sent to the department “%(department)s”") % {
            "department": rerouted.department_name(data["department"])
        }
    if entry.kind in ("allotted", "freed", "card_cancelled", "revoked"):
        return _counted(entry, published)
    if entry.kind == rerouting.ELSEWHERE:
        return rerouted.title(entry.data)
    if entry.kind == "moved":
        taken, target = transition_of(published, data["transition"]), status_of(published, data["to"])
        if amending.stays(taken, data):
            return ""
        return f"{taken.label.into(spoken)} → {target.agent.into(spoken)}"
    if entry.kind == "assigned":
        place = rerouted.department_name(data["department"])
        if data.get("instead"):
            return _("Given to %(name)s, who stands in for %(away)s") % {"name": data["name"], "away": data["instead"]}
        if data.get("name"):
            return _("Given to %(name)s (%(department)s)") % {"name": data["name"], "department": place}
        return _("Given back to the department “%(department)s”") % {"department": place}
    if entry.kind == "message" and "document" in data:
        return _("Letter to the resident")
    if entry.kind == "message":
        return _("Message to the resident") if data["direction"] == "to_resident" else _("Message from the resident")
    if entry.kind == "transferred":
        return _("Handed to the department “%(department)s”") % {
            "department": rerouted.department_name(data["department"])
        }
    if entry.kind == LENT:
        return _("Lent to the department “%(department)s” of another organisation") % {
            "department": rerouted.department_name(data["department"])
        }
    if entry.kind == RETURNED:
        return _("Back with the department “%(department)s”") % {
            "department": rerouted.department_name(data["department"])
        }
    if entry.kind in (LINKED, UNLINKED):
        if data["kind"] == LinkKind.DIFFERENT:
            said = _("Not the same request as %(other)s") % data
        else:
            said = f"{link_words(data['kind'], forward=data['forward'])} {data['other']}"
        return said if entry.kind == LINKED else _("Link removed: %(link)s") % {"link": said}
    if entry.kind == TAGGED:
        said = [f"+ {word}" for word in data["added"]] + [f"− {word}" for word in data["removed"]]
        return _("Tags: %(words)s") % {"words": ", ".join(said)}
    if entry.kind == BROUGHT_IN:
        return _brought_in(data, status_of(published, data["status"]).agent.into(spoken))
    if entry.kind == NOTE:
        return _("Internal note")
    if entry.kind == KEPT:
        return _kept(entry, published)
    if entry.kind == RULE_FAILED:
        return _("A formula of this step could not be worked out: nothing was kept or sent of it")
    if story := STORIES.get(entry.kind):
        return story.words(data, published)
    if entry.kind == "decided":
        said = {"outcome": outcome_words(data["outcome"]), "number": data["number"]}
        return (
            _("Decision: %(outcome)s, no. %(number)s") % said if data["number"] else _("Decision: %(outcome)s") % said
        )
    if entry.kind in ("not_reached", "told_again", "letter_posted", "letter_withdrawn"):
        return _letter_or_channel(entry.kind, data)
    if entry.kind == "document":
        sealed = {"receipt": _("Receipt sealed"), "letter": _("Letter sealed"), "filled": _("Form filled in")}
        return sealed.get(data["kind"]) or _("Document sealed: %(number)s") % data
    return agents_title(entry) or opinion_title(entry) or approval_title(entry, published) or entry.kind


def _kept(entry: TimelineEntry, published: Published) -> str:
    """What a step noted beside the answers."""
    said = []
    for one in published.definition.workflow.kept:
        if one.id in entry.data["values"]:
            words = kept_values.words(one, entry.data["values"][one.id], language()) or "–"
            said.append(_("%(label)s: %(value)s") % {"label": one.label.into(language()), "value": words})
    return "; ".join(said)


def _brought_in(data: dict[str, Any], status: str) -> str:
    """How it stood, or ended, where it was before."""
    said = {"status": status, "number": data["number"]}
    if data["on"]:
        said["day"] = date_long(dt.date.fromisoformat(data["on"]))
        if data["number"]:
            return _("Taken over as “%(status)s” on %(day)s, no. %(number)s") % said
        return _("Taken over as “%(status)s” on %(day)s") % said
    return _("Taken over as “%(status)s”") % said


def _letter_or_channel(kind: str, data: dict[str, Any]) -> str:
    if kind == "letter_posted":
        day = date_long(dt.date.fromisoformat(data["on"]))
        return _("Letter posted on %(day)s: %(title)s") % {"day": day, "title": data["title"]}
    if kind == "letter_withdrawn":
        return _("Letter withdrawn: %(title)s") % data
    said = {"channel": notified.Channel(data["channel"]).label, "topic": topic_words(data["topic"])}
    if kind == "not_reached":
        return _("Not delivered %(channel)s: %(topic)s") % said
    return _("Sent again %(channel)s: %(topic)s") % said


def topic_words(topic: str) -> str:
    """What was told, in a word or two."""
    return {
        notified.Topic.RECEIPT: _("receipt"),
        notified.Topic.MESSAGE: _("message"),
        notified.Topic.DECISION: _("decision"),
    }[notified.Topic(topic)]


def not_reached(entries: Iterable[TimelineEntry]) -> list[str]:
    """What did not reach the person and was not sent another way since, in words."""
    lost: dict[str, str] = {}
    for entry in entries:
        if entry.kind == "not_reached" or entry.kind == "letter_withdrawn":
            lost[entry.data["topic"]] = _letter_or_channel(entry.kind, entry.data)
        elif entry.kind == "told_again":
            lost.pop(entry.data["topic"], None)
    return list(lost.values())


def told(entries: Iterable[TimelineEntry], published: Published) -> list[dict[str, Any]]:
    """Timeline entries for the component: latest first, each with who and when."""
    lines = []
    for entry in entries:
        who = "" if entry.kind == "routed" else entry.actor_name
        if entry.actor_kind == ActorKind.RESIDENT and entry.kind != "routed":
            who = _("%(name)s (resident)") % {"name": who} if who else _("the resident")
        reason = entry.data.get("reason", "") or rerouted.rule_words(entry)
        lines.append({"title": _title(entry, published), "at": entry.at, "who": who, "text": reason})
    return lines[::-1]


def link_words(kind: str, *, forward: bool) -> str:
    """What this request has to do with the one whose reference comes next."""
    return {
        LinkKind.SAME_EVENT: _("Is about the same event as"),
        LinkKind.FOLLOWS: _("Follows") if forward else _("Comes before"),
        LinkKind.DUPLICATE: _("Is the same request as"),
        LinkKind.RENEWS: _("Renews") if forward else _("Is renewed by"),
        LinkKind.DIFFERENT: _("Is another request than"),
    }[LinkKind(kind)]


def elsewhere_words(found: Elsewhere) -> dict[str, Any]:
    """Who handles a lent case: the department, its organisation, the last day, why."""
    return {
        "department": str(found.department.name),
        "organisation": organisations.get(found.department.organisation_id).title,
        "day": found.last_day,
        "reason": found.reason,
        "decides": found.decides,
    }


def steps(case: Case, published: Published, timeline: Iterable[TimelineEntry]) -> list[dict[str, str]]:
    """The statuses that the case went through, each once, the one where it stands, and the decision to come."""
    workflow, spoken = published.definition.workflow, language()
    first = workflow.status(workflow.initial)
    reached: dict[str, dt.date | dt.datetime] = {first.id: case.received_on}
    for entry in timeline:
        if entry.kind == "moved":
            reached.pop(entry.data["to"], None)
            reached[entry.data["to"]] = entry.at
        elif entry.kind == BROUGHT_IN:
            on = entry.data["on"]
            reached[entry.data["status"]] = dt.date.fromisoformat(on) if on else entry.at
    found = [
        {
            "label": status_of(published, status).agent.into(spoken),
            "when": date_short(at),
            "state": "now" if status == case.status and not case.closed_at else "done",
        }
        for status, at in reached.items()
    ][-3:]
    if not case.closed_at:
        when = _("by %(day)s") % {"day": date_short(case.due_on)} if case.due_on else ""
        found.append({"label": _("Decision"), "when": when, "state": "next"})
    return found


@dataclass(frozen=True, slots=True)
class ClockBox:
    """The clock of a case: title, what is read in one glance, whole sentences to unfold, tone of the box.

    unsure: the reading of the law awaits confirmation.
    """

    title: str
    brief: list[str]
    lines: list[str]
    tone: str
    unsure: bool = False
    base: str = ""


def clock_box(file: DeskFile | Glance, today: dt.date, course: Explained | None = None) -> ClockBox:
    """By when an answer is due, why, and what no answer means from which day. course: what became of the law's clock,
    where the page shows it.
    """
    case, deadline = file.case, file.published.definition.deadline
    if case.closed_at:
        lines = []
        if case.last_day and case.closed_at.date() > case.last_day:
            lines.append(_("After the last day of the law, %(day)s.") % {"day": date_long(case.last_day)})
        return ClockBox(_("Finished on %(day)s") % {"day": date_long(case.closed_at)}, lines, [], "ok")
    near = due(case.due_on, today)
    brief, lines = [], []
    if case.due_on is None and _stands_still(file, course):
        return ClockBox(_("Time stands still"), [_("The resident has to act.")], [], "rest")
    if case.due_on is None:
        return ClockBox(_("No date to keep"), [_("Neither the law nor a promise sets one.")], [], "rest")
    day = {"day": date_long(case.due_on, weekday=True, year=case.due_on.year != today.year)}
    title = near.words[:1].upper() + near.words[1:] if near.late else _("Answer %(when)s") % {"when": near.words}
    if case.due_on == case.last_day:
        brief.append(_("Last day of the law: %(day)s") % day)
    elif deadline.promise_working_days and not deadline.before:
        brief.append(_("Promised for %(day)s") % day)
        lines.append(
            _("Promised within %(num)s working days: by %(day)s.")
            % {"num": deadline.promise_working_days, "day": date_long(case.due_on, weekday=True)}
        )
    else:
        brief.append(_("Needed by %(day)s") % day)
        lines.append(_("Needed by %(day)s, before the day itself.") % {"day": date_long(case.due_on, weekday=True)})
    if course:
        lines += course.awaited
    if course and course.paused:
        brief.append(_("Time stands still: an opinion is awaited"))
    if course and course.standing:
        lines.append(_("Time stands still while the resident has to act: an early answer brings these dates nearer."))
    elif case.kind == Kind.WAITING:
        lines.append(_("This date does not change while the resident has to act."))
    if case.silence_on and case.last_day:
        accepted = case.silence_effect == SilenceEffect.ACCEPTANCE
        said = {"last": date_long(case.last_day), "day": date_long(case.silence_on)}
        if case.silence_on <= today:
            brief.append(
                _("Deemed accepted since %(day)s") % said if accepted else _("Deemed refused since %(day)s") % said
            )
            lines.append(
                _("Nobody answered by %(last)s: the request has been deemed accepted since %(day)s.") % said
                if accepted
                else _("Nobody answered by %(last)s: the request has been deemed refused since %(day)s.") % said
            )
        else:
            brief.append(
                _("Silence means yes from %(day)s") % said if accepted else _("Silence means no from %(day)s") % said
            )
            lines.append(
                _("No answer by %(last)s: accepted from %(day)s (silence means yes).") % said
                if accepted
                else _("No answer by %(last)s: refused from %(day)s (silence means no).") % said
            )
    silence = file.silence
    return ClockBox(
        title,
        brief,
        lines,
        near.tone or "info",
        unsure=bool(silence and not silence.confirmed),
        base=silence.legal_base.into(language()) if silence else "",
    )


def _stands_still(file: DeskFile | Glance, course: Explained | None) -> bool:
    """Whether nobody can say a date because something is awaited of the person."""
    if course is not None:
        return course.standing
    return file.case.kind == Kind.WAITING and file.published.definition.deadline.rules is not None


def thread(said: Iterable[Message], entries: Iterable[TimelineEntry]) -> list[dict[str, Any]]:
    """Messages and notes for the component, oldest first. No statement."""
    lines: list[dict[str, Any]] = [
        {
            "who": one.author_name or (_("the resident") if one.direction != Direction.TO_RESIDENT else ""),
            "at": one.at,
            "subject": one.subject,
            "text": one.body,
            "ours": one.direction == Direction.TO_RESIDENT,
        }
        for one in said
    ]
    lines += [
        {"who": one.actor_name, "at": one.at, "text": one.data["text"], "ours": True, "internal": True}
        for one in entries
        if one.kind == NOTE
    ]
    return sorted(lines, key=lambda line: line["at"])
