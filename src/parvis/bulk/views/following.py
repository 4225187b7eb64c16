"""Runs while they are done and afterwards: how far, what was refused and why."""

from __future__ import annotations

import csv
import io
import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.access.api import Missing, Right, held_here, standing
from parvis.bulk.data import ItemState, RunState
from parvis.bulk.domain import running
from parvis.bulk.models import Item, Run
from parvis.bulk.registry import act_of
from parvis.kernel.ui.formats import number

PAGE = 50
_LATEST = 30


def _person(request: HttpRequest) -> uuid.UUID:
    person_id = standing(request).person_id
    assert person_id is not None
    return person_id


def _run(request: HttpRequest, run_id: uuid.UUID) -> Run:
    """A run of the acting person's. Raises Missing."""
    found = Run.objects.filter(id=run_id, person_id=_person(request)).first()
    if found is None:
        raise Missing("run", run_id)
    return found


def state_words(state: str) -> str:
    """Where a run is."""
    return {
        RunState.ASKED: _("About to begin"),
        RunState.RUNNING: _("Under way"),
        RunState.STOPPED: _("Stopped"),
        RunState.DONE: _("Done"),
        RunState.REFUSED: _("Not done"),
    }[RunState(state)]


def item_words(state: str) -> str:
    """What became of a case."""
    return {
        ItemState.WAITING: _("Waiting"),
        ItemState.DONE: _("Done"),
        ItemState.UNCHANGED: _("So already"),
        ItemState.REFUSED: _("Refused"),
    }[ItemState(state)]


TONES = {
    RunState.ASKED: "info",
    RunState.RUNNING: "info",
    RunState.STOPPED: "wait",
    RunState.DONE: "ok",
    RunState.REFUSED: "late",
}


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """One's latest runs: one statement."""
    found = Run.objects.filter(person_id=_person(request)).annotate(total=Count("items")).order_by("-id")
    rows = [
        {"run": run, "words": state_words(run.state), "tone": TONES[RunState(run.state)], "act": act_of(run.act).label}
        for run in found[:_LATEST]
    ]
    return render(request, "bulk/runs.html", {"rows": rows, "oversees": bool(held_here(request, Right.ASSIGN_CASES))})


@require_GET
def run_page(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """How far a run is, and its report. Asked by htmx, its progress alone."""
    run = _run(request, run_id)
    parts = _progress(run)
    if request.headers.get("HX-Request") and request.GET.get("part") == "progress":
        return render(request, "bulk/_progress.html", parts | {"alone": True})
    shown = request.GET.get("show", "")
    if shown not in set(ItemState):
        shown = ItemState.REFUSED if parts["progress"].refused else ""
    items = Item.objects.filter(run=run, state=shown) if shown else Item.objects.none()
    after = _place(request.GET.get("after", ""))
    page = list((items.filter(id__gt=after) if after else items).order_by("id")[: PAGE + 1])
    here = reverse("bulk:run", args=[run.id])
    progress = parts["progress"]
    counts = {
        ItemState.REFUSED: progress.refused,
        ItemState.DONE: progress.done,
        ItemState.UNCHANGED: progress.unchanged,
        ItemState.WAITING: progress.left,
    }
    parts |= {
        "back": run.back or "/agents/",
        "act": act_of(run.act).label,
        "more": act_of(run.act).more if run.state == RunState.DONE else None,
        "filters": [
            {
                "label": f"{item_words(state)}\u00a0({number(count)})",
                "address": f"{here}?show={state}#cas",
                "current": state == shown,
            }
            for state, count in counts.items()
            if count
        ],
        "items": page[:PAGE],
        "shown": item_words(shown) if shown else "",
        "after": f"{here}?show={shown}&after={page[PAGE - 1].id}#cas" if len(page) > PAGE else "",
    }
    return render(request, "bulk/run.html", parts)


def _place(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _progress(run: Run) -> dict[str, Any]:
    progress = running.progress(run.id)
    return {
        "run": run,
        "progress": progress,
        "words": state_words(run.state),
        "tone": TONES[RunState(run.state)],
        "going": run.state in (RunState.ASKED, RunState.RUNNING),
        "alone": False,
        "stopped": run.state == RunState.STOPPED,
    }


@require_POST
def stop(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """Stop a run after the case that is being done."""
    run = _run(request, run_id)
    if running.stop(run.id):
        messages.success(request, _("Stopped. What was done stays done; you can go on with the rest."))
    else:
        messages.info(request, _("It was over already."))
    return HttpResponseRedirect(reverse("bulk:run", args=[run.id]))


@require_POST
def resume(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """Go on with what was stopped."""
    run = _run(request, run_id)
    if not running.resume(run.id):
        messages.info(request, _("It was not stopped."))
    return HttpResponseRedirect(reverse("bulk:run", args=[run.id]))


@require_GET
def refusals(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """What was refused and why, as a table for a spreadsheet."""
    run = _run(request, run_id)
    written = io.StringIO()
    table = csv.writer(written, delimiter=";")
    table.writerow([_("Reference"), _("Reason")])
    found = Item.objects.filter(run=run, state=ItemState.REFUSED).order_by("id")
    for reference, reason in found.values_list("reference", "reason"):
        table.writerow([reference, f"'{reason}" if reason[:1] in "=+-@\t\r" else reason])
    # the mark at the beginning has spreadsheets read it as UTF-8
    answer = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refus-{run.asked_at:%Y-%m-%d}.csv"'
    return answer
