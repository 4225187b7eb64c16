"""Reading an export in the browser: sent, told element by element, kept as a draft or taken away as a file.

Nothing is kept between the two: the definitions travel with the page, signed, and whoever keeps one sends it back.
"""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import structlog
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from pydantic import ValidationError

from parvis.access.api import Right, organisation_here, standing
from parvis.cases.data import CaseTypeDefinition
from parvis.files import api as files
from parvis.forms.data import Field, Page
from parvis.forms.registry import FIELD_TYPES
from parvis.identity.api import Limit, attempt
from parvis.incoming import api
from parvis.incoming.data import FIELDS, Element, Found, Imported, Kind, Share, Unreadable, Verdict
from parvis.incoming.views import mapping
from parvis.kernel import clock
from parvis.kernel.ui.errors import too_many_requests
from parvis.studio import api as studio
from parvis.studio.data import Author, Refused
from parvis.territory.data import Organisation, Sphere

log = structlog.get_logger("parvis.incoming")

ASKED = Limit("incoming:person", 60, dt.timedelta(days=1))
#: for how long the definitions of a page may be kept from it, in seconds
_LASTS = 24 * 3600
_SALT = "parvis.incoming"
MOST_AT_ONCE = 100
MOST_BYTES = 25_000_000


def _organisation(request: HttpRequest) -> Organisation:
    return organisation_here(request, Right.DESIGN)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest) -> HttpResponse:
    """Send the files of an export; see what they would become."""
    parts: dict[str, Any] = {"organisation": _organisation(request), "problem": "", "settings": ""}
    if request.method != "POST":
        return render(request, "incoming/read.html", parts)
    parts["settings"] = request.POST.get("settings", "")[:2_000]
    roles = None
    try:
        if "packed" in request.POST:
            found = mapping.told(request)
            if found is None:
                return _overdue(request)
            brought, roles = [found[0]], found[1]
        else:
            brought = _brought(request)
        variables = _variables(parts["settings"])
    except Unreadable as wrong:
        return _refused(request, parts, wrong)
    person_id = standing(request).person_id
    wait = attempt(ASKED, str(person_id))
    if wait is not None:
        return too_many_requests(request, retry_after=round(wait.total_seconds()))
    return _reported(request, parts, brought, variables, roles)


def _reported(
    request: HttpRequest,
    parts: dict[str, Any],
    brought: list[api.Brought],
    variables: dict[str, str],
    columns: dict[int, str] | None = None,
) -> HttpResponse:
    """What the files would become; why they can't be read; what the columns of a spreadsheet are, if nobody knows."""
    try:
        told = _told(api.read(brought, variables, columns))
    except Unreadable as wrong:
        return _refused(request, parts, wrong)
    except api.Unmapped as unmapped:
        return mapping.ask(request, parts, brought[0], unmapped, columns)
    except Exception:  # whatever else a file that somebody made by hand brings about
        log.exception("incoming.read")
        return _refused(request, parts, api.unknown())
    return render(request, "incoming/report.html", {**parts, **told, "spheres": studio.domains(), "missing": ""})


read.takes_files = files.spool  # type: ignore[attr-defined]


def _refused(request: HttpRequest, parts: dict[str, Any], wrong: Unreadable) -> HttpResponse:
    problem = wrong.says.into(_language())
    return render(request, "incoming/read.html", {**parts, "problem": problem}, status=422)


def _brought(request: HttpRequest) -> list[api.Brought]:
    """The files that were sent. Raises Unreadable."""
    spooled = [one for one in request.FILES.getlist("files") if isinstance(one, files.Spooled)]
    if not spooled:
        raise api.unreadable(fr="Choisissez un fichier.", en="Choose a file.")
    if len(spooled) > MOST_AT_ONCE or sum(one.size or 0 for one in spooled) > MOST_BYTES:
        raise api.unreadable(
            fr="C’est trop à la fois\u00a0: cent fichiers et 25\u00a0Mo au plus, ou une archive .zip.",
            en="This is too much at once: a hundred files and 25 MB at most, or a .zip archive.",
        )
    brought = []
    for one in spooled:
        if one.problem is not None or one.path is None:
            raise api.unreadable(
                fr=f"{one.said_name}\u00a0: ce fichier n’a pas pu être reçu.",
                en=f"{one.said_name}: this file could not be received.",
            )
        with one.open_bytes() as opened:
            brought.append(api.Brought(one.said_name, opened.read()))
    return brought


def _variables(text: str) -> dict[str, str]:
    """`name=value`, one a line. Raises Unreadable."""
    found: dict[str, str] = {}
    for line in filter(None, (one.strip() for one in text.splitlines())):
        name, sign, value = (part.strip() for part in line.partition("="))
        if not sign or not name.isidentifier():
            raise api.unreadable(
                fr=f"«\u00a0{line[:60]}\u00a0»\u00a0: écrivez un réglage par ligne, nom=valeur.",
                en=f"“{line[:60]}”: write one setting a line, name=value.",
            )
        found[name] = value
    return found


def _language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def _told(found: Found) -> dict[str, Any]:
    report = found.report
    rows = [(_kinds()[kind], report.share([kind])) for kind in report.kinds()]
    return {
        "fields": report.share(FIELDS),
        "shares": [_share(label, share) for label, share in rows],
        "files": [
            _file(name, list(elements))
            for name, elements in itertools.groupby(report.elements, key=lambda one: one.file)
        ],
        "forms": [_form(one) for one in found.imports],
    }


