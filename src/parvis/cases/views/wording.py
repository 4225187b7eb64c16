"""A request in the words of the person concerned: its steps, its clock, what happened, what was decided."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases.data import ActorKind, Direction, Kind, Outcome, Standing
from parvis.cases.domain import amending, contacting
from parvis.cases.domain.lending import LENT, RETURNED, Elsewhere
from parvis.cases.domain.listing import language
from parvis.cases.domain.own import OwnFile
from parvis.cases.domain.past import BROUGHT_IN
from parvis.cases.domain.revisions import Published, day, status_of, transition_of
from parvis.cases.models import Case, Message, TimelineEntry
from parvis.cases.views.explaining import Explained
from parvis.cases.views.opinion_words import opinion_title
from parvis.cases.views.rerouted import department_name
from parvis.cases.views.turn_words import residents_title
from parvis.forms.api import spaced_phone
from parvis.kernel.ui.formats import date_long, date_short
from parvis.notifications import api as notifications
from parvis.notifications.data import Channel, Topic
from parvis.territory.api import departments, organisations

TONES = {Kind.OPEN: "info", Kind.WAITING: "wait", Kind.DECIDED: "ok", Kind.CLOSED: "rest"}


def state(case: Case, outcome: str = "") -> dict[str, str]:
    """A request's state in two or three words, and their tone."""
    kind = Kind(case.kind)
    words = {
        Kind.OPEN: _("With the administration"),
        Kind.WAITING: _("It is your turn"),
        Kind.DECIDED: _("Decided"),
        Kind.CLOSED: _("Ended"),
    }[kind]
    tone = {Kind.OPEN: "info", Kind.WAITING: "wait", Kind.DECIDED: "ok", Kind.CLOSED: ""}[kind]
    if outcome and outcome != Outcome.ACCEPTED:
        tone = ""
    return {"words": words, "tone": tone}


def clock(
    case: Case, standing: Standing, today: dt.date, outcome: str = "", course: Explained | None = None
) -> dict[str, Any]:
    """The box that says where it stands: title, the sentence that counts most, the others to unfold, tone. course: what
    became of its clock, where the page shows it.
    """
    tone = TONES[Kind(case.kind)]
    if not case.closed_at and case.last_day and case.last_day < today:
        tone = "late"
    if outcome in (Outcome.REFUSED, Outcome.CLOSED):
        tone = "rest"
    said = [sentence for sentence in (standing.by_when, standing.silence, standing.who) if sentence]
    more = said[1:]
    if course:
        more += course.awaited
    if course and course.standing:
        # the sentence is the page's first: nothing is awaited of anybody but the person
        said = said if course.known else [course.summary, *said]
        more = [*said[1:], *course.awaited]
        if course.known:
            more.append(
                _("Time stands still while we wait for your answer: the sooner it comes, the nearer these dates.")
            )
    elif case.kind == Kind.WAITING and (standing.by_when or standing.silence):
        more.append(_("These dates do not change while we wait for your answer."))
    return {
        "title": standing.where,
        "lines": said[:1],
        "more": more,
        "tone": tone,
    }


def steps(file: OwnFile) -> list[dict[str, str]]:
    """Sent, looked at, decided; with the person's turn where it is theirs."""
    case, workflow = file.case, file.published.definition.workflow
    kind = Kind(case.kind)
    found = [{"label": _("Request received"), "when": date_short(case.received_on), "state": "done"}]
    moves = [entry for entry in file.timeline if entry.kind == "moved"]
    last = moves[-1] if moves else None
    since = date_short(day(last.at)) if last else ""
    if file.decision is not None and file.decision.implied:
        since = date_short(day(file.decision.decided_at))
    if kind is Kind.CLOSED:
        return [*found, {"label": _("Ended without a decision"), "when": since, "state": "done"}]
    started = case.status != workflow.initial
    if kind is Kind.WAITING:
        found.append({"label": _("Your answer"), "when": _("asked for on %(day)s") % {"day": since}, "state": "now"})
        found.append({"label": _("Review"), "when": "", "state": "next"})
    else:
        looked_at = "done" if kind is Kind.DECIDED else ("now" if started else "next")
        when = _("since %(day)s") % {"day": since} if looked_at == "now" and since else ""
        if looked_at == "done" and len(moves) > 1:
            # The last move is the decision: with one alone, nobody noted when the file was opened.
            when = _("begun on %(day)s") % {"day": date_short(day(moves[0].at))}
        found.append({"label": _("Review"), "when": when, "state": looked_at})
    if kind is Kind.DECIDED:
        found.append({"label": _("Decision"), "when": since, "state": "done"})
    else:
        when = _("by %(day)s") % {"day": date_short(case.due_on)} if case.due_on else ""
        found.append({"label": _("Decision"), "when": when, "state": "next"})
    if not started and kind is Kind.OPEN:
        found[0]["state"] = "now"
    return found


