"""The form of a draft as chosen people try it, page by page, with its real renderer; what they say of it.

What is answered goes signed from page to page, as in the studio's preview: no row is written but for a remark.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.cases import api as cases
from parvis.forms import api as forms
from parvis.forms.data import FormState
from parvis.kernel import clock
from parvis.kernel.ui.formats import date_long
from parvis.studio.api import Draft, language, parse, unrunnable
from parvis.trials.data import Refused
from parvis.trials.domain import trying
from parvis.trials.models import Trial

_SALT = "trials.answers"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest, secret: str) -> HttpResponse:
    """A page of the form as it stands, or the end. A link that has ended, was withdrawn or never was opens nothing."""
    with trying.held(secret):
        found = trying.opened(secret)
        if found is None:
            return render(request, "trials/ended.html", {}, status=410)
        return _opened(request, secret, *found)


def _opened(request: HttpRequest, secret: str, trial: Trial, draft: Draft) -> HttpResponse:
    definition = parse(draft.document).definition
    parts: dict[str, Any] = {
        "here": reverse("trials:trial", args=[secret]),
        "procedure": definition.form.title.into(language()),
        "until": date_long(trial.until),
        "longest": trying.LONGEST,
    }
    if unrunnable(draft):
        return render(request, "trials/broken.html", parts)
    form = forms.compiled(definition.form, (draft.id, draft.version), cases.zones.followings(definition))
    context = cases.zones.context(draft.organisation_id, clock.today().isoformat())
    salt = f"{_SALT}:{trial.id}:{draft.version}"
    kept = _answers(request, salt)
    parts["anew"] = request.method == "POST" and kept is None
    answers, page_id = kept or {}, request.POST.get("page", "")
    state = form.evaluate(answers, context)
    result = None
    if parts["anew"]:
        page_id = ""
        if "say" in request.POST:  # the form changed under it; what was said of it stands all the same
            parts |= _said(request, trial, draft)
    elif request.method == "POST" and page_id in state.pages:
        result = form.parse_page(page_id, request.POST, answers, context, language=language())
        answers, state = result.answers, result.state
        if "say" in request.POST:
            parts |= _said(request, trial, draft)
            result = None
        elif "back" in request.POST:
            before = form.previous_page(page_id, state)
            result, page_id = None, before.id if before else page_id
        elif result.complete or "skip" in request.POST:
            after = form.next_page(page_id, state)
            result, page_id = None, after.id if after else "end"
    elif request.method == "POST" and "say" in request.POST:
        parts |= _said(request, trial, draft)
        page_id = "end"
    parts["answers"] = signing.dumps(dict(answers), salt=salt, compress=True)
    if page_id == "end" or not state.pages:
        return _end(request, parts, draft, form, answers, state)
    page_id = page_id if page_id in state.pages else state.pages[0]
    shown = form.render_page(
        page_id,
        answers,
        state,
        result.errors if result else {},
        language(),
        context=context,
        revealed=result.revealed if result else (),
    )
    pages = form.pages(state)
    ids = [one.id for one in pages]
    page = next(one for one in pages if one.id == page_id)
    errors = result.errors if result else {}
    parts |= {
        "title": page.title.into(language()),
        "step": ids.index(page_id) + 1,
        "steps": len(ids) + 1,
        "page": page_id,
        "fields": shown,
        "errors": [{"anchor": anchor, "text": text} for anchor, text in errors.items()],
        "focus": result.focus if result else None,
        "about": [(page_id, _("This page")), *_questions(page, state)],
    }
    return render(request, "trials/page.html", parts, status=422 if errors else 200)


def _questions(page: Any, state: FormState) -> list[tuple[str, str]]:
    """What a remark may be about, beside the page: the questions that it shows."""
    items = (item for section in page.sections for item in section.items)
    return [(item.id, item.label.into(language())) for item in items if item.id in state.visible]


def _answers(request: HttpRequest, salt: str) -> dict[str, Any] | None:
    try:
        found = signing.loads(request.POST.get("answers", ""), salt=salt, max_age=86_400)
    except signing.BadSignature:
        return None
    return found if isinstance(found, dict) else None


def _said(request: HttpRequest, trial: Trial, draft: Draft) -> dict[str, Any]:
    """Keep a remark. What could not be kept stays in its field."""
    element, text = request.POST.get("remark_about", ""), request.POST.get("remark", "")
    known = {"end", *(str(one) for one in _ids(draft))}
    try:
        trying.say(trial, element if element in known else "", text, at=clock.now())
    except Refused as refused:
        return {"remark": text, "remark_error": str(refused)}
    messages.success(request, _("Thank you: those who make this form read it."))
    return {}


def _ids(draft: Draft) -> list[str]:
    pages = draft.document["definition"]["form"]["pages"]
    found = [page["id"] for page in pages]
    return found + [item["id"] for page in pages for section in page["sections"] for item in section["items"]]


def _end(
    request: HttpRequest, parts: dict[str, Any], draft: Draft, form: forms.CompiledForm, answers: Any, state: FormState
) -> HttpResponse:
    """What would be sent, and what agents could do with it then."""
    workflow = parse(draft.document).definition.workflow
    stands = workflow.status(workflow.initial)
    labels = {one.id: one.agent.into(language()) for one in workflow.statuses}
    parts |= {
        "sections": form.summary(answers, state, language()),
        "status": stands.resident.into(language()),
        "steps_then": [
            {"label": move.label.into(language()), "target": labels.get(move.target, "")}
            for move in workflow.transitions
            if stands.id in move.sources and set(move.rights) - {"resident", "system"}
        ],
        "about": [("end", _("The whole form"))],
    }
    return render(request, "trials/end.html", parts)
