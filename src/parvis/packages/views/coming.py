"""Packages that come in: sent, shown with who signed them and what they change, kept as drafts.

Nothing is kept between the two: the package travels with its page, signed, and is read again when it is kept.
"""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.cases import api as cases
from parvis.files import api as files
from parvis.identity.api import Limit, attempt
from parvis.kernel import clock
from parvis.kernel.ui.errors import too_many_requests
from parvis.packages.data import Read, Standing, Unreadable
from parvis.packages.domain import arriving, keys, reading, shelf as shelves
from parvis.packages.views.place import author, language, organisation
from parvis.procedures import api as procedures
from parvis.studio import api as studio
from parvis.studio.data import Missing, NoPen, Refused
from parvis.territory.data import Organisation, Sphere

ASKED = Limit("packages:person", 120, dt.timedelta(days=1))
#: for how long a package may be kept from its page, in seconds
_LASTS = 24 * 3600
_SALT = "parvis.packages"
#: characters of the hidden field: what a form may send
_LONGEST = 2_300_000
_MOST_TOLD = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def packages_page(request: HttpRequest) -> HttpResponse:
    """Send a package, and see what it would change; take ours away."""
    here = organisation(request)
    if request.method != "POST":
        return _page(request, here)
    wait = attempt(ASKED, str(author(request).id))
    if wait is not None:
        return too_many_requests(request, retry_after=round(wait.total_seconds()))
    try:
        data = _sent(request)
        read = reading.read(data)
        packed = _pack(request, here, base64.b64encode(data).decode() if data[:1] == b"P" else data.decode())
    except UnicodeDecodeError:
        return _page(
            request, here, _("This is no package of a procedure: send the .zip or .json file that Parvis made.")
        )
    except Unreadable as refused:
        return _page(request, here, str(refused))
    return render(request, "packages/preview.html", preview(request, read, packed=packed))


packages_page.takes_files = files.spool  # type: ignore[attr-defined]


def _page(request: HttpRequest, here: Organisation, problem: str = "") -> HttpResponse:
    owned = [one for one in cases.types.owned(here.id) if one.published_id]
    names = {one.case_type_id: one.face.title.into(language()) for one in procedures.offerings([o.id for o in owned])}
    ours = [
        {
            "name": names.get(one.id, one.slug),
            "number": one.number,
            "address": reverse("packages:take", args=[one.id]),
        }
        for one in owned
    ]
    parts = {
        "organisation": here,
        "problem": problem,
        "ours": sorted(ours, key=lambda one: str(one["name"]).casefold()),
        "arrivals": [
            {"row": one, "standing": standings()[Standing(one.standing)], "fingerprint": keys.fingerprint(one.key)}
            for one in arriving.arrivals(here.id)
        ],
    }
    return render(request, "packages/packages.html", parts, status=422 if problem else 200)


def _sent(request: HttpRequest) -> bytes:
    """The file that was sent. Raises Unreadable."""
    sent = request.FILES.get("package")
    if not isinstance(sent, files.Spooled):
        raise Unreadable(_("Choose a file."))
    if sent.problem is not None or sent.path is None:
        raise Unreadable(_("This file could not be received."))
    with sent.open_bytes() as opened:
        return opened.read(reading.LARGEST + 1)


def _pack(request: HttpRequest, here: Organisation, text: str) -> str:
    held = [str(author(request).id), str(here.id), text]
    packed = signing.dumps(held, salt=_SALT, compress=True)
    if len(packed) > _LONGEST:
        raise Unreadable(_("This package is too large: a procedure takes much less. Nothing was read."))
    return packed


def standings() -> dict[Standing, str]:
    """Who signed, in words."""
    return {
        Standing.OWN: _("Signed by this installation"),
        Standing.KNOWN: _("Signed by a key that you know"),
        Standing.STRANGER: _("Signed by a key that you don’t know"),
        Standing.UNSIGNED: _("Not signed"),
        Standing.SHELF: _("Comes with Parvis"),
    }