def department_of(case: Case, elsewhere: Elsewhere | None = None) -> dict[str, Any]:
    """Whom to turn to: the department in charge and how to reach it (CRPA L111-2, R112-11-1). elsewhere: the one of
    another organisation that the request is lent to.
    """
    department = elsewhere.department if elsewhere else departments.get(case.department_id)
    organisation = organisations.get(department.organisation_id)
    contact = department.contact if department.contact.phone else organisation.contact
    return {"name": str(department.name), "organisation": organisation.title, "contact": contact}


def thread(file: OwnFile) -> list[dict[str, Any]]:
    """The messages both ways, for the component."""
    department = department_of(file.case)
    return [_spoken(message, department) for message in file.messages]


def _spoken(message: Message, department: dict[str, Any]) -> dict[str, Any]:
    ours = message.direction == Direction.TO_RESIDENT
    if ours:
        who = f"{message.author_name}, {department['organisation']}" if message.author_name else department["name"]
    else:
        who = _("%(name)s (you)") % {"name": message.author_name} if message.author_name else _("you")
    return {"who": who, "at": message.at, "subject": message.subject, "text": message.body, "ours": ours}


def told(entries: Iterable[TimelineEntry], published: Published) -> list[dict[str, Any]]:
    """What happened, latest first."""
    lines, found = [], list(entries)
    # among several who follow it, each is named
    several = any(entry.kind in ("joined", "handed_over") for entry in found)
    for entry in found:
        title = _title(entry, published)
        if title:
            own = entry.actor_kind == ActorKind.RESIDENT and not (several and entry.actor_name)
            who = _("you") if own else entry.actor_name
            lines.append({"title": title, "at": entry.at, "who": who})
    return lines[::-1]


def _title(entry: TimelineEntry, published: Published) -> str:
    data = entry.data
    if entry.kind == "submitted":
        return _("Request received")
    if entry.kind == "moved":
        if amending.stays(transition_of(published, data["transition"]), data):
            return ""
        return status_of(published, data["to"]).resident.into(language())
    if entry.kind == BROUGHT_IN:
        if data["number"] and data["on"]:
            day = date_long(dt.date.fromisoformat(data["on"]))
            return _("Decision no. %(number)s, of %(day)s") % {"number": data["number"], "day": day}
        return status_of(published, data["status"]).resident.into(language())
    if entry.kind == "transferred":
        return _("Handed to the department “%(department)s”") % {"department": department_name(data["department"])}
    if entry.kind in (LENT, RETURNED):
        return _("Handled by the department “%(department)s”") % {"department": department_name(data["department"])}
    if entry.kind == "message":
        if "document" in data:
            return _("A letter to you")
        to_resident = data["direction"] == Direction.TO_RESIDENT
        return _("A message to you") if to_resident else _("Your message")
    if entry.kind == "decided" and data["number"]:
        return _("Decision no. %(number)s") % {"number": data["number"]}
    if entry.kind == "letter_posted":
        day = date_long(dt.date.fromisoformat(data["on"]))
        return _("We posted you a letter on %(day)s: %(title)s") % {"day": day, "title": data["title"]}
    if entry.kind == "document" and data["kind"] != "receipt":
        return _("The sealed document is ready")
    return residents_title(entry) or opinion_title(entry)


def groups(reference: str) -> str:
    """A reference as one dictates it: its characters one by one, a pause between its groups."""
    return ", ".join(" ".join(group) for group in reference.split("-"))


def told_where(case: Case, published: Published) -> list[str]:
    """Where the receipt goes, one sentence for each channel."""
    found = contacting.reached(case, published.definition)
    used = notifications.choose(found, case.told_by.get(Topic.RECEIPT.value, ()))
    phone = spaced_phone(found.phone) if found.phone else ""
    said = {
        Channel.EMAIL: _("We are sending this receipt to %(email)s.") % {"email": found.email},
        Channel.SMS: _("We are sending its reference by SMS to %(phone)s.") % {"phone": phone},
        Channel.LETTER: _("We will post you this receipt."),
    }
    return [said[channel] for channel in used]
