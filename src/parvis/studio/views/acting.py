"""The buttons of a procedure being changed: one address, which leads back to the outline."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from parvis.kernel import clock
from parvis.studio.data import (
    BeginAt,
    Delete,
    DeleteAction,
    DeleteOwn,
    DeletePart,
    Duplicate,
    Move,
    MoveAction,
    MoveOwn,
    MovePart,
    Operation,
    Own,
    Paste,
    Put,
    Refused,
    UseWorkflow,
)
from parvis.studio.domain import blocks, checking, clips, editing, pen, step_operations
from parvis.studio.models import Draft
from parvis.studio.views.place import attempt, author, back, beside_address, open_draft, version_of


@require_POST
def act(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """`act` is a verb, or `verb:element`: up, down, duplicate, delete, cut, copy, paste, put; begin, use (a workflow);
    undo, redo; take, ask, give, keep (the pen). What can't be done is said on the page that follows; nothing else is.
    """
    draft = open_draft(request, design_id)
    verb, _colon, target = request.POST.get("act", "").partition(":")
    home = request.POST.get("at", "") if request.POST.get("at") in ("workflow", "examples") else ""
    if verb in _PEN:
        attempt(request, lambda: editing.with_pen(draft.id, lambda row: _PEN[verb](request, row)))
        return back(draft.id, home)
    if verb in ("undo", "redo"):
        along = editing.undo if verb == "undo" else editing.redo
        attempt(request, lambda: along(draft.id, version=version_of(request), by=author(request), at=clock.now()))
        return back(draft.id, home)
    focus = attempt(request, lambda: _change(request, draft, verb, target))
    if own := step_operations.read(target):
        there = step_operations.held(draft.document, *own[:2]) is not None
        return HttpResponseRedirect(beside_address(draft.id, *own[:2])) if there else back(draft.id, "workflow")
    return back(draft.id, focus or home or target)


def _change(request: HttpRequest, draft: Draft, verb: str, target: str) -> str:
    """Do it, and give the element to show. Raises as `editing.change`."""
    who, at = author(request), clock.now()
    if verb == "copy":
        _hold(request, draft, target)
        return target
    if verb == "share":
        made = blocks.share(draft, target, version=version_of(request), by=who, at=at)
        messages.success(request, _("In the library of blocks, version %(number)s.") % {"number": made.number})
        return target
    try:
        operation = _operation(request, draft, verb, target)
    except ValidationError:
        raise Refused(_("This element is no longer there.")) from None
    _changed, focus = editing.change(draft.id, operation, version=version_of(request), by=who, at=at)
    if verb == "cut":  # only now: whoever has no pen cuts nothing
        _hold(request, draft, target)
    if verb == "delete":
        messages.success(request, _("Deleted. “Undo” brings it back."))
    return focus


def _hold(request: HttpRequest, draft: Draft, target: str) -> None:
    clips.hold(draft, target, by=author(request), at=clock.now())
    messages.success(request, _("Held: paste it where it should go, here or in another procedure."))


def _operation(request: HttpRequest, draft: Draft, verb: str, target: str) -> Operation:
    """What a verb means. Raises ValidationError, Refused."""
    if verb == "paste":
        clip = clips.of(author(request))
        if clip is None:
            raise Refused(_("There is nothing to paste."))
        own = draft.case_type_id is not None and clip.case_type_id == draft.case_type_id
        return Paste(element=clip.element, into=target or None, own=own)
    if beside := step_operations.read(target):
        return _own_operation(verb, *beside)
    if target.partition(":")[0] in _FLOW or verb == "use":
        return _flow_operation(verb, target)
    made: dict[str, Callable[[], Operation]] = {
        "up": lambda: Move(id=target),
        "down": lambda: Move(id=target, down=True),
        "duplicate": lambda: Duplicate(id=target),
        "delete": lambda: Delete(id=target),
        "cut": lambda: Delete(id=target),
        "put": lambda: Put(id=target, into=request.POST.get("into") or None, before=request.POST.get("before") or None),
    }
    if verb not in made:
        raise Refused(_("There is no such button."))
    return made[verb]()


def _own_operation(verb: str, own: Own, step: str | None, own_id: str) -> Operation:
    """What a verb means for a question or a level of a step, or for an opinion. Raises ValidationError, Refused."""
    made: dict[str, Callable[[], Operation]] = {
        "up": lambda: MoveOwn(own=own, step=step, id=own_id),
        "down": lambda: MoveOwn(own=own, step=step, id=own_id, down=True),
        "delete": lambda: DeleteOwn(own=own, step=step, id=own_id),
    }
    if verb not in made:
        raise Refused(_("There is no such button."))
    return made[verb]()


#: what of a workflow a verb may name, before its id
_FLOW = frozenset({*checking.PARTS, "action"})


def _flow_operation(verb: str, target: str) -> Operation:
    """What a verb means for a part of the workflow (`statuses:ID`), an action (`action:STEP:PLACE`), or the whole.
    Raises ValidationError, Refused.
    """
    part, _colon, name = target.partition(":")
    step, _colon, place = name.rpartition(":")
    made: dict[str, Callable[[], Operation]] = {"use": lambda: UseWorkflow(name=target)}
    if part == "action":
        number = int(place) if place.isdecimal() and len(place) < 4 else -1
        made |= {
            "up": lambda: MoveAction(step=step, place=number),
            "down": lambda: MoveAction(step=step, place=number, down=True),
            "delete": lambda: DeleteAction(step=step, place=number),
        }
    elif part in checking.PARTS:
        kind = part
        made |= {
            "up": lambda: MovePart(part=kind, id=name),
            "down": lambda: MovePart(part=kind, id=name, down=True),
            "delete": lambda: DeletePart(part=kind, id=name),
            "begin": lambda: BeginAt(status=name),
        }
    if verb not in made:
        raise Refused(_("There is no such button."))
    return made[verb]()


def _take(request: HttpRequest, draft: Draft) -> None:
    pen.take(draft, author(request), at=clock.now())


def _ask(request: HttpRequest, draft: Draft) -> None:
    pen.ask(draft, author(request), at=clock.now())


def _give(request: HttpRequest, draft: Draft) -> None:
    pen.give(draft, author(request), at=clock.now())


def _keep(request: HttpRequest, draft: Draft) -> None:
    pen.keep(draft, author(request))


_PEN: dict[str, Callable[[HttpRequest, Draft], None]] = {"take": _take, "ask": _ask, "give": _give, "keep": _keep}
