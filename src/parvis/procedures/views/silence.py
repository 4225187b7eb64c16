"""The pages on which an organisation confirms what its silence means: the law's reading is the authority's to make."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.access.api import standing
from parvis.cases import api as cases
from parvis.cases.data import Actor, Silence
from parvis.kernel import clock
from parvis.procedures.forms import ReadingsForm, SilenceForm
from parvis.procedures.views.openings import language
from parvis.territory.api import sites
from parvis.territory.data import Organisation


def _organisation(request: HttpRequest) -> Organisation:
    """The organisation whose site answers. Raises Http404 on the territory's own."""
    found = sites.of_request(request).organisation
    if found is None:
        raise Http404("the territory's own site handles nothing")
    return found


def _who(request: HttpRequest) -> Actor:
    return cases.actor_of(standing(request), as_agent=True)


def _told(organisation_id: uuid.UUID, case_type_id: uuid.UUID, now: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """What was confirmed and revoked, the latest first. now: what each reading says today; one that was confirmed in
    other words is told.
    """
    latest: set[str] = set()
    lines = []
    for row in cases.types.attestations(organisation_id, case_type_id):
        counts = row.reading not in latest
        latest.add(row.reading)
        said = row.said.get(language()) or {}
        lines.append(
            {
                "row": row,
                "statement": said.get("statement", ""),
                "base": said.get("base", ""),
                "counts": counts and row.confirmed,
                "changed": counts and row.confirmed and now.get(row.reading, row.said) != row.said,
            }
        )
    return lines


def _said(silence: Silence | None) -> dict[str, str]:
    """A reading in a sentence, with its text."""
    if silence is None:
        return {"sentence": _("No answer has no effect of its own."), "base": ""}
    return {"sentence": cases.silence_sentence(silence), "base": silence.legal_base.into(language())}


@require_safe
def readings_page(request: HttpRequest) -> HttpResponse:
    """Every procedure of the organisation with what no answer means, those that wait for its word first. One query."""
    organisation = _organisation(request)
    lines: list[dict[str, Any]] = [
        {
            "name": one.published.definition.name.into(language()),
            "address": reverse("procedures:studio_silence", args=[one.case_type_id]),
            "confirmed": one.confirmed,
            "waits": (one.said is not None and not one.confirmed) or bool(one.unconfirmed),
            "others": len(one.unconfirmed),
            **_said(one.said),
        }
        for one in cases.types.readings(organisation.id)
    ]
    lines.sort(key=lambda line: (not line["waits"], line["name"]))
    return render(request, "procedures/silences.html", {"organisation": organisation, "lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
def reading_page(request: HttpRequest, case_type_id: uuid.UUID) -> HttpResponse:
    """Confirm the reading of one procedure, or set another. Requests that were received keep their receipt's dates."""
    organisation = _organisation(request)
    reading = next((one for one in cases.types.readings(organisation.id) if one.case_type_id == case_type_id), None)
    if reading is None:
        raise Http404("case type")
    posted = request.method == "POST" and "confirm_readings" not in request.POST
    form = SilenceForm(request.POST) if posted else SilenceForm.of(reading.said)
    if "reset" in request.POST:
        cases.types.confirm_silence(case_type_id, organisation.id, None, by=_who(request), at=clock.now())
        messages.success(request, _("The procedure's own reading counts again; it waits for your confirmation."))
        return HttpResponseRedirect(reverse("procedures:studio_silences"))
    offered = [one for one in cases.types.readings_of(reading.published.definition) if not one.confirmed]
    waiting = {one.id for one in reading.unconfirmed}
    if "confirm_readings" in request.POST:
        said = ReadingsForm(offered, language(), data=request.POST)
        if said.is_valid():
            cases.types.confirm_readings(
                case_type_id, organisation.id, said.cleaned_data["readings"], by=_who(request), at=clock.now()
            )
            messages.success(request, _("What your authority has confirmed is kept."))
        return HttpResponseRedirect(reverse("procedures:studio_silence", args=[case_type_id]))
    if form.is_bound and form.is_valid():
        cases.types.confirm_silence(case_type_id, organisation.id, form.silence(), by=_who(request), at=clock.now())
        messages.success(request, _("Confirmed. Requests received from now on are told so."))
        return HttpResponseRedirect(reverse("procedures:studio_silences"))
    parts = {
        "organisation": organisation,
        "name": reading.published.definition.name.into(language()),
        "now": _said(reading.said),
        "law": _said(reading.published.definition.deadline.silence),
        "confirmed": reading.confirmed,
        "differs": reading.said != reading.published.definition.deadline.silence,
        "form": form,
        "told": _told(
            organisation.id,
            case_type_id,
            {one.id: cases.types.said_of(one) for one in offered}
            | ({"silence": cases.types.said_of(reading.said)} if reading.said else {}),
        ),
        "readings": ReadingsForm(
            offered, language(), initial={"readings": [one.id for one in offered if one.id not in waiting]}
        )
        if offered
        else None,
    }
    return render(request, "procedures/silence.html", parts, status=422 if form.errors else 200)
