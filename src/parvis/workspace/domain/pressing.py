"""The single keys of an agent: chosen, checked, kept. WCAG 2.2, 2.1.4: they can be changed, and switched off."""

import uuid
from collections.abc import Mapping

from django.utils.translation import gettext as _

from parvis.kernel.ui import keys
from parvis.workspace.models import Keys

SPACE = " "


class Clash(ValueError):
    """Keys that can't be kept; `problems` by usual key."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = dict(problems)


def read(kept: Mapping[str, str] | None) -> dict[str, str]:
    """What was kept, as far as it means something now: a key that is gone since is nobody's."""
    known = {*keys.usual(), *keys.DIGITS}
    return {usual: own for usual, own in (kept or {}).items() if usual in known and isinstance(own, str)}


def check(typed: Mapping[str, str], *, digits: bool) -> dict[str, str]:
    """What differs from the usual keys, of what was typed for each of them; digits: whether these work.

    Raises Clash: one for two things, what is no single character, a digit that already means something.
    """
    words, chosen, problems = keys.usual(), dict[str, str](), dict[str, str]()
    for usual in words:
        own = pressed(typed.get(usual, ""))
        if len(own) > 1 or (own and own != SPACE and not own.isprintable()):
            problems[usual] = _("One character, or nothing for no key")
        elif digits and own and own in keys.DIGITS:
            problems[usual] = _("“%(key)s” is already what a request offers next") % {"key": own}
        else:
            chosen[usual] = own
    for usual, own in chosen.items():
        others = [other for other, found in chosen.items() if own and found == own and other != usual]
        if others:
            said = {"key": keys.cap(own), "words": words[others[0]]}
            problems[usual] = _("“%(key)s” is already the key for: %(words)s") % said
    if problems:
        raise Clash(problems)
    differing = {usual: own for usual, own in chosen.items() if own != usual}
    return differing if digits else differing | dict.fromkeys(keys.DIGITS, "")


def pressed(typed: str) -> str:
    """The key that was typed, the space bar by its name or as it is."""
    if typed and (not typed.strip() or typed.strip().casefold() in _names()):
        return SPACE
    return typed.strip()


def _names() -> set[str]:
    return {"espace", "space", str(keys.cap(SPACE)).casefold()}


def keep(person_id: uuid.UUID, own: Mapping[str, str]) -> None:
    """Keep what differs from the usual keys; nothing, where nothing does."""
    if own:
        Keys.objects.update_or_create(person_id=person_id, defaults={"own": dict(own)})
    else:
        Keys.objects.filter(person_id=person_id).delete()


def erase_person(person_id: uuid.UUID) -> int:
    """Delete what somebody chose; acts as the owner."""
    gone: int = Keys.objects.filter(person_id=person_id).delete()[0]
    return gone
