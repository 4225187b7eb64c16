"""What differs between two versions of an element of the form, property by property, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from django.utils.translation import gettext as _

from parvis.studio.domain.elements import words
from parvis.studio.domain.options import WORDS


class Says(Protocol):
    """Says a rule (`rule_words.Reader`)."""

    def said(self, rule: Any, at: str = "") -> str: ...


Readers = tuple[Says, Says]
"""What says the rules of the document before, and of that after."""


def changed(name: str, old: Any, new: Any, language: str, element: dict[str, Any], readers: Readers) -> Iterator[str]:
    """What became of one property, in sentences."""
    kind, at = str(element.get("type", "")), str(element.get("id", ""))
    if name in ("label", "title", "item_label") and old and new:
        if old["fr"] == new["fr"]:
            yield _("English words changed")
        elif name == "item_label":
            yield _("one of them is called “%(new)s”") % {"new": words(new, language)}
        else:
            yield _("renamed, from “%(old)s”") % {"old": words(old, language)}
    elif name == "required":
        if new is True or not new:
            yield _("obligatory now") if new is True else _("may stay empty now")
        else:
            yield _rule(_("obligatory only if: %(rule)s"), None if old in (True, False) else old, new, at, readers)
    elif name == "condition":
        yield _("always shown now") if new is None else _rule(_("shown only if: %(rule)s"), old, new, at, readers)
    elif name == "computed" and new is not None:
        yield _rule(_("computed as: %(rule)s"), old, new, at, readers)
    elif name == "checks":
        yield from checks(old or (), new or (), at, readers)
    elif name == "options":
        yield from _options(old or {}, new or {}, language, kind)
    else:
        yield _named(name)


def _rule(words: str, old: Any, new: Any, at: str, readers: Readers) -> str:
    """A rule as it is, and as it was."""
    said, was = readers[1].said(new, at), readers[0].said(old, at) if old is not None else ""
    text = words % {"rule": said}
    return text + before(was) if was and was != said else text


def before(rule: str) -> str:
    """What a rule was, after what it is now."""
    return " " + _("(before: %(rule)s)") % {"rule": rule}


def checks(old: Any, new: Any, at: str, readers: Readers) -> Iterator[str]:
    """Rules with messages that came and went; what else differs of them (words, order) in one sentence."""
    was, is_now = ([one["rule"] for one in rows] for rows in (old, new))
    found = [
        _("no longer asked of the answer: %(rule)s") % {"rule": readers[0].said(r, at)} for r in was if r not in is_now
    ]
    found += [_("the answer has to meet: %(rule)s") % {"rule": readers[1].said(r, at)} for r in is_now if r not in was]
    yield from found or [_("messages of its checks changed")]


def _named(name: str) -> str:
    known = {
        "title": _("title changed"),
        "hint": _("help changed"),
        "type": _("of another type"),
        "origin": _("of another version of its shared block"),
        "required_message": _("message changed where it is empty"),
        "computed": _("computed otherwise"),
        "prefill": _("filled in from elsewhere"),
        "min": _("least number changed"),
        "max": _("greatest number changed"),
        "layout": _("shown otherwise: as cards or as a table"),
        "row_labels": _("names of its fixed rows changed"),
    }
    return known.get(name) or _("setting changed: %(name)s") % {"name": name}


def _options(old: dict[str, Any], new: dict[str, Any], language: str, kind: str) -> Iterator[str]:
    for name in sorted({*old, *new}):
        was, now = old.get(name), new.get(name)
        if was == now and (name in old) == (name in new):
            continue
        if name == "choices":
            yield from _choices(was, now, language)
            continue
        known = WORDS.get(f"{kind}.{name}") or WORDS.get(name)
        label = known[0] if known else name
        if isinstance(now, str | int | float) and not isinstance(now, bool):
            yield _("%(setting)s: %(value)s") % {"setting": label, "value": now}
        else:
            yield _("setting changed: %(name)s") % {"name": label}


def _choices(was: Any, now: Any, language: str) -> Iterator[str]:
    try:
        old = {one["value"]: one for one in was or ()}
        new = {one["value"]: one for one in now or ()}
        gone = [words(old[value]["label"], language) for value in old if value not in new]
        come = [words(new[value]["label"], language) for value in new if value not in old]
        other = [words(new[value]["label"], language) for value in new if value in old and old[value] != new[value]]
        found = [_("answer removed: “%(what)s”") % {"what": what} for what in gone]
        found += [_("answer added: “%(what)s”") % {"what": what} for what in come]
        found += [_("answer changed: “%(what)s”") % {"what": what} for what in other]
    except (KeyError, TypeError):  # choices that are none: checks say so
        found = []
    yield from found or [_("answers in another order")]
