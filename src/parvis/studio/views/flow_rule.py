"""A rule of a workflow in the editor of conditions: when a step may be taken, what a kept value becomes."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.conditions.api import Editor, answer
from parvis.kernel import clock
from parvis.studio.domain import editing, flow_words, guards, trying
from parvis.studio.domain.flow_operations import find
from parvis.studio.domain.guards import Guard
from parvis.studio.forms import language
from parvis.studio.models import Draft
from parvis.studio.views.outline import frame
from parvis.studio.views.place import author, open_draft, part_address, saved, version_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def condition_page(request: HttpRequest, design_id: uuid.UUID, step_id: str) -> HttpResponse:
    """When a step may be taken."""
    draft = open_draft(request, design_id)
    return _page(request, draft, guards.guard(draft.document, step_id, None, guards.CONDITION))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def value_page(request: HttpRequest, design_id: uuid.UUID, step_id: str, place: int) -> HttpResponse:
    """What a kept value becomes."""
    draft = open_draft(request, design_id)
    return _page(request, draft, guards.guard(draft.document, step_id, place, "value"))


def _page(request: HttpRequest, draft: Draft, at: Guard | None) -> HttpResponse:
    if at is None:
        raise Http404
    held, wanted = guards.rule(draft.document, at), guards.expects(draft.document, at)
    terms = guards.terms(draft.document, at.step, language(), said=at.place is not None)
    editor = Editor.read(request, "rule", terms, held, expects=wanted)
    if (reply := answer(request, [editor])) is not None:
        return reply
    warning, wrong = "", ""
    tries = "try" in request.POST
    if request.method == "POST" and not editor.acted and not tries:
        removes = "remove" in request.POST or (editor.complete and editor.rule is None)
        if not removes and not editor.complete:
            wrong = _("Complete the rule, or take away what is not needed: nothing was saved.")
        else:
            done, warning, wrong = saved(lambda: _saved(request, draft, at, None if removes else editor.rule))
            if done is not None:
                return done
    step = find(draft.document, "transitions", at.step)
    assert step is not None
    called = flow_words.name({}, "transitions", step, language())
    parts = {
        **frame(request, draft),
        "title": _("When it may be taken") if at.place is None else _("What the value becomes"),
        "over": called,
        "hint": _("Without a condition, it may always be taken.")
        if at.place is None
        else _("It is worked out when the step is taken."),
        "back": part_address(draft.id, "transitions", at.step),
        "back_words": called,
        "editor": editor,
        "form": None,
        "warning": warning,
        "wrong": wrong,
        "held": held is not None,
        "tried": trying.tried(editor.rule, terms, request.POST if tries else None, wanted) if editor.complete else None,
        "tries": tries,
    }
    return render(request, "studio/rule.html", parts, status=409 if warning else (422 if wrong else 200))


def _saved(request: HttpRequest, draft: Draft, at: Guard, made: object) -> HttpResponse:
    """Raises as `editing.change`."""
    editing.change(
        draft.id,
        guards.operation(draft.document, at, made),
        version=version_of(request),
        by=author(request),
        at=clock.now(),
    )
    return HttpResponseRedirect(
        request.get_full_path() if "again" in request.POST else part_address(draft.id, "transitions", at.step)
    )
