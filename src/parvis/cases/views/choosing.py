"""Which of their answers a person wants to change, before they change them: one box for each."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from parvis.cases.data import NotAllowed
from parvis.cases.domain import amendments, revisions
from parvis.cases.domain.listing import language
from parvis.cases.models import Case, Turn
from parvis.cases.views.addresses import page_of
from parvis.kernel import clock
from parvis.workflows.data import Transition

CHOOSE = "choose"


def chooses(request: HttpRequest) -> bool:
    """Whether the person chooses other answers than those that they had opened."""
    return CHOOSE in request.GET


def choose(request: HttpRequest, case: Case, move: Transition, turn: Turn | None) -> HttpResponse | None:
    """The answers with a box each; those that are ticked are opened. None where it may be changed no more."""
    listed = amendments.choices(case, move, language())
    ticked = {one["id"] for one in turn.asked["fields"]} if turn else set()
    error = ""
    if request.method == "POST":
        ticked = set(request.POST.getlist("field"))
        try:
            if any(one.id in ticked for one in listed):
                amendments.begin(case, move, ticked, at=clock.now())
                return HttpResponseRedirect(request.path)
            error = _("Tick the answers that you want to change")
        except NotAllowed:
            return None
    parts = {
        "case": case,
        "name": revisions.load(case.revision_id).definition.name.into(language()),
        "label": move.label.into(language()),
        "rows": [
            {
                "value": one.id,
                "text": one.label,
                "hint": {"text": one.text or _("no answer"), "classes": "pv-typed"},
                "checked": one.id in ticked,
            }
            for one in listed
        ],
        "error": error,
        "anew": any(use.options.get("clock") == "restart" for use in move.actions),
        "back": page_of(case),
    }
    return render(request, "cases/residents/amend.html", parts, status=422 if error else 200)
