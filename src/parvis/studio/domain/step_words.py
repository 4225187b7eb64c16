"""What differs between a status or a step of two workflows, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from django.utils.translation import gettext as _

from parvis.studio.domain.elements import words
from parvis.studio.domain.flow_words import KINDS, action, who


class Says(Protocol):
    """Says a rule (`rule_words.Reader`)."""

    def said(self, rule: Any, at: str = "") -> str: ...


def changed(
    old: Mapping[str, Any], new: Mapping[str, Any], language: str, readers: tuple[Says, Says]
) -> Iterator[tuple[str, str]]:
    """Each property that differs, with a sentence."""
    for name in sorted({*old, *new} - {"id"}):
        was, now = old.get(name), new.get(name)
        if was != now:
            for text in _one(name, was, now, language, readers):
                yield name, text


def _one(name: str, was: Any, now: Any, language: str, readers: tuple[Says, Says]) -> Iterator[str]:
    if name in ("label", "agent") and was and now and was["fr"] != now["fr"]:
        yield _("renamed, from “%(old)s”") % {"old": words(was, language)}
    elif name == "condition":
        if now is None:
            yield _("may always be taken now")
        else:
            said, before = readers[1].said(now), readers[0].said(was)
            text = _("may be taken only if: %(rule)s") % {"rule": said}
            yield f"{text} {_('(before: %(rule)s)') % {'rule': before}}" if before and before != said else text
    elif name == "rights":
        yield _("taken by: %(who)s") % {"who": who(now)}
    elif name == "kind":
        yield _("it means: %(kind)s") % {"kind": KINDS.get(now, now)}
    elif name == "actions":
        yield from _actions(was or (), now or (), language)
    elif name == "fields":
        yield from _listed(
            was or (),
            now or (),
            language,
            _("asks: %(what)s"),
            _("asks no longer: %(what)s"),
            _("its questions changed"),
        )
    elif name == "approvals":
        yield from _listed(
            was or (),
            now or (),
            language,
            _("to be approved by: %(what)s"),
            _("no longer approved by: %(what)s"),
            _("its approvals changed"),
        )
    else:
        yield _named(name)


def _listed(was: Any, now: Any, language: str, come: str, gone: str, else_: str) -> Iterator[str]:
    old, new = ({one["id"]: words(one["label"], language) for one in rows} for rows in (was, now))
    found = [come % {"what": new[one]} for one in new if one not in old]
    found += [gone % {"what": old[one]} for one in old if one not in new]
    yield from found or [else_]


def _actions(was: Any, now: Any, language: str) -> Iterator[str]:
    left = [dict(one) for one in was]
    come = []
    for one in now:
        if dict(one) in left:
            left.remove(dict(one))
        else:
            come.append(one)
    found = [_("does now: %(what)s") % {"what": action(one, language)} for one in come]
    found += [_("does no longer: %(what)s") % {"what": action(one, language)} for one in left]
    yield from found or [_("does the same in another order")]


def _named(name: str) -> str:
    known = {
        "label": _("English words changed"),
        "agent": _("English words changed"),
        "resident": _("what the person reads changed"),
        "sources": _("starts from other statuses"),
        "target": _("leads to another status"),
        "reason": _("words to the person asked otherwise"),
        "weight": _("its button looks different"),
        "four_eyes": _("who may not take it changed"),
    }
    return known.get(name) or _("setting changed: %(name)s") % {"name": name}
