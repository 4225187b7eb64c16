"""The answers of a request as another revision of its form takes them: pure; nothing that was given is lost.

What that revision asks no more, hides or refuses is kept aside with the revision that reads it (`former`), and comes
back by itself where the request goes back to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from parvis.cases.domain.revisions import Published
from parvis.forms.api import around
from parvis.forms.data import TYPED, Answers, Block, Field, FormState, JsonValue

#: kinds of effects, in the order in which they are told
GONE, HIDDEN, REFUSED, PART, COMPUTED = "gone", "hidden", "refused", "part", "computed"
ASKED, OFFERED, FAILED, STOPPED = "asked", "offered", "failed", "stopped"
_NOTHING: tuple[JsonValue, ...] = (None, "", [])


@dataclass(frozen=True, slots=True)
class Adapted:
    """answers and former: as the request keeps them from then on; effects: "kind:id" of what differs for its person."""

    answers: dict[str, JsonValue]
    former: list[dict[str, Any]]
    effects: tuple[str, ...]


def adapt(
    old: Published,
    new: Published,
    answers: Answers,
    former: Iterable[Mapping[str, Any]],
    context: Mapping[str, JsonValue],
    *,
    draft: bool = False,
) -> Adapted:
    """The answers of a request of revision `old` as `new` takes them. draft: it is still being written, so that what
    is hidden stays among its answers, as in any draft.
    """
    held = [dict(entry) for entry in former]
    mine = str(new.id)
    given, returned = dict(answers), {}
    for entry in held:
        # what was set aside by leaving `new` comes back, unless it was answered otherwise since
        name = entry["id"]
        if entry["revision"] == mine and answers.get(name) == entry.get("became"):
            given[name] = returned[name] = entry["value"]
    with around(context):
        taken = new.form.carried(given, own=old.form, sent=not draft)
    # that revision took them as they are
    taken |= {name: value for name, value in returned.items() if name in new.form.asked}
    taken |= {zone.variable: given[zone.variable] for zone in new.definition.zones if zone.variable in given}
    state = new.form.evaluate(taken, context)
    typed = {TYPED: given[TYPED]} if given.get(TYPED) else {}
    kept = taken | typed if draft else dict(new.form.clean(taken, state))
    aside: list[dict[str, Any]] = []
    for name, value in answers.items():
        if name == TYPED or value in _NOTHING or kept.get(name) == value or given[name] != value:
            continue
        entry = {"id": name, "revision": str(old.id), "value": value}
        if kept.get(name) not in _NOTHING:
            entry["became"] = kept[name]
        aside.append(entry)
    stays = [
        entry
        for entry in held
        if not (entry["revision"] == mine and kept.get(entry["id"]) == entry["value"])
        and not any((one["id"], one["revision"]) == (entry["id"], entry["revision"]) for one in aside)
    ]
    effects = _effects(old, new, answers, kept, taken, state, aside, context)
    return Adapted(kept, [*stays, *aside], effects)


def items(published: Published) -> dict[str, Field | Block]:
    """The questions and blocks of a form by id, in order."""
    pages = published.definition.form.pages
    return {item.id: item for page in pages for section in page.sections for item in section.items}


def _effects(
    old: Published,
    new: Published,
    before: Answers,
    kept: Mapping[str, JsonValue],
    taken: Mapping[str, JsonValue],
    state: FormState,
    aside: list[dict[str, Any]],
    context: Mapping[str, JsonValue],
) -> tuple[str, ...]:
    now, was = items(new), items(old)
    found: list[str] = []
    for entry in aside:
        name = entry["id"]
        if name not in now:
            found.append(f"{GONE}:{name}")
        elif "became" in entry:
            found.append(f"{PART if isinstance(now[name], Block) else COMPUTED}:{name}")
        elif name in new.form.asked:
            found.append(f"{HIDDEN if name in taken else REFUSED}:{name}")
    old_state = old.form.evaluate(before, context)
    for name in now:
        if (
            name in taken
            and name not in state.visible
            and name in old_state.visible
            and f"{HIDDEN}:{name}" not in found
        ):
            found.append(f"{HIDDEN}:{name}")  # of a draft, whose hidden answers stay
        if name not in state.visible or name not in new.form.asked:
            continue
        if kept.get(name) not in _NOTHING:
            if name in state.failed and name not in old_state.failed:
                found.append(f"{FAILED}:{name}")
            continue
        missed = name in was and name in old_state.visible and before.get(name) in _NOTHING
        if name in state.required:
            if not (missed and name in old_state.required):
                found.append(f"{ASKED}:{name}")
        elif not missed and before.get(name) in _NOTHING:
            found.append(f"{OFFERED}:{name}")
    if new.form.stopped(state, context) and not old.form.stopped(old_state, context):
        found.append(f"{STOPPED}:")
    return tuple(found)
