"""Asking for an export: which cases, as what, with which columns; and keeping that as a template."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from parvis.access.api import circles, person_of, site
from parvis.cases import api as cases
from parvis.exchange.data import Asked, Column, Format, NotPossible, Options, Template
from parvis.exchange.domain import columns, exports, naming, templates
from parvis.exchange.views.sharing import shared_with, walls
from parvis.finding import api as finding
from parvis.finding.data import BadQuery, Query, State
from parvis.identity.api import attempt
from parvis.kernel import clock
from parvis.kernel.ui import shell
from parvis.kernel.ui.errors import too_many_requests


@dataclass(frozen=True, slots=True)
class Source:
    """The cases: what a query finds, or those chosen by hand."""

    query: Query
    case_ids: tuple[uuid.UUID, ...] | None

    @property
    def address(self) -> str:
        return replace(self.query, columns=(), sort=None).address()


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; it comes with the address of a list, or (posted) with the cases that were ticked in it."""
    given = request.POST if request.method == "POST" else request.GET
    try:
        source = _source(given)
        known = columns.offered(source.query.procedure, walls())
        count = _count(source, person_of(request))
    except BadQuery as wrong:
        return _refuse(request, list(wrong.problems.values()))
    if request.method == "POST" and "go" in request.POST:
        try:
            return _ask(request, source, known)
        except NotPossible as wrong:
            return _draw(request, source, known, count, problem=str(wrong))
    return _draw(request, source, known, count)


def _source(given: QueryDict) -> Source:
    """What is asked for. Raises BadQuery."""
    params = QueryDict(given.get("address", ""), mutable=True) if "address" in given else given.copy()
    if given.get("procedure") is not None:
        params["procedure"] = str(given["procedure"])
    for name in ("template", "list", "form", "csrfmiddlewaretoken", "back", "case", "all"):
        params.pop(name, None)
    ids: tuple[uuid.UUID, ...] | None = None
    if given.getlist("case") and not given.get("all"):
        found = []
        for text in given.getlist("case")[: exports.MOST_CHOSEN + 1]:
            try:
                found.append(uuid.UUID(text))
            except ValueError:
                raise BadQuery({"case": _("Choose requests in the list, or take all of it")}) from None
        ids = tuple(sorted(set(found)))
    return Source(Query.read(params), ids)


def _count(source: Source, person_id: uuid.UUID) -> int:
    if source.case_ids is not None:
        return len(source.case_ids)
    plain = replace(source.query, columns=(), sort=None)
    return finding.count(plain, walls(), person_id=person_id, today=clock.today())


def _ask(request: HttpRequest, source: Source, known: dict[str, Column]) -> HttpResponse:
    """Have it made. Raises NotPossible."""
    person_id = person_of(request)
    try:
        written = Format(request.POST.get("format", ""))
    except ValueError:
        raise NotPossible(_("Choose a format")) from None
    options = _options(request.POST)
    chosen = tuple(key for key in request.POST.getlist("column") if key in known)
    # what is refused keeps no template
    with transaction.atomic():
        wait = attempt(exports.ASKED, str(person_id))
        if wait is not None:
            return too_many_requests(request, retry_after=round(wait.total_seconds()))
        made = exports.ask(
            Asked(source.address, source.case_ids, written, chosen, options, columns.language(), clock.now()),
            person_id=person_id,
            organisation_id=site(request).organisation_id,
            walls=walls(),
        )
        if request.POST.get("keep"):
            place = shared_with(request)
            templates.keep(
                person_id,
                request.POST.get("name", ""),
                procedure=source.query.procedure,
                format=written,
                columns=chosen,
                options=replace(options, names=naming.check(options.names)),
                organisation_id=place.organisation_id,
                department_id=place.department_id,
            )
    return HttpResponseRedirect(reverse("exchange:export", args=[made.id]))


