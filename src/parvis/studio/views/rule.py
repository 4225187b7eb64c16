"""One rule of a procedure being changed, in the editor of conditions: saved at once, tried with imagined answers."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.conditions.api import Editor, answer
from parvis.expressions.api import Kind
from parvis.kernel import clock
from parvis.studio.domain import checking, editing, rules, trying
from parvis.studio.domain.elements import title
from parvis.studio.domain.rules import CHECK, COMPUTED, CONDITION, ELIGIBILITY, REQUIRED, Spot
from parvis.studio.forms import MessageForm, language
from parvis.studio.models import Draft
from parvis.studio.views.outline import element_address, frame
from parvis.studio.views.place import author, open_draft, saved, version_of

#: by the word in the address
KINDS = {"affichage": CONDITION, "obligation": REQUIRED, "calcul": COMPUTED, "controle": CHECK}
_NAME = "rule"


def rule_address(draft: Draft, at: Spot) -> str:
    """The page of a rule."""
    if at.kind == ELIGIBILITY:
        return reverse("studio:eligible", args=[draft.id, at.number])
    word = next(word for word, kind in KINDS.items() if kind == at.kind)
    assert at.place is not None
    return reverse("studio:rule", args=[draft.id, at.place.id, word, at.number])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rule_page(request: HttpRequest, design_id: uuid.UUID, element_id: str, kind: str, number: int) -> HttpResponse:
    """A rule of an element: what shows it, makes it obligatory, computes or checks it."""
    draft = open_draft(request, design_id)
    at = rules.spot(draft.document, element_id, KINDS.get(kind, ""), number)
    if at is None:
        raise Http404(element_id)
    return _page(request, draft, at)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def eligible_page(request: HttpRequest, design_id: uuid.UUID, number: int) -> HttpResponse:
    """A rule that says who may ask."""
    draft = open_draft(request, design_id)
    at = rules.spot(draft.document, "", ELIGIBILITY, number)
    if at is None:
        raise Http404(number)
    return _page(request, draft, at)


def _page(request: HttpRequest, draft: Draft, at: Spot) -> HttpResponse:
    terms = rules.terms(draft.document, at, language())
    told = checking.told(draft.problems)
    editor = Editor.read(
        request,
        _NAME,
        terms,
        rules.rule(draft.document, at),
        expects=at.expects,
        examine=lambda made: rules.examine(draft.document, at, told, made, language()),
    )
    if (reply := answer(request, [editor])) is not None:
        return reply
    form = _message_form(request, draft, at)
    warning, wrong = "", ""
    tries = "try" in request.POST
    if request.method == "POST" and not editor.acted and not tries:
        removes = "remove" in request.POST or (editor.complete and editor.rule is None)
        if not removes and not editor.complete:
            wrong = _("Complete the rule, or take away what is not needed: nothing was saved.")
        elif removes or form is None or form.is_valid():
            done, warning, wrong = saved(lambda: _saved(request, draft, at, None if removes else editor.rule, form))
            if done is not None:
                return done
    parts = {
        **frame(request, draft),
        **_words(draft, at),
        "editor": editor,
        "form": form,
        "warning": warning,
        "wrong": wrong,
        "held": rules.rule(draft.document, at) is not None,
        "tried": trying.tried(editor.rule, terms, request.POST if tries else None, at.expects)
        if editor.complete
        else None,
        "tries": tries,
    }
    status = 409 if warning else (422 if wrong or (form is not None and form.errors) else 200)
    return render(request, "studio/rule.html", parts, status=status)


def _message_form(request: HttpRequest, draft: Draft, at: Spot) -> MessageForm | None:
    """What is said where the rule does not hold; None for a rule that says nothing."""
    if at.kind not in (CHECK, ELIGIBILITY):
        return None
    saves = request.method == "POST" and not {"try", "remove", f"{_NAME}-act"} & set(request.POST)
    typed = {name: request.POST.get(name, "") for name in ("message_fr", "message_en")}
    held = rules.message(draft.document, at)
    initial = typed if request.method == "POST" else {f"message_{key}": text for key, text in held.items()}
    return MessageForm(request.POST if saves else None, initial=initial)


def _saved(request: HttpRequest, draft: Draft, at: Spot, made: Any, form: MessageForm | None) -> HttpResponse:
    """Raises as `editing.change`."""
    said = form.words("message") if form is not None and form.is_bound and made is not None else None
    editing.change(
        draft.id,
        rules.operation(draft.document, at, made, said),
        version=version_of(request),
        by=author(request),
        at=clock.now(),
    )
    if "again" in request.POST:
        return HttpResponseRedirect(rule_address(draft, at))
    if at.place is None:
        return HttpResponseRedirect(reverse("studio:eligibility", args=[draft.id]))
    return HttpResponseRedirect(element_address(draft, at.place.id))


def _words(draft: Draft, at: Spot) -> dict[str, str]:
    """What the page says of the rule."""
    if at.place is None:
        return {
            "title": _("A condition to ask"),
            "over": _("Who may ask"),
            "hint": _(
                "As soon as all that it reads is answered, whoever does not meet this condition reads the message, and "
                "can’t go on."
            ),
            "back": reverse("studio:eligibility", args=[draft.id]),
            "back_words": _("Who may ask"),
        }
    heads = {
        CONDITION: (_("When it is shown"), _("Without a condition, it is always shown.")),
        REQUIRED: (_("When it must be answered"), _("Where the condition does not hold, it may stay empty.")),
        COMPUTED: (
            _("How it is computed"),
            _("A computed value is not asked: it is shown, and other rules may read it."),
        ),
        CHECK: (
            _("What its answer must meet"),
            _("As soon as all that it reads is answered; where it does not hold, the message is shown."),
        ),
    }
    head, hint = heads[at.kind]
    return {
        "title": head,
        "over": title(at.place.element, language()) or _("Section without a title"),
        "hint": hint,
        "back": element_address(draft, at.place.id),
        "back_words": title(at.place.element, language()) or _("Section without a title"),
    }


def shown(draft: Draft, spots: list[Spot]) -> list[dict[str, Any]]:
    """The rules of an element, for its page."""
    from parvis.conditions.api import in_words
    from parvis.expressions.api import write

    names = {
        CONDITION: (_("Shown"), _("always")),
        REQUIRED: (_("Must be answered"), ""),
        COMPUTED: (_("Computed"), _("no, it is asked")),
        CHECK: (_("Its answer must meet"), ""),
        ELIGIBILITY: ("", ""),
    }
    found = []
    for at in spots:
        held = rules.rule(draft.document, at)
        terms = rules.terms(draft.document, at, language()) if held is not None else {}
        said = names[at.kind][1]
        if held is not None:
            said = in_words(held, terms) if at.expects is Kind.BOOLEAN else write(held, language())
        elif at.kind == REQUIRED and at.place is not None:
            said = _("yes, always") if at.place.element.get("required") else _("no")
        message = rules.message(draft.document, at)
        found.append(
            {
                "name": names[at.kind][0],
                "words": said[:1_000],
                "held": held is not None,
                "message": (message.get("en") or message.get("fr", ""))
                if language() == "en"
                else message.get("fr", ""),
                "address": rule_address(draft, at),
            }
        )
    return found
