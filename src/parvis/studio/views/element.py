"""One page, section, block or question: its words and settings, and what may be done with it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.datasets import api as datasets
from parvis.forms.registry import FIELD_TYPES
from parvis.kernel import clock
from parvis.studio.data import Edit
from parvis.studio.domain import checking, choices, editing, rules
from parvis.studio.domain.elements import Kind, Place, find, fits, places, title, within
from parvis.studio.forms import BlockForm, FieldForm, PageForm, language
from parvis.studio.models import Draft
from parvis.studio.registry import NOTES
from parvis.studio.views import rule
from parvis.studio.views.outline import element_address, frame
from parvis.studio.views.place import address, author, back, open_draft, saved, version_of


def _sources() -> dict[str, str]:
    """Where values may come from, in words."""
    return {
        "person.identity": _("the name of their account"),
        "person.pivot": _("the civil identity of their account"),
        "person.email": _("the e-mail address of their account"),
        "person.phone": _("the phone number of their account"),
        "person.address": _("the address of their account"),
        "person.birth_date": _("the birth date of their account"),
        "person.commune": _("the commune of their account"),
        "association.identity": _("the association that they act for"),
        "association.name": _("the name of the association that they act for"),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def element_page(request: HttpRequest, design_id: uuid.UUID, element_id: str) -> HttpResponse:
    """See and change one element; saved at once, back to the outline. What was typed in vain stays on the page."""
    draft = open_draft(request, design_id)
    place = find(draft.document, element_id)
    if place is None:
        raise Http404(element_id)
    form = inputs(place, request.POST if request.method == "POST" else None, draft.organisation_id)
    warning = ""
    if form.is_bound and form.is_valid():
        done, warning, wrong = saved(
            lambda: editing.change(
                draft.id,
                Edit(id=place.id, values=values_of(request, place, form)),
                version=version_of(request),
                by=author(request),
                at=clock.now(),
            )
        )
        if done is not None:
            return back_to(draft, place.id) if "again" in request.POST else back(draft.id, place.id)
        if wrong:
            form.add_error(None, wrong)
    status = 409 if warning else (422 if form.errors else 200)
    return render(request, "studio/element.html", _parts(request, draft, place, form, warning), status=status)


def back_to(draft: Draft, element_id: str) -> HttpResponse:
    """To the page of an element."""
    return HttpResponseRedirect(element_address(draft, element_id))


def inputs(
    place: Place, post: Mapping[str, Any] | None, organisation_id: uuid.UUID
) -> PageForm | BlockForm | FieldForm:
    """The inputs of an element."""
    if place.kind is Kind.FIELD:
        conditional = not isinstance(place.element.get("required", False), bool)
        return FieldForm(
            post,
            type=str(place.element["type"]),
            sources=_sources(),
            conditional=conditional,
            datasets=_datasets(organisation_id) if "dataset" in _option_names(place) else (),
            initial=FieldForm.initial_of(place.element),
        )
    if place.kind is Kind.BLOCK:
        return BlockForm(post, initial=BlockForm.initial_of(place.element))
    return PageForm(post, titled=place.kind is Kind.PAGE, initial=PageForm.initial_of(place.element))


def _datasets(organisation_id: uuid.UUID) -> list[tuple[str, str]]:
    """Those that the organisation's forms can offer, with the names of their columns."""
    return [
        (one.code, f"{one.name.into(language())} ({', '.join(one.columns)})") for one in datasets.of(organisation_id)
    ]


def values_of(request: HttpRequest, place: Place, form: PageForm | BlockForm | FieldForm) -> dict[str, Any]:
    """What to set of an element, with the answers of a list that are rows of their own."""
    if not isinstance(form, FieldForm):
        return form.values()
    values = form.values(place.element)
    if "choices" in _option_names(place) and choices.fits(place.element):
        options = dict(values.get("options") or {})
        options.pop("choices", None)
        found = choices.read(request.POST, place.element)
        values["options"] = ({"choices": found} if found else {}) | options or None
    return values


def _option_names(place: Place) -> frozenset[str]:
    kind = FIELD_TYPES.get(str(place.element.get("type")))
    return frozenset(kind.Options.model_fields) if kind else frozenset()


def _parts(
    request: HttpRequest, draft: Draft, place: Place, form: PageForm | BlockForm | FieldForm, warning: str
) -> dict[str, Any]:
    return {
        **parts_of(request, draft, place, form, warning),
        "told": [one for one in checking.told(draft.problems) if one.element == place.id],
        "notes": [note for source in NOTES for note in source.of(draft.id, place.id)],
        "targets": _targets(draft, place),
        "rules": rule.shown(draft, rules.of_element(draft.document, place)),
        "new_check": _new_check(draft, place),
        "back": address(draft.id, place.id),
    }


def parts_of(
    request: HttpRequest, draft: Draft, place: Place, form: PageForm | BlockForm | FieldForm, warning: str
) -> dict[str, Any]:
    """What the page of an element shows wherever it stands: in the form, or among the questions of a step."""
    kind = FIELD_TYPES.get(str(place.element.get("type"))) if place.kind is Kind.FIELD else None
    choosing = "choices" in _option_names(place)
    return {
        **frame(request, draft),
        "form": form,
        "warning": warning,
        "place": place,
        "kind": str(place.kind),
        "what": kind.title.into(language()) if kind else _kinds()[place.kind],
        "title": title(place.element, language()) or _("Section without a title"),
        "choices": _choices(request, place) if choosing and choices.fits(place.element) else None,
        "too_many": choosing and not choices.fits(place.element),
        "most_choices": choices.MOST,
        "more": request.POST.get("choices-more", ""),
        "language": language(),
    }


def _new_check(draft: Draft, place: Place) -> str:
    """Where one more check is written; "" where there can be none."""
    at = rules.spot(draft.document, place.id, rules.CHECK, len(place.element.get("checks") or ()))
    return rule.rule_address(draft, at) if at else ""


def _choices(request: HttpRequest, place: Place) -> list[dict[str, Any]]:
    """The rows of answers: as they were sent where the page is shown again."""
    if request.method != "POST":
        return choices.rows(place.element)
    return choices.sent(request.POST)


def _kinds() -> dict[Kind, str]:
    return {
        Kind.PAGE: _("Page"),
        Kind.SECTION: _("Section"),
        Kind.BLOCK: _("Block"),
        Kind.FIELD: _("Question"),
    }


def _targets(draft: Draft, place: Place) -> list[dict[str, str]]:
    """Where else the element may stand: other sections and blocks, or other pages for a section."""
    found = []
    page = ""
    inside = {str(one["id"]) for one in within(place.element)}
    for one in places(draft.document):
        if one.kind is Kind.PAGE:
            page = title(one.element, language())
        if place.above is None or one.id == place.above.id or one.id in inside or not fits(place.element, one):
            continue
        said = title(one.element, language())
        if one.kind is Kind.SECTION:
            said = f"{page} › {said}" if said else page
        elif one.kind is Kind.BLOCK:
            said = f"{page} › {said}"
        found.append({"value": one.id, "text": said})
    return found
