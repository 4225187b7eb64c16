"""What is still handled by earlier revisions, in groups by what moving would change; one of them looked at closely."""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.access.api import log_consultation
from parvis.cases import api as cases
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.revising.data import ItemState, Refused, State
from parvis.revising.domain import passing
from parvis.revising.models import Item, Passage
from parvis.revising.views import words
from parvis.revising.views.place import author, language, passage, procedure, read_by

#: groups that a page shows, requests of each that it names, passages that it lists
MOST_GROUPS, SAMPLES, LATEST = 60, 5, 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def passages(request: HttpRequest, case_type_id: uuid.UUID) -> HttpResponse:
    """How many open requests and drafts are of earlier revisions, what was moved before; looking, by POST."""
    here = procedure(request, case_type_id)
    if request.method == "POST":
        who = author(request)
        try:
            made = passing.begin(
                here.organisation.id,
                here.id,
                by_id=who.id,
                by_name=who.name,
                language=language(),
                at=clock.now(),
            )
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(reverse("revising:passage", args=[here.id, made.id]))
    published = cases.types.published(here.id)
    assert published is not None
    with acting(passing.reach(here.id)):
        open_cases, drafts = cases.revising.left(here.id, published.id)
    found = Passage.objects.filter(case_type=here.id, organisation_id=here.organisation.id)
    rows = found.annotate(moved=Count("items", filter=passing.MOVED)).order_by("-id")[:LATEST]
    parts = {
        "here": here,
        "cases": open_cases,
        "drafts": drafts,
        "rows": [
            {
                "passage": row,
                "address": reverse("revising:passage", args=[here.id, row.id]),
                "state": words.state(row.state),
                "tone": words.TONES[State(row.state)],
                "moved": row.moved,
            }
            for row in rows
        ],
        "back": reverse("studio:history", args=[here.id]),
    }
    return render(request, "revising/passages.html", parts)


@never_cache
@require_safe
def passage_page(request: HttpRequest, case_type_id: uuid.UUID, passage_id: uuid.UUID) -> HttpResponse:
    """A passage: looking, its groups, how far it is, its report. Asked by htmx, its progress alone."""
    here = procedure(request, case_type_id)
    found = passage(request, case_type_id, passage_id)
    parts = _progress(found) | {"here": here}
    if request.headers.get("HX-Request") and request.GET.get("part") == "progress":
        return render(request, "revising/_progress.html", parts | {"alone": True})
    if found.state == State.LOOKED:
        parts |= _groups(request, found)
    elif found.state in (State.DONE, State.STOPPED):
        parts |= _report(found)
    parts["back"] = reverse("revising:passages", args=[here.id])
    return render(request, "revising/passage.html", parts)


def _progress(found: Passage) -> dict[str, Any]:
    going = found.state in (State.LOOKING, State.RUNNING)
    seen = Item.objects.filter(passage=found).count() if found.state == State.LOOKING else 0
    return {
        "passage": found,
        "state": words.state(found.state),
        "tone": words.TONES[State(found.state)],
        "going": going,
        "seen": seen,
        "progress": passing.progress(found) if found.state not in (State.LOOKING, State.LOOKED) else None,
        "alone": False,
    }


