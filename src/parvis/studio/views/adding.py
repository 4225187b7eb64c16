"""Something new in the form: a page, a section, a block, a question of one of the types that there are."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.forms.data import LocalizedText
from parvis.forms.registry import FIELD_TYPES
from parvis.kernel import clock
from parvis.studio.data import (
    AddBlock,
    AddField,
    AddPage,
    AddSection,
    Operation,
)
from parvis.studio.domain import editing
from parvis.studio.domain.elements import HOLDS, Kind, Place, find, fits, title
from parvis.studio.forms import AddForm, language
from parvis.studio.views.element import back_to
from parvis.studio.views.outline import frame
from parvis.studio.views.place import address, author, back, open_draft, saved, version_of

_KINDS = {"page": Kind.PAGE, "section": Kind.SECTION, "block": Kind.BLOCK, "field": Kind.FIELD}


def _families() -> list[tuple[str, tuple[str, ...]]]:
    """The types of question as designers look for them."""
    return [
        (_("Words and numbers"), ("text", "long_text", "formatted_text", "integer", "decimal", "amount")),
        (_("Choices"), ("choice", "choices", "data_choice", "linked", "yes_no", "checkbox", "statement")),
        (_("Dates"), ("date", "date_range", "time", "date_time")),
        (_("People"), ("civility", "person", "identity", "email", "phone", "association", "identifier", "iban")),
        (_("Places"), ("address", "commune", "division", "parcel", "school")),
        (
            _("Papers and the rest"),
            ("file", "photographs", "identity_proof", "signature", "case_link", "plate", "explanation"),
        ),
    ]


def types() -> list[dict[str, Any]]:
    """Every type of question by family; those of no family last."""
    families = _families()
    placed = {name for _family, names in families for name in names}
    rest = tuple(kind.name for kind in FIELD_TYPES if kind.name not in placed)
    found = []
    for family, names in [*families, (_("Others"), rest)]:
        offered = [
            {"value": name, "text": FIELD_TYPES[name].title.into(language())} for name in names if name in FIELD_TYPES
        ]
        if offered:
            found.append({"name": family, "types": offered})
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """Add to the element `into` (for a page: after it). A new question leads to its settings."""
    draft = open_draft(request, design_id)
    what = request.GET.get("what", "field")
    place = find(draft.document, request.GET.get("into", ""))
    if what not in _KINDS or place is None or not _fits(what, place):
        raise Http404
    form = AddForm(request.POST if request.method == "POST" else None, what=what)
    chosen = request.POST.get("type", "")
    warning = ""
    if form.is_bound and what == "field" and chosen not in FIELD_TYPES:
        form.add_error(None, _("Choose the type of the question."))
    if form.is_bound and form.is_valid():
        done, warning, wrong = saved(
            lambda: editing.change(
                draft.id,
                _operation(what, place.id, chosen, form),
                version=version_of(request),
                by=author(request),
                at=clock.now(),
            )
        )
        if done is not None:
            made, focus = done
            return back_to(made, focus) if what in ("field", "block") else back(made.id, focus)
        if wrong:
            form.add_error(None, wrong)
    parts = {
        **frame(request, draft),
        "form": form,
        "what": what,
        "heading": {
            "page": _("New page"),
            "section": _("New section"),
            "block": _("New block"),
            "field": _("New question"),
        }[what],
        "into": title(place.page.element, language()),
        "families": types() if what == "field" else [],
        "chosen": chosen,
        "warning": warning,
        "back": address(draft.id, place.id),
    }
    return render(request, "studio/add.html", parts, status=409 if warning else (422 if form.errors else 200))


def _fits(what: str, place: Place) -> bool:
    if what == "page":
        return place.kind is Kind.PAGE
    holds = HOLDS.get(_KINDS[what])
    return fits({holds: []} if holds else {}, place)


def _operation(what: str, into: str, chosen: str, form: AddForm) -> Operation:
    def text(name: str) -> LocalizedText:
        return LocalizedText(**(form.words(name) or {"fr": ""}))

    if what == "page":
        return AddPage(title=text("title"), after=into)
    if what == "section":
        return AddSection(page=into, title=text("title") if form.words("title") else None)
    if what == "block":
        return AddBlock(into=into, label=text("label"), item_label=text("item_label"), first=text("first"))
    asks = FIELD_TYPES[chosen].asks
    values: dict[str, Any] = {"required": True} if form.cleaned_data["required"] and asks else {}
    if chosen == "explanation":
        values["options"] = {"text": form.words("label")}
    return AddField(into=into, type=chosen, label=text("label"), values=values)
