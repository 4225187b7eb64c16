"""Asking for an opinion: who, what, what they see, until when."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.access.api import Missing, Right, colleagues
from parvis.cases import api as cases
from parvis.cases.data import NotAllowed, OpinionRule
from parvis.kernel import clock
from parvis.opinions.data import Expert, Question, Refused
from parvis.opinions.domain import asking, showing
from parvis.opinions.models import Opinion
from parvis.opinions.views.words import favours, language, quoted
from parvis.territory.api import departments, organisations

MOST_WORDS = 10_000
#: questions by yes or no, and characters of each
MOST_QUESTIONS, LONGEST_QUESTION = 10, 300


@require_http_methods(["GET", "POST"])
def ask_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask somebody, by a rule of the procedure (`avis`) or freely; again, after a first answer (`encore`)."""
    case = cases.gate.case_or_missing(reference)
    by = cases.gate.agent(request)
    if case.wall_id in by.lent:
        raise Missing("opinion", reference)
    home = reverse("cases:agent_case", args=[case.reference])
    if case.closed_at:
        messages.warning(request, _("This request is finished: no opinion is asked about it any more."))
        return HttpResponseRedirect(home)
    asked = request.POST or request.GET
    before = _before(case.id, asked.get("encore", ""))
    parts = cases.parts_of(case, language())
    name = before.rule if before else asked.get("avis", "")
    rule = asking.rule_of(parts.definition, name)
    if name and rule is None:
        raise Missing("opinion", name)
    said, errors = _said(request, case, parts, rule, before), dict[str, str]()
    if request.method == "POST":
        try:
            question = _question(said, parts, rule)
            made = asking.ask(
                case.id,
                question,
                _expert(said, case.organisation_id),
                by=by,
                at=clock.now(),
                previous_id=before.id if before else None,
            )
        except Refused as refused:
            errors = {refused.field or "words": refused.message}
        except NotAllowed as refused:
            raise Missing("opinion", reference) from refused
        else:
            messages.success(request, _("%(who)s is asked. The answer will appear here.") % {"who": made.to_name})
            return HttpResponseRedirect(f"{home}#avis")
    return render(
        request,
        "opinions/ask.html",
        _drawn(case, parts, rule, before, said) | {"errors": errors},
        status=422 if errors else 200,
    )


def _before(case_id: uuid.UUID, text: str) -> Opinion | None:
    """The opinion that is asked again. Raises Missing."""
    if not text:
        return None
    found = Opinion.objects.filter(id=cases.taking.as_uuid(text), case_id=case_id).first()
    if found is None or found.waits:
        raise Missing("opinion", text)
    return found


def _said(
    request: HttpRequest, case: Any, parts: Any, rule: OpinionRule | None, before: Opinion | None
) -> dict[str, Any]:
    if request.method == "POST":
        post = request.POST
        said: dict[str, Any] = {
            name: post.get(name, "").replace("\r\n", "\n").strip()
            for name in ("to", "email", "name", "words", "yes_no", "due_on", "silence")
        }
        return said | {
            "confidential": post.get("confidential") == "1",
            "parts": set(post.getlist("parts")),
            "files": set(post.getlist("files")),
        }
    spoken = language()
    chosen = {
        row["key"] for section in showing.choices(parts.sections, rule) for row in section["rows"] if row["chosen"]
    }
    questions = [one.label.into(spoken) for one in rule.questions] if rule else []
    return {
        "to": _usual_to(case, rule, before),
        "email": before.to_email if before else "",
        "name": before.to_name if before and before.to_email else "",
        "words": rule.question.into(spoken) if rule and rule.question and not before else "",
        "yes_no": "\n".join(questions),
        "due_on": asking.proposed(parts.definition, rule, case.organisation_id).isoformat(),
        "silence": "none",
        "confidential": before.confidential if before else bool(rule and rule.confidential),
        "parts": chosen,
        "files": set(),
    }


def _usual_to(case: Any, rule: OpinionRule | None, before: Opinion | None) -> str:
    if before is not None:
        if before.to_email:
            return "outside"
        if before.to_person_id:
            return f"{before.to_department_id}:{before.to_person_id}"
        return str(before.to_department_id)
    if rule is not None and rule.department:
        try:
            return str(departments.by_code(case.organisation_id, rule.department).id)
        except LookupError:
            return ""
    return ""


