"""Bringing requests in from a spreadsheet: sent, its columns named, tried without writing, then made cases."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.access.api import Missing, person_of
from parvis.cases import api as cases
from parvis.cases.data import Channel
from parvis.exchange.data import BUSY, NotPossible, State
from parvis.exchange.domain import imports, mapping
from parvis.exchange.domain.columns import language
from parvis.exchange.models import Import
from parvis.exchange.views.sharing import walls
from parvis.files import api as files
from parvis.finding import api as finding
from parvis.identity.api import attempt
from parvis.kernel import clock
from parvis.kernel.ui.errors import too_many_requests
from parvis.territory.api import organisations

_SHOWN = 30
#: how requests of another programme may have come
_CHANNELS = (Channel.COUNTER, Channel.POST, Channel.PHONE, Channel.MAIL, Channel.WEB)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def every(request: HttpRequest) -> HttpResponse:
    """The latest imports; and the way to send a spreadsheet."""
    if request.method != "POST":
        return _list(request)
    try:
        handled = _handled(request.POST.get("procedure", ""))
        spooled = request.FILES.get("file")
        if not isinstance(spooled, files.Spooled):
            raise NotPossible(_("Choose a file"))
        wait = attempt(imports.ASKED, str(person_of(request)))
        if wait is not None:
            return too_many_requests(request, retry_after=round(wait.total_seconds()))
        made = imports.ask(
            spooled,
            handled,
            person_id=person_of(request),
            language=language(),
            at=clock.now(),
            archives=[one for one in request.FILES.getlist("papers") if isinstance(one, files.Spooled)],
        )
    except NotPossible as wrong:
        return _list(request, problem=str(wrong))
    return HttpResponseRedirect(reverse("exchange:import", args=[made.id]))


every.takes_files = files.spool  # type: ignore[attr-defined]


def _handled(value: str) -> cases.types.Handled:
    for one in cases.types.handled(walls()):
        if f"{one.case_type_id}:{one.organisation_id}" == value:
            return one
    raise NotPossible(_("Choose the procedure of these requests"))


def _list(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    handled = cases.types.handled(walls())
    several = len({one.organisation_id for one in handled}) > 1
    choices = []
    for one in handled:
        name = cases.types.load(one.published_id).definition.name.into(language())
        label = f"{name} ({organisations.get(one.organisation_id).name})" if several else name
        choices.append({"value": f"{one.case_type_id}:{one.organisation_id}", "text": label})
    found = imports.of(person_of(request), walls()).filter(expires_at__gt=clock.now())[:_SHOWN]
    parts = {
        "problem": problem,
        "imports": [_shown(one) for one in found],
        "procedures": sorted(choices, key=lambda one: one["text"].casefold()),
        "procedure": request.POST.get("procedure", ""),
    }
    return render(request, "exchange/imports.html", parts, status=422 if problem else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bringing(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """How far an import is; what its columns are, and having it tried."""
    found = _find(request, import_id)
    if request.method != "POST":
        return _draw(request, found)
    try:
        chosen = mapping.chosen(
            {name: str(value) for name, value in request.POST.items()}, found.revision_id, found.titles
        )
        channel = request.POST.get("channel", "")
        if channel not in set(_CHANNELS):
            raise NotPossible(_("Say how these requests came"))
        imports.check(found, chosen, {"channel": channel})
    except NotPossible as wrong:
        return _draw(request, found, problem=str(wrong))
    return HttpResponseRedirect(reverse("exchange:import", args=[found.id]))


@require_POST
def start(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Have the lines that are right made cases."""
    try:
        imports.start(_find(request, import_id))
    except NotPossible as wrong:
        messages.warning(request, str(wrong))
    return HttpResponseRedirect(reverse("exchange:import", args=[import_id]))


