"""The page on which a designer says what a step writes into the fields of a PDF form."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.cases.api import passages
from parvis.files import api as files
from parvis.forms.data import FormDefinition
from parvis.kernel import clock
from parvis.studio.data import AddAction, EditAction, Operation
from parvis.studio.domain import editing, flow_words, form_filling
from parvis.studio.domain.form_filling import OTHER, STYLES, Line
from parvis.studio.forms import language
from parvis.studio.models import Draft
from parvis.studio.views.outline import frame
from parvis.studio.views.place import author, part_address, saved, version_of

NAME = "fill_form"
#: bytes of a form, without what nobody needs to fill it in
LARGEST = 900_000
#: characters of what goes into a field
LONGEST = 2_000


_PARTS = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+)\}")


class _Wrong(ValueError):
    """What is wrong with what was sent, for the designer."""


def page(request: HttpRequest, draft: Draft, step: dict[str, Any], place: int | None) -> HttpResponse:
    """Give the form; then say what goes into each of its fields."""
    held = dict(step["actions"][place].get("options", {})) if place is not None else {}
    form = FormDefinition.model_validate(draft.document["definition"]["form"])
    problem = warning = ""
    typed: Mapping[str, str] | None = None
    if request.method == "POST":
        try:
            held = _given(request, held, form)
            typed = request.POST if place is not None and not request.FILES else None
            if typed is not None:
                held |= _told(request, held, form)
        except _Wrong as wrong:
            problem = str(wrong)
        else:
            done, warning, problem = saved(lambda: _change(request, draft, step, place, held))
            if done is not None:
                made, _key = done
                here = place if place is not None else len(step.get("actions", ()))
                if place is None or request.FILES:
                    return HttpResponseRedirect(reverse("studio:flow_action", args=[made.id, step["id"], here]))
                return HttpResponseRedirect(part_address(made.id, "transitions", step["id"]))
    return _shown(request, draft, step, place, held, form, typed, problem, warning)


def _change(
    request: HttpRequest, draft: Draft, step: dict[str, Any], place: int | None, options: dict[str, Any]
) -> tuple[Draft, str]:
    operation: Operation
    if place is None:
        operation = AddAction(step=step["id"], type=NAME, options=options)
    else:
        operation = EditAction(step=step["id"], place=place, type=NAME, options=options)
    return editing.change(draft.id, operation, version=version_of(request), by=author(request), at=clock.now())


def _given(request: HttpRequest, held: dict[str, Any], form: FormDefinition) -> dict[str, Any]:
    """The options with a form that was sent, and what is proposed for it where nothing was told yet. Raises _Wrong."""
    title = " ".join(request.POST.get("title", "").split())[:300]
    if not title:
        raise _Wrong(_("Say what the document is called."))
    held |= {"title": {**held.get("title", {}), "fr": title}, "flat": request.POST.get("flat") != "no"}
    sent = request.FILES.get("form")
    if sent is None:
        if not held.get("pdf"):
            raise _Wrong(_("Choose the PDF form."))
        return held
    if not isinstance(sent, files.Spooled) or sent.path is None or sent.problem is not None:
        raise _Wrong(_("This file could not be received."))
    with sent.open_bytes() as opened:
        data = opened.read(20_000_000)
    try:
        found = files.form_of(data)
        slim = files.slim_form(data)
    except files.FileRefused as refused:
        said = {
            files.Reason.LOCKED: _("This PDF is locked by a password: save it without."),
            files.Reason.KIND: _("This is no PDF."),
        }
        raise _Wrong(said.get(refused.reason, _("This PDF is damaged, or too large."))) from refused
    except files.FilesBusy as busy:
        raise _Wrong(_("Too many files are being looked into: try again in a moment.")) from busy
    if not list(form_filling.lines(found)):
        raise _Wrong(_("This PDF has no fields to fill in."))
    if len(slim) > LARGEST:
        raise _Wrong(_("This PDF is too large: 900 kB at most, without its pictures if need be."))
    names = {one.name for one in found.fields}
    told = form_filling.proposed(found, form, language())
    for part in ("texts", "styles", "ticks"):
        # what was told of fields of the same name stays: a new version of a form keeps most of them
        kept = {name: value for name, value in held.get(part, {}).items() if name in names}
        held[part] = told[part] | kept
    return held | {"pdf": base64.b64encode(slim).decode()}


def _told(request: HttpRequest, held: Mapping[str, Any], form: FormDefinition) -> dict[str, Any]:
    """What goes into each field, as it was typed. Raises _Wrong."""
    names, whens = form_filling.names_of(form, language()), form_filling.whens(form, language())
    texts: dict[str, str] = {}
    styles: dict[str, str] = {}
    ticks: dict[str, dict[str, Any]] = {}
    for line in form_filling.lines(_form_of(held)):
        typed = request.POST.get(line.input, "")[:LONGEST].strip()
        if line.state:
            rule = held.get("ticks", {}).get(line.name, {}).get(line.state) if typed == OTHER else None
            if typed in whens:
                rule = whens[typed][1]
            if rule is not None:
                ticks.setdefault(line.name, {})[line.state] = rule
        elif typed:
            try:
                texts[line.name] = _kept(names, typed)
            except passages.Unknown as wrong:
                raise _Wrong(f"{line.label} : {passages.unknown_words(wrong)}") from wrong
            style = request.POST.get(f"s-{line.number}", "plain")
            if style in STYLES and style != "plain":
                styles[line.name] = style
    return {"texts": texts, "styles": styles, "ticks": ticks}


def _kept(names: passages.Passages, typed: str) -> str:
    """A text as it is kept. A part of an answer (`{home.postcode}`) stays as it was typed. Raises passages.Unknown."""
    answers = {one.key for one in names.entries}
    parts = [one for one in _PARTS.findall(typed) if one.split(".")[0] in answers]
    for number, one in enumerate(parts):
        typed = typed.replace(f"{{{one}}}", f"\x02{number}\x02")
    kept = names.kept(typed)
    for number, one in enumerate(parts):
        kept = kept.replace(f"\x02{number}\x02", f"{{{one}}}")
    return kept


def _form_of(held: Mapping[str, Any]) -> files.PdfForm:
    return files.form_of(base64.b64decode(str(held["pdf"])))


def _shown(
    request: HttpRequest,
    draft: Draft,
    step: dict[str, Any],
    place: int | None,
    held: Mapping[str, Any],
    form: FormDefinition,
    typed: Mapping[str, str] | None,
    problem: str,
    warning: str,
) -> HttpResponse:
    names = form_filling.names_of(form, language())
    whens = form_filling.whens(form, language())
    lines = list(form_filling.lines(_form_of(held))) if held.get("pdf") and place is not None else []
    parts = {
        **frame(request, draft),
        "title": flow_words.action({"type": NAME}, language()),
        "step": flow_words.name({}, "transitions", step, language()),
        "back": part_address(draft.id, "transitions", step["id"]),
        "type": NAME,
        "called": request.POST.get("title", "") if problem else held.get("title", {}).get("fr", ""),
        "flat": held.get("flat", True),
        "lines": [_line(one, held, typed, names, whens) for one in lines],
        "passages": [f"{{{one.name(language())}}}" for one in names.entries],
        "problem": problem,
        "warning": warning,
        "verb": f"action:{step['id']}:{place}" if place is not None else "",
    }
    return render(request, "studio/form_filling.html", parts, status=409 if warning else (422 if problem else 200))


def _line(
    line: Line,
    held: Mapping[str, Any],
    typed: Mapping[str, str] | None,
    names: passages.Passages,
    whens: Mapping[str, tuple[str, Any]],
) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": line.input, "label": line.label, "page": line.page, "name": line.name}
    if not line.state:
        kept = names.shown(held.get("texts", {}).get(line.name, ""), language())
        style = held.get("styles", {}).get(line.name, "plain")
        value = typed.get(line.input, "") if typed is not None else kept
        chosen = typed.get(f"s-{line.number}", "plain") if typed is not None else style
        styles = [{"value": key, "text": str(text), "selected": key == chosen} for key, text in STYLES.items()]
        return {**shown, "value": value, "style": f"s-{line.number}", "styles": styles}
    rule = held.get("ticks", {}).get(line.name, {}).get(line.state)
    now = "" if rule is None else json.dumps(rule)
    now = now if not now or now in whens else OTHER
    chosen = typed.get(line.input, "") if typed is not None else now
    offered = [("", _("Never")), *((key, words) for key, (words, _rule) in whens.items())]
    if now == OTHER:
        offered.append((OTHER, _("The formula that stands there")))
    return {**shown, "items": [{"value": key, "text": text, "selected": key == chosen} for key, text in offered]}