def preview(
    request: HttpRequest,
    read: Read,
    *,
    packed: str = "",
    shelf: str = "",
    refused: str = "",
    chosen: dict[str, str] | None = None,
) -> dict[str, Any]:
    """What the page of a package shows: whose it is, what it would change, what is wrong with it."""
    here = organisation(request)
    manifest = read.package.manifest
    whose = arriving.Whose(Standing.SHELF) if shelf else arriving.whose(read, here.id)
    there = studio.here(here.id, manifest.slug, language())
    document, notes = arriving.fitted(read.document, here.id, there.document if there else None)
    changes = studio.changes(there.document if there else None, document, language())
    told = studio.problems(here.id, document, language())
    form = {"how": "replace" if there else "new", "sphere": "", "reason": "", **(chosen or {})}
    return {
        "organisation": here,
        "name": manifest.name.into(language()),
        "manifest": manifest,
        "standing": whose.standing.value,
        "trusted": whose.standing.trusted,
        "standing_words": standings()[whose.standing],
        "signer": whose.name,
        "key": read.package.key,
        "fingerprint": keys.fingerprint(read.package.key),
        "there": there,
        "notes": notes,
        "changes": changes[:_MOST_TOLD],
        "more": max(0, len(changes) - _MOST_TOLD),
        "problems": told[:_MOST_TOLD],
        "packed": packed,
        "shelf": shelf,
        "form": form,
        "spheres": studio.domains(form["sphere"]),
        "longest": arriving.LONGEST_REASON,
        "refused": refused,
        "back": reverse("packages:shelf" if shelf else "packages:packages"),
    }


@never_cache
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a package as a draft: a new procedure, or instead of the one at its address."""
    here = organisation(request)
    slug = request.POST.get("shelf", "")
    packed = request.POST.get("packed", "")
    try:
        read = _ready(slug) if slug else _unpacked(request, here)
    except Unreadable as overdue:
        messages.error(request, str(overdue))
        return HttpResponseRedirect(reverse("packages:packages"))
    chosen = {name: request.POST.get(name, "")[:2000] for name in ("how", "sphere", "reason")}
    refused = ""
    if chosen["how"] != "replace" and chosen["sphere"] not in set(Sphere):
        refused = _("Choose the domain of this procedure.")
    else:
        try:
            draft_id = arriving.keep(
                read,
                here.id,
                sphere=None if chosen["how"] == "replace" else Sphere(chosen["sphere"]),
                reason=chosen["reason"],
                by=author(request),
                at=clock.now(),
                shelf=bool(slug),
            )
        except Missing:
            refused = _("The procedure that it would change is no longer there: keep it as a new one.")
        except NoPen as held:
            refused = _("%(name)s is changing this procedure: nothing was done. Ask for the pen.") % {"name": held}
        except Refused as error:
            refused = str(error)
        else:
            messages.success(request, _("Kept as a draft: look at it, then publish it."))
            return HttpResponseRedirect(reverse("studio:draft", args=[draft_id]))
    parts = preview(request, read, packed=packed, shelf=slug, refused=refused, chosen=chosen)
    return render(request, "packages/preview.html", parts, status=422)


def _ready(slug: str) -> Read:
    found = shelves.ready().get(slug)
    if found is None:
        raise Http404(slug)
    return found


def _unpacked(request: HttpRequest, here: Organisation) -> Read:
    """The package that a page of ours sent back, read again. Raises Unreadable."""
    overdue = _("This page is too old: send the package again.")
    try:
        person_id, organisation_id, text = signing.loads(request.POST.get("packed", ""), salt=_SALT, max_age=_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        raise Unreadable(overdue) from None
    if (person_id, organisation_id) != (str(author(request).id), str(here.id)):
        raise Unreadable(overdue)
    return reading.read(base64.b64decode(text) if text[:1] == "U" else text.encode())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keys_page(request: HttpRequest) -> HttpResponse:
    """Our own key, to be given to others; theirs, whose packages are kept without asking why."""
    here = organisation(request)
    refused = ""
    if request.method == "POST":
        gone = request.POST.get("forget", "")
        if gone:
            try:
                arriving.forget(here.id, [uuid.UUID(gone)])
            except ValueError:
                raise Http404 from None
            return HttpResponseRedirect(reverse("packages:keys"))
        try:
            arriving.recognise(
                here.id,
                request.POST.get("key", "").strip(),
                request.POST.get("name", ""),
                by=author(request),
                at=clock.now(),
            )
        except Refused as error:
            refused = str(error)
        else:
            messages.success(request, _("Packages that it signs are kept without asking why from now on."))
            return HttpResponseRedirect(reverse("packages:keys"))
    parts = {
        "organisation": here,
        "own": keys.own(),
        "signers": arriving.signers(here.id),
        "refused": refused,
        "key": request.POST.get("key", request.GET.get("key", ""))[:100],
        "name": request.POST.get("name", request.GET.get("name", ""))[:200],
        "back": reverse("packages:packages"),
    }
    return render(request, "packages/keys.html", parts, status=422 if refused else 200)
