"""The person mends what was asked again: these questions alone, what they had answered, why it has to change.

What they change of their own accord (`choosing`) goes through the same page.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.cases.data import Conflict, Incomplete, NotAllowed, TurnKind, TurnState
from parvis.cases.domain import amending, amendments, correcting, own, revisions, turns
from parvis.cases.domain.listing import language
from parvis.cases.domain.moving import transition as take
from parvis.cases.models import Case, Turn
from parvis.cases.views import choosing, mending_files, taking
from parvis.cases.views.addresses import page_of
from parvis.cases.views.gate import version_of
from parvis.cases.views.residents import MOST_WORDS, draw, resident
from parvis.forms.api import MENDING
from parvis.kernel import clock
from parvis.workflows.data import Transition

_KINDS = {"mend": TurnKind.CORRECTION, amending.ACTION: TurnKind.AMENDMENT}


def mends(move: Transition) -> bool:
    """Whether a transition takes mended answers."""
    return any(use.type in _KINDS for use in move.actions)


def _action(move: Transition) -> str:
    return next(use.type for use in move.actions if use.type in _KINDS)


def answered(request: HttpRequest, case: Case) -> HttpResponse | None:
    """The answer to what was sent a second time: the first did it."""
    said = request.POST.get("turn", "")
    found = turns.of_case(case, revisions.load(case.revision_id))
    for turn in found:
        if str(turn.id) == said and turn.state == TurnState.ANSWERED:
            return _done(request, case, own=turn.kind == TurnKind.AMENDMENT)
    return None


def late(request: HttpRequest, case: Case) -> HttpResponse | None:
    """The answer to changes of the person's own that come when the request may be changed no more: an agent took it
    on, decided it. What they typed stands on the page of the request, as words that they may send.
    """
    published, said = revisions.load(case.revision_id), request.POST.get("turn", "")
    found = turns.of_case(case, published)
    turn = next((one for one in found if str(one.id) == said and one.kind == TurnKind.AMENDMENT), None)
    if turn is None:
        return None
    page = correcting.mending(case, published, turn)
    answers = page.form.parse_page(MENDING, request.POST, {}, page.context, language=language()).answers
    return _over(request, case, page, answers, request.POST.get("note", "").replace("\r\n", "\n"))


def _over(
    request: HttpRequest, case: Case, found: correcting.Mending, answers: Mapping[str, Any], note: str
) -> HttpResponse:
    context = found.context
    before, after = (
        {one.id: one for one in found.form.answered(found.form.evaluate(held, context), language())}
        for held in (found.answers, answers)
    )
    lines = [
        f"{one.label}{_(':')} {one.text or _('no answer any more')}"
        for id_, one in after.items()
        if id_ not in before or before[id_].text != one.text
    ]
    body = "\n".join([*lines, *([note.strip()] if note.strip() else [])])
    return draw(request, case, body=body[:MOST_WORDS], changed=True, status=409)


def mend_page(request: HttpRequest, case: Case, move: Transition) -> HttpResponse | None:
    """Show the questions, take the answers. None when nothing is asked any more."""
    published, action = revisions.load(case.revision_id), _action(move)
    kind = _KINDS[action]
    turn = turns.current(turns.of_case(case, published), kind)
    if kind is TurnKind.AMENDMENT:
        said = request.POST.get("turn", "")
        if said and (turn is None or str(turn.id) != said):
            turn = amendments.again(case, move, said, at=clock.now())
            if turn is None:
                return answered(request, case)
        elif turn is None or choosing.chooses(request):
            return choosing.choose(request, case, move, turn)
    if turn is None:
        return None
    found = correcting.mending(case, published, turn)
    if request.method != "POST":
        return _draw(request, case, move, found, mending_files.shown(found))
    note = request.POST.get("note", "").replace("\r\n", "\n")
    taken = taking.take_in(request, found.form, MENDING, mending_files.OfCorrection(case, turn))
    if taken.photographs and not taken.errors:
        return HttpResponseRedirect(reverse("cases:mend_photograph", args=[case.reference, turn.id, taken.photographs]))
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
            given={action: {"answers": result.answers, "note": note}},
        )
    except Conflict:
        return _overtaken(request, case, move, found, result.answers, note)
    except Incomplete as incomplete:
        for one in incomplete.errors.values():
            errors |= one
        return _draw(request, case, move, found, result.answers, note=note, errors=errors, status=422)
    except NotAllowed:
        fresh = own.find(case.reference)
        return _over(request, fresh, found, result.answers, note) if fresh and kind is TurnKind.AMENDMENT else None
    return _done(request, case, own=kind is TurnKind.AMENDMENT)


def _done(request: HttpRequest, case: Case, *, own: bool) -> HttpResponse:
    messages.success(request, _("Your changes were sent.") if own else _("Your corrections were sent."))
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
    mine = found.turn.kind == TurnKind.AMENDMENT
    if (
        move not in own.offered(fresh, at=clock.now())
        or not Turn.objects.filter(id=found.turn.id, state=TurnState.OPEN).exists()
    ):
        return _over(request, fresh, found, answers, note) if mine else None
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
        "own": found.turn.kind == TurnKind.AMENDMENT,
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
