"""The person mends what was asked again: these questions alone, what they had answered, why it has to change."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from parvis.cases.data import Conflict, Incomplete, NotAllowed, TurnKind, TurnState
from parvis.cases.domain import correcting, own, revisions, turns
from parvis.cases.domain.listing import language
from parvis.cases.domain.moving import transition as take
from parvis.cases.models import Case, Turn
from parvis.cases.views import mending_files, taking
from parvis.cases.views.addresses import page_of
from parvis.cases.views.gate import version_of
from parvis.cases.views.residents import MOST_WORDS, resident
from parvis.forms.api import MENDING
from parvis.kernel import clock
from parvis.workflows.data import Transition

ACTION = "mend"


def mends(move: Transition) -> bool:
    """Whether a transition takes mended answers."""
    return any(use.type == ACTION for use in move.actions)


def answered(request: HttpRequest, case: Case) -> HttpResponse | None:
    """The answer to what was sent a second time: the first did it."""
    said = request.POST.get("turn", "")
    found = turns.of_case(case, revisions.load(case.revision_id))
    if any(str(turn.id) == said and turn.state == TurnState.ANSWERED for turn in found):
        return _done(request, case)
    return None


def mend_page(request: HttpRequest, case: Case, move: Transition) -> HttpResponse | None:
    """Show the questions, take the answers. None when nothing is asked any more."""
    published = revisions.load(case.revision_id)
    turn = turns.current(turns.of_case(case, published), TurnKind.CORRECTION)
    if turn is None:
        return None
    found = correcting.mending(case, published, turn)
    if request.method != "POST":
        return _draw(request, case, move, found, mending_files.shown(found))
    note = request.POST.get("note", "").replace("\r\n", "\n")
    taken = taking.take_in(request, found.form, MENDING, mending_files.OfCorrection(case, turn))
    result = taken.into(found.form.parse_page(MENDING, taken.post, {}, found.context, language=language()))
    errors = dict(result.errors)
    if len(note) > MOST_WORDS:
        errors["note"] = _("Your message is too long: %(num)s characters at most") % {"num": MOST_WORDS}
    if errors or not result.complete:
        return _draw(
            request,
            case,
            move,
            found,
            result.answers,
            note=note,
            errors=errors,
            revealed=result.revealed,
            focus=result.focus,
            status=422 if errors else 200,
        )
    try:
        take(
            case.id,
            move.id,
            by=resident(request, case),
            at=clock.now(),
            version=version_of(request),
            given={ACTION: {"answers": result.answers, "note": note}},
        )
    except Conflict:
        return _overtaken(request, case, move, found, result.answers, note)
    except Incomplete as incomplete:
        for one in incomplete.errors.values():
            errors |= one
        return _draw(request, case, move, found, result.answers, note=note, errors=errors, status=422)
    except NotAllowed:
        return None
    return _done(request, case)


def _done(request: HttpRequest, case: Case) -> HttpResponse:
    messages.success(request, _("Your corrections were sent."))
    return HttpResponseRedirect(page_of(case))


def _overtaken(
    request: HttpRequest,
    case: Case,
    move: Transition,
    found: correcting.Mending,
    answers: Mapping[str, Any],
    note: str,
) -> HttpResponse | None:
    """Something was written meanwhile: these very corrections (a second click), or something else."""
    again = answered(request, case)
    fresh = own.find(case.reference)
    if again is not None or fresh is None:
        return again
    if (
        move not in own.offered(fresh, at=clock.now())
        or not Turn.objects.filter(id=found.turn.id, state=TurnState.OPEN).exists()
    ):
        return None
    return _draw(request, fresh, move, found, answers, note=note, changed=True, status=409)


def _draw(
    request: HttpRequest,
    case: Case,
    move: Transition,
    found: correcting.Mending,
    answers: Mapping[str, Any],
    *,
    note: str = "",
    errors: Mapping[str, str] | None = None,
    revealed: tuple[str, ...] = (),
    focus: str | None = None,
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    spoken = language()
    state = found.form.evaluate(answers, found.context)
    asked = found.turn.asked
    parts = {
        "case": case,
        "name": revisions.load(case.revision_id).definition.name.into(spoken),
        "label": move.label.into(spoken),
        "turn": found.turn,
        "only_words": not asked["fields"],
        "words": asked["words"],
        "questions": found.form.render_page(
            MENDING, answers, state, errors or {}, spoken, context=found.context, revealed=revealed
        )
        if asked["fields"]
        else "",
        "attach": mending_files.addresses(case, move, found),
        "focus": focus,
        "note": note,
        "errors": errors or {},
        "changed": changed,
        "back": page_of(case),
        "most": MOST_WORDS,
    }
    return render(request, "cases/residents/mend.html", parts, status=status)