def _question(said: dict[str, Any], parts: Any, rule: OpinionRule | None) -> Question:
    """What was typed. Raises Refused."""
    if len(said["words"]) > MOST_WORDS:
        raise Refused(_("Your text is too long: %(num)s characters at most") % {"num": MOST_WORDS}, "words")
    if not said["words"]:
        raise Refused(_("Say what you ask"), "words")
    lines = [line.strip() for line in said["yes_no"].splitlines() if line.strip()]
    if len(lines) > MOST_QUESTIONS or any(len(line) > LONGEST_QUESTION for line in lines):
        raise Refused(
            _("At most %(num)s questions, of %(length)s characters each")
            % {"num": MOST_QUESTIONS, "length": LONGEST_QUESTION},
            "yes_no",
        )
    day = clock.today()
    if rule is None or not rule.clock:
        try:
            day = dt.date.fromisoformat(said["due_on"])
        except ValueError:
            raise Refused(_("Give the last day"), "due_on") from None
    silence = said["silence"] if said["silence"] in dict(favours()) else "none"
    return Question(
        words=said["words"],
        due_on=day,
        silence=silence,
        confidential=said["confidential"],
        rule=rule.id if rule else "",
        parts=tuple(said["parts"]),
        files=tuple(cases.taking.as_uuid(one) for one in said["files"]),
        yes_no=tuple((f"q{number}", line) for number, line in enumerate(lines, 1)),
        language=language(),
    )


def _expert(said: dict[str, Any], organisation_id: uuid.UUID) -> Expert:
    """Who was chosen. Raises Refused."""
    to = said["to"]
    if to == "outside":
        if not said["email"]:
            raise Refused(_("Give the e-mail address of the expert"), "email")
        return Expert(email=said["email"], name=said["name"])
    place, _colon, person = to.partition(":")
    if person:
        known = {str(one.person_id): one for one in colleagues(organisation_id)}
        if person not in known or Right.HANDLE_CASES not in known[person].rights:
            raise Refused(_("Choose who is asked"), "to")
        return Expert(cases.taking.as_uuid(place), known[person].person_id, name=known[person].name)
    return Expert(cases.taking.as_uuid(place))


def _drawn(
    case: Any, parts: Any, rule: OpinionRule | None, before: Opinion | None, said: dict[str, Any]
) -> dict[str, Any]:
    spoken = language()
    sections = showing.choices(parts.sections, rule)
    return {
        "case": case,
        "name": parts.definition.name.into(spoken),
        "label": rule.label.into(spoken) if rule else "",
        "rule": rule.id if rule else "",
        "again": before.id if before else "",
        "quoted": quoted(Opinion(quoted=asking.quoted_of(before))) if before else None,
        "counted": asking.proposed(parts.definition, rule, case.organisation_id) if rule and rule.clock else None,
        "places": _places(case, said["to"]),
        "sections": [
            {
                "title": section["title"],
                "items": [
                    {
                        "value": row["key"],
                        "text": row["label"],
                        "hint": {"text": row["text"][:300]},
                        "checked": row["key"] in said["parts"],
                    }
                    for row in section["rows"]
                ],
            }
            for section in sections
        ],
        "files": [
            {"value": str(one.id), "text": one.name, "checked": str(one.id) in said["files"]} for one in parts.files
        ],
        "said": said,
        "favours": [
            {"value": value, "text": text, "selected": value == said["silence"]}
            for value, text in (
                ("none", _("The request goes on without it")),
                ("favourable", _("It counts as favourable")),
                ("unfavourable", _("It counts as unfavourable")),
            )
        ],
    }


def _places(case: Any, chosen: str) -> list[dict[str, Any]]:
    """Who may be asked: departments and people here, departments of the other organisations, an expert outside."""
    found: list[tuple[str, str]] = [("", _("Choose…")), ("outside", _("An expert outside, by e-mail"))]
    own = departments.of(case.organisation_id)
    found += [(str(place.id), str(place.name)) for place in own]
    names = {place.id: str(place.name) for place in own}
    reception = own[0].id if own else None
    seen = set()
    for one in colleagues(case.organisation_id):
        place_id = one.department_id or reception
        today = clock.today()
        if (
            Right.HANDLE_CASES in one.rights
            and case.wall_id in one.walls
            and one.person_id not in seen
            and (one.until is None or one.until >= today)
        ):
            seen.add(one.person_id)
            place = names.get(one.department_id) if one.department_id else ""
            found.append((f"{place_id}:{one.person_id}", f"{one.name} ({place})" if place else one.name))
    for other in sorted(organisations.all(), key=lambda organisation: organisation.title):
        if other.id != case.organisation_id:
            found += [(str(place.id), f"{other.title}\u00a0– {place.name}") for place in departments.of(other.id)]
    return [{"value": value, "text": text, "selected": value == chosen} for value, text in found]
