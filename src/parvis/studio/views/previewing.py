"""The form as residents meet it, page by page, with its real renderer: nothing is kept of what is typed."""

from __future__ import annotations

import uuid
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Example
from parvis.forms import api as forms
from parvis.forms.data import FormState, PageResult
from parvis.kernel import clock
from parvis.studio.domain import observing, whys
from parvis.studio.domain.elements import find, title, words
from parvis.studio.domain.operations import parse
from parvis.studio.forms import language
from parvis.studio.models import Draft
from parvis.studio.views.examples import keep
from parvis.studio.views.outline import frame
from parvis.studio.views.place import address, open_draft
from parvis.studio.views.rule import rule_address

_SALT = "studio.preview"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """A page of the form, at the width of a telephone unless `large` is asked for; then what was answered.

    What was typed goes with the page itself, signed, from one to the next; "see the next page" leaves out what is
    wrong with it.
    """
    draft = open_draft(request, design_id)
    parts: dict[str, Any] = {
        "back": address(draft.id),
        "here": reverse("studio:preview", args=[draft.id]),
        "large": "large" in request.GET,
        "reads": language(),
    }
    definition = parse(draft.document).definition
    if broken := observing.unrunnable(draft):
        return render(request, "studio/preview_none.html", {**parts, "told": broken, "name": definition.name})
    followings = cases.zones.followings(definition)
    form = forms.compiled(definition.form, (draft.id, draft.version), followings)
    example = _example(request, definition)
    day = example.on if example else clock.today()
    parts["example"] = example
    context = cases.zones.context(draft.organisation_id, day.isoformat())
    signer = f"{_SALT}:{draft.id}:{draft.version}"
    kept = _answers(request, signer)
    # answers to what the form asked before it was changed mean nothing to it
    anew = request.method == "POST" and kept is None
    answers = kept or (dict(example.answers) if example and request.method != "POST" else {})
    state = form.evaluate(answers, context)
    page_id = request.POST.get("page") or request.GET.get("page") or ""
    result: PageResult | None = None
    if anew:
        page_id = ""
    elif request.method == "POST" and page_id in state.pages and "show" not in request.POST:
        result = form.parse_page(page_id, request.POST, answers, context, language=language())
        answers, state = result.answers, result.state
        if "why" in request.POST:
            parts |= {"answers": _packed(answers, signer), "page": page_id}
            return _why(request, parts, draft, state, context, page_id)
        if "keep" in request.POST:
            return keep(request, draft, answers, example.id if example else "")
        if result.complete or "skip" in request.POST:
            following = form.next_page(page_id, state)
            result, page_id = None, following.id if following else ""
            if following is None:
                return _end(request, parts, form, answers, state, signer)
    elif "keep" in request.POST:  # from the end
        return keep(request, draft, answers, example.id if example else "")
    if page_id not in state.pages:
        page_id = state.pages[0] if state.pages else ""
    if not page_id:
        return _end(request, parts, form, answers, state, signer)
    parts |= {"anew": anew, "answers": _packed(answers, signer)}
    return _page(request, parts, form, page_id, answers, state, result, context)


def _example(request: HttpRequest, definition: CaseTypeDefinition) -> Example | None:
    """The example whose answers are tried again, if one is."""
    wanted = request.POST.get("example") or request.GET.get("example")
    return next((one for one in definition.examples if one.id == wanted), None)


def _answers(request: HttpRequest, salt: str) -> dict[str, Any] | None:
    """What was typed on the pages before; None where it is not ours, or of another version of the form."""
    try:
        found = signing.loads(request.POST.get("answers", ""), salt=salt, max_age=86_400)
    except signing.BadSignature:
        return None
    return found if isinstance(found, dict) else None


def _packed(answers: Any, salt: str) -> str:
    return signing.dumps(dict(answers), salt=salt, compress=True)


def _why(
    request: HttpRequest, parts: dict[str, Any], draft: Draft, state: FormState, context: dict[str, Any], page_id: str
) -> HttpResponse:
    """Why the questions of this page show or not, with what was answered so far."""
    place = find(draft.document, page_id)
    parts |= {
        **frame(request, draft),
        "procedure": words(draft.document["definition"]["name"], language()),
        "title": title(place.element, language()) if place else "",
        "whys": [
            {
                "title": one.title,
                "what": one.what,
                "holds": one.holds,
                "why": one.why,
                "address": rule_address(draft, one.spot),
            }
            for one in whys.whys(draft.document, page_id, state, context, language())
        ],
    }
    return render(request, "studio/preview_why.html", parts)


def _page(
    request: HttpRequest,
    parts: dict[str, Any],
    form: forms.CompiledForm,
    page_id: str,
    answers: Any,
    state: FormState,
    result: PageResult | None,
    context: dict[str, Any],
) -> HttpResponse:
    pages = form.pages(state)
    ids = [one.id for one in pages]
    errors = result.errors if result else {}
    fields = form.render_page(
        page_id,
        answers,
        state,
        errors,
        language(),
        context=context,
        revealed=result.revealed if result else (),
    )
    parts |= {
        "title": next(one.title.into(language()) for one in pages if one.id == page_id),
        "procedure": form.definition.title.into(language()),
        "step": ids.index(page_id) + 1,
        "steps": len(ids) + 1,
        "page": page_id,
        "pages": [{"id": one.id, "title": one.title.into(language())} for one in pages],
        "fields": fields,
        "errors": [{"anchor": anchor, "text": text} for anchor, text in errors.items()],
        "focus": result.focus if result else None,
    }
    return render(request, "studio/preview.html", parts, status=422 if errors else 200)


def _end(
    request: HttpRequest, parts: dict[str, Any], form: forms.CompiledForm, answers: Any, state: FormState, signer: str
) -> HttpResponse:
    parts |= {
        "procedure": form.definition.title.into(language()),
        "sections": form.summary(answers, state, language()),
        "answers": _packed(answers, signer),
    }
    return render(request, "studio/preview_end.html", parts)
