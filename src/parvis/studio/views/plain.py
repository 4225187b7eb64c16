"""Plain language: what of a procedure may be said more simply, and the words that a territory avoids."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.studio.data import Refused
from parvis.studio.domain import jargon, reading
from parvis.studio.domain.effort import effort
from parvis.studio.domain.elements import places, title
from parvis.studio.domain.texts import LANGUAGES, Remark, reading_of, remarks
from parvis.studio.forms import language
from parvis.studio.models import Draft
from parvis.studio.views.outline import element_address, frame
from parvis.studio.views.place import address, open_draft, organisation
from parvis.studio.vocabulary_form import VocabularyForm, ready

_SHOWN = 200


@never_cache
@require_safe
def plain(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """How much it asks, how easily it reads, and each text that may be made plainer. Four statements."""
    draft = open_draft(request, design_id)
    found = remarks(draft.document, jargon.of_organisation(draft.organisation_id))
    asked = effort(draft.document)
    parts = {
        **frame(request, draft),
        "back": address(draft.id),
        "questions": _range(asked.questions),
        "minutes": _range(asked.minutes),
        "ease": [_ease(draft, one) for one in LANGUAGES],
        "groups": _groups(draft, found[:_SHOWN]),
        "more": max(0, len(found) - _SHOWN),
        "total": len(found),
        "reads": language(),
    }
    return render(request, "studio/plain.html", parts)


def _range(both: tuple[int, int]) -> str:
    least, most = both
    return str(least) if least == most else _("%(least)s to %(most)s") % {"least": least, "most": most}


def _ease(draft: Draft, of: str) -> dict[str, Any]:
    found = reading_of(draft.document, of)
    said = _("too little text to say")
    if found.lix is not None:
        said = _("easy to read") if found.lix < reading.EASY else _("fairly easy to read")
        if found.difficult:
            said = _("hard to read")
    return {
        "language": _("In French") if of == "fr" else _("In English"),
        "said": said,
        "lix": None if found.lix is None else round(found.lix),
    }


def _groups(draft: Draft, found: Iterable[Remark]) -> list[dict[str, Any]]:
    """Remarks by what they concern, in the order of the form; what stands beside it last."""
    named = {place.id: title(place.element, language()) for place in places(draft.document)}
    by_element: dict[str, list[Remark]] = {}
    for one in found:
        by_element.setdefault(one.element, []).append(one)
    order = [*named, ""]
    return [
        {
            "title": (named.get(one) or one) if one else _("Settings"),
            "address": element_address(draft, one) if one else reverse("studio:settings", args=[draft.id]),
            "remarks": [_said(remark) for remark in by_element[one]],
        }
        for one in order
        if one in by_element
    ]


def _said(remark: Remark) -> dict[str, str]:
    """A remark in words, and the text that it quotes."""
    if remark.kind == "jargon":
        assert remark.jargon is not None
        if remark.jargon.proposal:
            text = _("“%(word)s”: say “%(proposal)s”.") % {
                "word": remark.jargon.written,
                "proposal": remark.jargon.proposal,
            }
        else:
            text = _("“%(word)s”: it can be left out.") % {"word": remark.jargon.written}
        return {"kind": _("Word to avoid"), "text": text, "quote": "", "language": remark.language}
    if remark.kind == "help":
        return {
            "kind": _("Help"),
            "text": _("Say where this is found, or what it looks like."),
            "quote": "",
            "language": "",
        }
    if remark.kind == "english":
        return {"kind": _("Not translated"), "text": "", "quote": remark.text, "language": "fr"}
    assert remark.reading is not None
    kinds = {"sentence": _("Long sentence"), "label": _("Long question"), "difficult": _("Hard to read")}
    count = remark.reading.longest_words if remark.kind == "sentence" else remark.reading.words
    text = ngettext("%(num)s word", "%(num)s words", count) % {"num": count}
    if remark.kind == "difficult":
        text = _("Many long words: say it in shorter ones.")
    return {"kind": kinds[remark.kind], "text": text, "quote": remark.reading.longest, "language": remark.language}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vocabulary(request: HttpRequest) -> HttpResponse:
    """See and change the words to avoid in the forms of an organisation: a group's hold for its communes."""
    here = organisation(request)
    form = VocabularyForm(
        request.POST if request.method == "POST" else None, initial=VocabularyForm.initial_of(jargon.own(here.id))
    )
    if form.is_bound and form.is_valid():
        try:
            jargon.keep(here.id, form.terms(), form.spared())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved. Forms are read with these words from now on."))
            return HttpResponseRedirect(reverse("studio:vocabulary"))
    parts = {
        "organisation": here,
        "form": form,
        "ready": ready(),
        "back": reverse("studio:procedures"),
    }
    return render(request, "studio/vocabulary.html", parts, status=422 if form.errors else 200)