def _groups(request: HttpRequest, found: Passage) -> dict[str, Any]:
    """The groups, the largest first: four statements, however many requests."""
    to = cases.types.load(found.to_id)
    counted = (
        Item.objects.filter(passage=found)
        .values("group", "effects")
        .annotate(count=Count("id"), drafts=Count("draft_id"))
        .order_by("-count", "group")
    )
    rows = list(counted[: MOST_GROUPS + 1])
    shown = [row["group"] for row in rows[:MOST_GROUPS]]
    olds = [
        cases.types.load(one)
        for one in Item.objects.filter(passage=found).order_by().values_list("revision_id", flat=True).distinct()
    ]
    samples = _samples(request, found, shown)
    statuses: dict[str, str] = {}
    groups = []
    for row in rows[:MOST_GROUPS]:
        kinds = {one.partition(":")[0] for one in row["effects"]}
        missing = [one.partition(":")[2] for one in row["effects"] if one.startswith(f"{cases.revising.STATUS}:")]
        statuses |= {one: _status(olds, one) for one in missing}
        groups.append(
            {
                "key": row["group"],
                "count": row["count"],
                "draft": row["drafts"] > 0,
                "said": words.of(row["effects"], olds, to),
                "held": bool(kinds & cases.revising.HOLDING),
                "samples": samples[row["group"]],
            }
        )
    places = [one for one in to.definition.workflow.statuses if not one.kind.is_final]
    return {
        "groups": groups,
        "more_groups": len(rows) > MOST_GROUPS,
        "statuses": [{"id": one, "name": name} for one, name in statuses.items()],
        "places": [{"value": one.id, "text": one.agent.into(language())} for one in places],
        "number": to.number,
    }


def _status(olds: list[cases.types.Published], status_id: str) -> str:
    for one in olds:
        for status in one.definition.workflow.statuses:
            if status.id == status_id:
                return status.agent.into(language())
    return status_id


def _samples(request: HttpRequest, found: Passage, groups: list[str]) -> dict[str, list[dict[str, str]]]:
    """Some requests of each group, of those that the acting person may read as an agent: two statements."""
    walls = read_by(request)
    if not walls:
        return defaultdict(list)
    rows = Item.objects.raw(
        'select id, "group", reference from (select id, "group", reference, row_number() over'
        ' (partition by "group" order by id) as place from revising_item'
        ' where passage_id = %s and "group" = any(%s) and wall_id = any(%s)) as one where place <= %s order by id',
        [found.id, groups, list(walls), SAMPLES],
    )
    samples: dict[str, list[dict[str, str]]] = defaultdict(list)
    for one in rows:
        address = reverse("revising:preview", args=[found.case_type_id, found.id, one.id])
        samples[one.group].append({"reference": one.reference, "address": address})
    return samples


def _report(found: Passage) -> dict[str, Any]:
    """What was left, and why; whether it may be brought back."""
    left = (
        Item.objects.filter(passage=found, state=ItemState.REFUSED)
        .values("reason")
        .annotate(count=Count("id"))
        .order_by("-count", "reason")
    )
    moved = Item.objects.filter(passage=found, state=ItemState.DONE).exists()
    brought = Passage.objects.filter(back_of=found).values_list("id", flat=True).first()
    return {
        "left": [{"count": row["count"], "why": words.reason(row["reason"])} for row in left],
        "may_go_back": moved and found.back_of_id is None and brought is None,
        "brought": reverse("revising:passage", args=[found.case_type_id, brought]) if brought else "",
    }


@never_cache
@require_safe
def preview(request: HttpRequest, case_type_id: uuid.UUID, passage_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """One request: what each answer is and becomes. For who may read it as an agent; the look is written down."""
    here, found = procedure(request, case_type_id), passage(request, case_type_id, passage_id)
    item = Item.objects.filter(id=item_id, passage=found, wall_id__in=read_by(request)).first()
    if item is None or item.case_id is None:
        raise Http404
    to = cases.types.load(found.to_id)
    assert item.wall_id is not None
    with acting(Reach(person=author(request).id, walls=(item.wall_id,))):
        closely = cases.revising.closely(item.case_id, to, language())
        if closely is None:
            raise Http404
        log_consultation(kind="case", object_id=item.case_id, wall_id=item.wall_id)
    parts = {
        "here": here,
        "item": item,
        "closely": closely,
        "said": words.of(closely.change.effects, [closely.old], to),
        "back": reverse("revising:passage", args=[here.id, found.id]),
        "number": to.number,
    }
    return render(request, "revising/preview.html", parts)