def _options(given: QueryDict) -> Options:
    return Options(
        comma=given.get("decimals", "comma") == "comma",
        issued="issued" in given.getlist("documents"),
        attached="attached" in given.getlist("documents"),
        names=given.get("names", ""),
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Columns under one heading."""

    label: str
    columns: tuple[Column, ...]
    folded: bool = False
    hint: str = ""


def _groups(known: dict[str, Column], chosen: set[str]) -> list[Group]:
    groups = [Group(_("The request"), tuple(one for one in known.values() if not one.path))]
    answers = [one for one in known.values() if one.path]
    groups.append(Group(_("Answers"), tuple(one for one in answers if not one.block and not one.former)))
    for many in columns.blocks_of([one for one in answers if not one.former]).values():
        hint = _("In spreadsheets a sheet of their own; in CSV, columns for each.")
        groups.append(Group(many[0].block_label, many, hint=hint))
    former = tuple(one for one in answers if one.former)
    groups.append(Group(_("Answers to former forms"), former, folded=not any(one.key in chosen for one in former)))
    return [group for group in groups if group.columns]


def _chosen(source: Source, known: dict[str, Column], template: Template | None) -> set[str]:
    if template:
        return set(template.columns)
    if source.query.columns:
        return {"reference", "title", *source.query.columns}
    return {*columns.USUAL, *(one.key for one in known.values() if one.path and not one.former)}


def _draw(
    request: HttpRequest, source: Source, known: dict[str, Column], count: int, *, problem: str = ""
) -> HttpResponse:
    posted = request.POST if "go" in request.POST else None
    offered = templates.within_reach(person_of(request), site(request).organisation_id)
    wanted = request.POST.get("template") or request.GET.get("template", "")
    template = next((one for one in offered if str(one.id) == wanted), None)
    chosen = set(posted.getlist("column")) if posted else _chosen(source, known, template)
    options = _options(posted) if posted else template.options if template else Options()
    fitting = [one for one in offered if one.procedure in ("", source.query.procedure)]
    parts = {
        "problem": problem,
        "said": _said(source, count),
        "address": source.address,
        "back": _back(request.POST if request.method == "POST" else request.GET),
        "case_ids": source.case_ids,
        "procedure": source.query.procedure,
        "procedures": _procedures(),
        "templates": fitting,
        "template": template,
        "formats": [{"value": str(one), "text": one.label} for one in _FORMATS],
        "format": posted.get("format", "") if posted else str(template.format if template else Format.XLSX),
        "groups": _groups(known, chosen),
        "chosen": chosen,
        "options": options,
        "names": options.names if posted else naming.shown(options.names),
        "passages": naming.offered(),
        "keep": bool(posted and posted.get("keep")),
        "name": posted.get("name", "") if posted else "",
        "shared": posted.get("shared", "") if posted else "",
        "circles": [{"value": one.value, "text": one.label} for one in circles(request)],
    }
    return render(request, "exchange/new.html", parts, status=422 if problem else 200)


def _back(given: QueryDict) -> str:
    """The path of the list that one comes from: one of the agents' pages, or nothing."""
    path = given.get("back", "")
    return path if path.startswith("/agents/") and path.isprintable() else ""


_FORMATS = (Format.XLSX, Format.ODS, Format.CSV, Format.JSON, Format.GEOJSON, Format.ZIP)


def _said(source: Source, count: int) -> str:
    number = shell.Link("", "", count=count).count_words
    words = ngettext("%(number)s request", "%(number)s requests", count) % {"number": number}
    if source.case_ids is not None:
        return ngettext("%(number)s chosen request", "%(number)s chosen requests", count) % {"number": number}
    if source.query.state is State.OPEN:
        return ngettext("%(number)s open request", "%(number)s open requests", count) % {"number": number}
    return words


def _procedures() -> list[dict[str, str]]:
    """The procedures whose answers may be taken, by name."""
    spoken = columns.language()
    names = {
        one.slug: cases.types.load(one.published_id).definition.name.into(spoken)
        for one in cases.types.handled(walls())
    }
    found = sorted(names.items(), key=lambda one: one[1].casefold())
    return [{"value": slug, "text": name} for slug, name in found]


def _refuse(request: HttpRequest, problems: list[str]) -> HttpResponse:
    return render(request, "exchange/refused.html", {"problems": problems}, status=422)


def find_template(request: HttpRequest, template_id: uuid.UUID) -> Template:
    """A template within reach. Raises Http404."""
    found = templates.find(template_id, person_of(request))
    if found is None:
        raise Http404
    return found