def _share(label: Any, share: Share) -> dict[str, Any]:
    return {
        "label": label,
        "exact": share.exact,
        "approximate": share.approximate,
        "missing": share.missing,
        "percent": round(share.percent),
    }


def _file(name: str, elements: list[Element]) -> dict[str, Any]:
    counts = {verdict: sum(one.verdict is verdict for one in elements) for verdict in Verdict}
    return {
        "name": name,
        "exact": counts[Verdict.EXACT],
        "approximate": counts[Verdict.APPROXIMATE],
        "missing": counts[Verdict.NOT],
        "elements": [_element(one) for one in elements],
    }


def _element(one: Element) -> dict[str, Any]:
    language = _language()
    return {
        "kind": _kinds()[one.kind],
        "name": one.name,
        "verdict": str(one.verdict),
        "says": [detail.says.into(language) for detail in one.details if detail.verdict is not None],
        # an identifier of theirs interests nobody who reads this
        "aside": list(
            dict.fromkeys(
                detail.says.into(language)
                for detail in one.details
                if detail.verdict is None and detail.setting != "id"
            )
        ),
    }


def _form(made: Imported) -> dict[str, Any]:
    language = _language()
    return {
        "name": made.name,
        "file": made.file,
        "pages": len(made.definition.form.pages),
        "asks": [_asks(page, language) for page in made.definition.form.pages],
        "problems": [one.message.into(language) for one in made.problems],
        "packed": signing.dumps([made.slug, api.as_json(made)], salt=_SALT, compress=True),
    }


def _asks(page: Page, language: str) -> dict[str, Any]:
    """What a page asks, in its order: words, type, whether it must be answered."""
    found = []
    for item in (item for section in page.sections for item in section.items):
        kind = FIELD_TYPES.get(item.type) if isinstance(item, Field) else None
        found.append(
            {
                "label": item.label.into(language),
                "type": kind.title.into(language) if kind else _("Block"),
                "required": isinstance(item, Field) and item.required is True,
            }
        )
    return {"title": page.title.into(language), "items": found}


def _unpacked(request: HttpRequest) -> tuple[str, CaseTypeDefinition, str] | None:
    """What a page of ours sent back: the slug, the definition, and its text; None for anything else."""
    try:
        slug, text = signing.loads(request.POST.get("packed", ""), salt=_SALT, max_age=_LASTS)
        return slug, CaseTypeDefinition.model_validate_json(text), text
    except (signing.BadSignature, ValidationError, ValueError, TypeError):
        return None


def _overdue(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("This page is too old: send the files again."))
    return HttpResponseRedirect(reverse("incoming:read"))


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep one form as a draft of the studio."""
    found = _unpacked(request)
    if found is None:
        return _overdue(request)
    slug, definition, _text = found
    organisation = _organisation(request)
    chosen = request.POST.get("sphere", "")
    parts = {
        "organisation": organisation,
        "form": {"name": definition.name.into(_language()), "packed": request.POST["packed"]},
    }
    if chosen not in set(Sphere):
        return _ask_again(
            request, {**parts, "spheres": studio.domains(), "missing": _("Choose the domain of this procedure.")}
        )
    who = standing(request)
    assert who.person_id is not None  # a right is held by somebody
    try:
        draft = studio.adopt(
            organisation.id,
            definition,
            slug,
            sphere=Sphere(chosen),
            by=Author(who.person_id, who.name),
            at=clock.now(),
        )
    except Refused as refused:
        return _ask_again(request, {**parts, "spheres": studio.domains(chosen), "refused": str(refused)})
    return HttpResponseRedirect(reverse("studio:draft", args=[draft.id]))


def _ask_again(request: HttpRequest, parts: dict[str, Any]) -> HttpResponse:
    """The form that was to be kept, alone on a page: it travels with it as it did with the report."""
    return render(request, "incoming/keep.html", {"missing": "", "refused": "", **parts}, status=422)


@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """One form's definition as a file."""
    found = _unpacked(request)
    if found is None:
        return _overdue(request)
    slug, _definition, text = found
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = files.disposition(f"{slug}.json")
    return answer


def _kinds() -> dict[Kind, str]:
    """What elements are called."""
    return {
        Kind.FORM: _("Form"),
        Kind.PAGE: _("Page"),
        Kind.HEADING: _("Heading"),
        Kind.QUESTION: _("Question"),
        Kind.EXPLANATION: _("Explanation"),
        Kind.COMPUTED: _("Computed value"),
        Kind.BLOCK: _("Block"),
        Kind.CONDITION: _("Condition"),
        Kind.CHECK: _("Check"),
        Kind.PREFILL: _("Filled beforehand"),
        Kind.SOURCE: _("Data source"),
        Kind.WORKFLOW: _("Workflow"),
        Kind.STATUS: _("Status"),
        Kind.ACTION: _("Action"),
        Kind.OPTION: _("Option"),
        Kind.MAIL: _("E-mail template"),
        Kind.KEPT: _("Back-office field"),
        Kind.CARD: _("Card model"),
        Kind.CALL: _("Call of a service"),
        Kind.COLUMN: _("Columns"),
        Kind.FILE: _("File"),
    }
