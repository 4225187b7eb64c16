"""What differs between a status or a step of two workflows, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from parvis.studio.domain import question_words
from parvis.studio.domain.elements import words
from parvis.studio.domain.flow_words import KINDS, action, level, opinion, silences, told_words, who
from parvis.studio.domain.question_words import Readers


def changed(
    old: Mapping[str, Any], new: Mapping[str, Any], language: str, readers: Readers
) -> Iterator[tuple[str, str]]:
    """Each property that differs, with a sentence."""
    for name in sorted({*old, *new} - {"id"}):
        was, now = old.get(name), new.get(name)
        if was != now:
            for text in _one(name, was, now, language, readers):
                yield name, text


def _one(name: str, was: Any, now: Any, language: str, readers: Readers) -> Iterator[str]:
    if name in ("label", "agent") and was and now and was["fr"] != now["fr"]:
        yield _("renamed, from “%(old)s”") % {"old": words(was, language)}
    elif name == "condition":
        if now is None:
            yield _("may always be taken now")
        else:
            said, before = readers[1].said(now), readers[0].said(was)
            text = _("may be taken only if: %(rule)s") % {"rule": said}
            yield text + question_words.before(before) if before and before != said else text
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
            (_("asks: %(what)s"), _("asks no longer: %(what)s"), _("its questions are in another order")),
            lambda old, new: _question(old, new, language, readers),
        )
    elif name == "approvals":
        yield from _listed(
            was or (),
            now or (),
            language,
            (
                _("to be approved by: %(what)s"),
                _("no longer approved by: %(what)s"),
                _("its levels of approval are in another order"),
            ),
            lambda old, new: _level(old, new, language),
        )
    else:
        yield _named(name)


def _listed(
    was: Any,
    now: Any,
    language: str,
    said: tuple[str, str, str],
    differs: Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[str]],
) -> Iterator[str]:
    """What came, what went, what changed of the others; else that they stand in another order."""
    come, gone, order = said
    old, new = ({one["id"]: one for one in rows} for rows in (was, now))
    found = [come % {"what": words(new[one]["label"], language)} for one in new if one not in old]
    found += [gone % {"what": words(old[one]["label"], language)} for one in old if one not in new]
    for one in new:
        if one in old and old[one] != new[one]:
            where = words(new[one]["label"], language)
            found += [_("“%(what)s”: %(text)s") % {"what": where, "text": text} for text in differs(old[one], new[one])]
    yield from found or [order]


def _question(old: Mapping[str, Any], new: Mapping[str, Any], language: str, readers: Readers) -> Iterator[str]:
    for name in sorted({*old, *new} - {"id"}):
        if old.get(name) != new.get(name):
            yield from question_words.changed(name, old.get(name), new.get(name), language, dict(new), readers)


def _renamed(old: Mapping[str, Any], new: Mapping[str, Any], language: str) -> Iterator[str]:
    if old["label"]["fr"] != new["label"]["fr"]:
        yield _("renamed, from “%(old)s”") % {"old": words(old["label"], language)}
    elif old["label"] != new["label"]:
        yield _("English words changed")


def _level(old: Mapping[str, Any], new: Mapping[str, Any], language: str) -> Iterator[str]:
    yield from _renamed(old, new, language)
    if any(old.get(name) != new.get(name) for name in ("rights", "department", "least")):
        yield _("%(who)s (before: %(old)s)") % {"who": level(new), "old": level(old)}


def of_opinion(old: Mapping[str, Any], new: Mapping[str, Any], language: str) -> Iterator[str]:
    """Each thing that differs of an opinion that is asked, with a sentence; at least one where anything does."""
    yield from _renamed(old, new, language)
    if any(old.get(name) != new.get(name) for name in ("department", "within", "clock")):
        was, now = opinion(old), opinion(new)
        yield _("%(who)s (before: %(old)s)") % {"who": now, "old": was} if was != now else _("by when changed")
    if old.get("silence", "none") != new.get("silence", "none"):
        yield _("without an answer: %(what)s") % {"what": silences()[new.get("silence", "none")]}
    if old.get("told", "nothing") != new.get("told", "nothing"):
        yield _("the person concerned reads: %(what)s") % {"what": told_words()[new.get("told", "nothing")]}
    known = {
        "question": _("what is asked changed"),
        "questions": _("its questions of yes or no changed"),
        "shows": _("other answers are shown"),
        "extension": _("the time to answer is made longer otherwise"),
        "remind_days": _("reminded on another day"),
        "confidential": _("asked in confidence now") if new.get("confidential") else _("no longer asked in confidence"),
    }
    said = {"id", "label", "department", "within", "clock", "silence", "told"}
    for name in sorted({*old, *new} - said):
        if old.get(name) != new.get(name):
            yield known.get(name) or _("setting changed: %(name)s") % {"name": name}


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