@require_POST
def stop(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Stop an import."""
    if not imports.stop(_find(request, import_id).id):
        messages.warning(request, _("It had ended already."))
    return HttpResponseRedirect(reverse("exchange:import", args=[import_id]))


@require_POST
def resume(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Go on with an import."""
    if not imports.resume(_find(request, import_id).id):
        messages.warning(request, _("There is nothing to go on with."))
    return HttpResponseRedirect(reverse("exchange:import", args=[import_id]))


@require_POST
def delete(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Delete an import and its files; its cases stay."""
    found = _find(request, import_id)
    imports.stop(found.id)
    imports.delete(found.id)
    messages.success(request, _("The import is deleted. Requests that it brought in stay."))
    return HttpResponseRedirect(reverse("exchange:imports"))


@never_cache
@require_safe
def report(request: HttpRequest, import_id: uuid.UUID) -> HttpResponseBase:
    """What is wrong, line by line, as CSV."""
    found = _find(request, import_id)
    if found.report_id is None:
        raise Missing("import", import_id)
    try:
        with imports.inside(found):
            return files.download(files.fetch(found.report_id))
    except files.FileNotFound as error:  # erased, or replaced, since the row was read
        raise Missing("import", import_id) from error


def _find(request: HttpRequest, import_id: uuid.UUID) -> Import:
    found = imports.of(person_of(request), walls()).filter(id=import_id, expires_at__gt=clock.now()).first()
    if found is None:
        raise Missing("import", import_id)
    return found


def _step(found: Import) -> str:
    """What the page shows: reading, mapping, checking, checked, making, telling, done, failed, removed."""
    step = found.options.get("step")
    if found.state == State.ENDED:
        return "removed"
    if found.lines_id is None:
        return "reading" if found.state in BUSY else "failed"
    if step == "made":
        return "done"
    return {"check": "checking", "checked": "checked", "make": "making", "tell": "telling"}.get(step, "mapping")


def _shown(found: Import) -> dict[str, object]:
    return {
        "id": found.id,
        "name": found.name or _("a file that was removed"),
        "procedure": cases.types.load(found.revision_id).definition.name.into(language()),
        "asked_at": found.asked_at,
        "expires_at": found.expires_at,
        "step": _step(found),
        "busy": found.state in BUSY,
        "state": found.state,
        "total": found.total,
        "done": found.done,
        "made": found.made,
        "known": found.known,
        "wrong": found.wrong,
        "right": max(found.total - found.wrong - found.known, 0),
        "told": found.told,
        "problems": found.problems,
        "report": found.report_id is not None,
    }


def _draw(request: HttpRequest, found: Import, *, problem: str = "") -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    shown = _shown(found)
    columns = []
    for place, title in enumerate(found.titles):
        target = posted.get(f"column-{place}", "") if posted else found.mapping.get(str(place), "")
        held = [line[place] for line in found.sample[:3] if place < len(line) and line[place] is not None]
        columns.append(
            {
                "place": place,
                "title": title or str(place + 1),
                "sample": " · ".join(map(str, held))[:120],
                "target": target,
                "targets": mapping.targets(found.revision_id, title, target),
            }
        )
    parts = {
        "problem": problem,
        "import": shown,
        "about": found.about,
        "warnings": _warnings(found),
        "columns": columns,
        "channels": [{"value": str(one), "text": finding.channel_words(one)} for one in _CHANNELS],
        "channel": posted.get("channel", "") if posted else found.options.get("channel", str(Channel.POST)),
    }
    return render(request, "exchange/import.html", parts, status=422 if problem else 200)


def _warnings(found: Import) -> list[str]:
    """What somebody should know of the file that was read."""
    about, said = found.about, []
    if about.get("formulas"):
        at = f" ({about['formula_at']})" if about.get("formula_at") else ""
        said.append(
            _("%(num)s cells hold formulas%(at)s: the values that were last worked out are taken.")
            % {"num": about["formulas"], "at": at}
        )
    if about.get("merged"):
        said.append(_("Merged cells: what stands in them counts for each of their lines; look at the samples."))
    if about.get("sheets", 1) > 1:
        said.append(
            _("The workbook has %(num)s sheets: “%(name)s” is read.") % {"num": about["sheets"], "name": about["sheet"]}
        )
    said += [
        _("The sheet “%(name)s” belongs to it: its lines are put beside those that they name.") % {"name": name}
        for name in about.get("joined", ())
    ]
    if about.get("orphans"):
        said.append(
            ngettext(
                "%(num)s line of these names none of this sheet: it is left out.",
                "%(num)s lines of these name none of this sheet: they are left out.",
                about["orphans"],
            )
            % {"num": about["orphans"]}
        )
    if about.get("hidden"):
        said.append(
            ngettext("%(num)s hidden sheet is not read.", "%(num)s hidden sheets are not read.", about["hidden"])
            % {"num": about["hidden"]}
        )
    gone = mapping.former(found.revision_id, finding.revisions(found.procedure, walls()).all, found.titles)
    said += [
        _("“%(title)s” was asked by a former form: nothing asks for it any more.") % {"title": title} for title in gone
    ]
    if about.get("encoding") == "cp1252":
        said.append(_("The text is not in UTF-8: it is read as Windows-1252. Look at the accents in the samples."))
    return said
