"""What a person may do with their request beside writing: answer, withdraw, whatever its workflow offers them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.cases.data import Conflict, Incomplete, Kind, NotAllowed
from parvis.cases.domain import own, revisions, turns
from parvis.cases.domain.listing import language
from parvis.cases.domain.moving import transition as take
from parvis.cases.models import Case
from parvis.cases.views import mending, turn_words
from parvis.cases.views.addresses import page_of
from parvis.cases.views.gate import version_of
from parvis.cases.views.residents import MOST_WORDS, draw, resident
from parvis.cases.views.tracking import not_here
from parvis.files import api as files
from parvis.forms.api import compiled
from parvis.kernel import clock
from parvis.workflows.api import questions
from parvis.workflows.data import Transition


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move_page(request: HttpRequest, reference: str, transition: str) -> HttpResponse:
    """A second look at what cannot be undone, or what a step asks; then the step. Sent twice, it is taken once."""
    case = own.find(reference)
    if case is None:
        return not_here(request, reference)
    move = next((found for found in own.offered(case, at=clock.now()) if found.id == transition), None)
    if move is None:
        sent = request.method == "POST" and "turn" in request.POST
        done = (mending.answered(request, case) or mending.late(request, case)) if sent else None
        return done or _over(request, case, transition)
    if mending.mends(move):
        return mending.mend_page(request, case, move) or _over(request, case, transition)
    if request.method != "POST":
        return _draw(request, case, move, _Said(request, case, move))
    return _take(request, case, move)


move_page.takes_files = files.spool  # type: ignore[attr-defined]


class _Said:
    """What was said with a step: by the post, or nothing yet."""

    def __init__(self, request: HttpRequest, case: Case, move: Transition) -> None:
        self.reason = request.POST.get("reason", "").replace("\r\n", "\n")
        self.answers: dict[str, Any] = {}
        self.errors: dict[str, str] = {}
        self.context = {"today": clock.today().isoformat()}
        self.move = move
        self.slot = request.POST.get("slot", "")[:40]
        definition = questions(move)
        self.form = compiled(definition, (case.revision_id, move.id)) if definition else None
        if request.method != "POST":
            return
        if move.reason == "required" and not self.reason.strip():
            self.errors["reason"] = _("Write your answer")
        elif len(self.reason) > MOST_WORDS:
            self.errors["reason"] = _("Your message is too long: %(num)s characters at most") % {"num": MOST_WORDS}
        if self.form:
            found = self.form.parse_page(move.id, request.POST, {}, self.context, language=language())
            self.answers = dict(found.answers)
            self.errors |= found.errors

    def drawn(self) -> Any:
        if self.form is None:
            return ""
        state = self.form.evaluate(self.answers, self.context)
        return self.form.render_page(self.move.id, self.answers, state, self.errors, language(), context=self.context)


def _take(request: HttpRequest, case: Case, move: Transition) -> HttpResponse:
    said = _Said(request, case, move)
    # Asked on the case's own page: that is where what is missing is shown.
    inline = "inline" in request.POST
    if said.errors:
        return _again(request, case, move, said, inline=inline, status=422)
    try:
        take(
            case.id,
            move.id,
            by=resident(request, case),
            at=clock.now(),
            version=version_of(request),
            reason=said.reason,
            said=said.answers,
            given={"confirm_visit": said.slot},
        )
    except Conflict:
        again = own.find(case.reference)
        still = again is not None and move in own.offered(again, at=clock.now())
        if again is None or not still:
            return _over(request, again or case, move.id)
        return _again(request, again, move, said, inline=inline, status=409)
    except Incomplete as incomplete:
        for found in incomplete.errors.values():
            said.errors |= found
        return _again(request, case, move, said, inline=inline, status=422)
    except NotAllowed:
        return _over(request, case, move.id)
    target = revisions.load(case.revision_id).definition.workflow.status(move.target)
    messages.success(request, target.resident.into(language()))
    return HttpResponseRedirect(page_of(case))


def _again(
    request: HttpRequest, case: Case, move: Transition, said: _Said, *, inline: bool, status: int
) -> HttpResponse:
    if inline and not said.slot and "slot" not in said.errors:
        changed = status == 409
        return draw(request, case, body=said.reason, errors=said.errors, changed=changed, status=status)
    return _draw(request, case, move, said, status=status)


def _over(request: HttpRequest, case: Case, transition: str) -> HttpResponse:
    """The step is not offered: it was taken already, or something happened first. What was typed is not lost."""
    known = {move.id for move in revisions.load(case.revision_id).definition.workflow.transitions}
    if transition not in known:
        return not_here(request, case.reference)
    typed = request.POST.get("reason", "").strip()
    if typed and not own.said_already(case, typed, by=resident(request, case)):
        return draw(request, case, body=typed, changed=True, status=409)
    if not typed:
        messages.info(request, _("This can no longer be done: here is where your request stands."))
    return HttpResponseRedirect(page_of(case))


def _draw(request: HttpRequest, case: Case, move: Transition, said: _Said, *, status: int = 200) -> HttpResponse:
    published = revisions.load(case.revision_id)
    definition = published.definition
    visit = None
    if any(use.type in ("confirm_visit", "move_visit") for use in move.actions):
        visit = turn_words.for_resident(case, published, turns.of_case(case, published), language())["visit"]
    ends = Kind(definition.workflow.status(move.target).kind).is_final
    parts = {
        "case": case,
        "name": definition.name.into(language()),
        "move": move,
        "label": move.label.into(language()),
        "ends": ends,
        "visit": visit,
        "chooses": any(use.type == "confirm_visit" for use in move.actions),
        "slot": said.slot,
        "reason": said.reason,
        "errors": said.errors,
        "questions": said.drawn(),
        "changed": status == 409,
        "back": page_of(case),
        "most": MOST_WORDS,
    }
    return render(request, "cases/residents/move.html", parts, status=status)
