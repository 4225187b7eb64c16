"""Answers that a request keeps though the revision that it is handled by no longer asks for them.

They were given, so they stay: read, found and exported as the revision asked that they answered. Each entry of
`Case.former` has the id of its question, that revision, and the value; `became`: what stands among the answers instead.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _, override

from parvis.cases.domain import revisions
from parvis.forms.data import Answers, JsonValue, Projected, SummarySection

Entries = Iterable[Mapping[str, Any]]


class Kept(NamedTuple):
    """The answers that one revision reads."""

    published: revisions.Published
    answers: dict[str, JsonValue]


def by_revision(former: Entries) -> Iterator[Kept]:
    """What is kept, by the revision that reads it; no statement once a process knows these."""
    found: dict[str, dict[str, JsonValue]] = {}
    for entry in former:
        found.setdefault(entry["revision"], {})[entry["id"]] = entry["value"]
    for revision_id, answers in found.items():
        yield Kept(revisions.load(uuid.UUID(revision_id)), answers)


def sections(former: Entries, language: str) -> list[SummarySection]:
    """What is kept, as people read it, after all that is still asked."""
    rows = []
    for one in by_revision(former):
        form = one.published.form
        for section in form.told(one.answers, language):
            rows += [row for row in section.rows if row.text]
    if not rows:
        return []
    with override(language):
        return [SummarySection(_("Answers to questions that are no longer asked"), "", tuple(rows))]


def merged(former: Entries, revision_id: uuid.UUID, answers: Answers) -> list[tuple[uuid.UUID, Answers]]:
    """The answers of a request by the revision that reads them: its own first, then what is kept of others. What the
    same question is asked and answered anew goes before what was answered then.
    """
    found: list[tuple[uuid.UUID, Answers]] = [(revision_id, answers)]
    for one in by_revision(former):
        own = {name: value for name, value in one.answers.items() if name not in answers}
        if own:
            found.append((one.published.id, own))
    return found


def projected(former: Entries, answers: Answers) -> list[Projected]:
    """What lists keep of it, beside what they keep of `answers`."""
    found: list[Projected] = []
    for one in by_revision(former):
        for name, value in one.answers.items():
            if name not in answers:
                found += one.published.form.alone(name, value, "fr")[0]
    return found


def said(former: Entries, language: str) -> list[str]:
    """The words of it."""
    found: list[str] = []
    for one in by_revision(former):
        for name, value in one.answers.items():
            found += one.published.form.alone(name, value, language)[1]
    return found


def texts(former: Entries, answers: Answers, paths: Collection[str], language: str) -> dict[str, str]:
    """The texts at these paths, of what `answers` does not say."""
    found: dict[str, str] = {}
    for one in by_revision(former):
        own = {name: value for name, value in one.answers.items() if name not in answers}
        wanted = [path for path in paths if path.split(".")[0] in own]
        if wanted:
            found |= one.published.form.texts(own, wanted, language)
    return found
