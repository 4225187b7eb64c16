"""What definitions say of data sets, held against those of their organisation."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from parvis.datasets.data import Use
from parvis.datasets.domain.looking import of
from parvis.forms.data import Block, Field, FormDefinition, LocalizedText, Problem

TYPE = "data_choice"


def _choices(definition: FormDefinition) -> Iterator[tuple[str, Field]]:
    for p, page in enumerate(definition.pages):
        for s, section in enumerate(page.sections):
            for i, item in enumerate(section.items):
                yield from _within(f"pages.{p}.sections.{s}.items.{i}", item)


def _within(path: str, item: Field | Block) -> Iterator[tuple[str, Field]]:
    if isinstance(item, Field):
        if item.type == TYPE:
            yield path, item
        return
    for number, one in enumerate(item.fields):
        yield from _within(f"{path}.fields.{number}", one)


def _columns(field: Field) -> frozenset[str]:
    named = [str(one) for one in field.options.get("keep") or ()]
    named += [str(one).partition("=")[2].strip() for one in field.options.get("fills") or ()]
    return frozenset(named)


def uses_of(where: str, definition: FormDefinition) -> list[Use]:
    """What a form uses of data sets."""
    return [Use(where, str(field.options.get("dataset", "")), _columns(field)) for _path, field in _choices(definition)]


def _said(words: object, **values: object) -> LocalizedText:
    texts = {}
    for language in ("fr", "en"):
        with translation.override(language):
            texts[language] = str(words) % values
    return LocalizedText(**texts)


def problems(definition: FormDefinition, organisation_id: uuid.UUID) -> list[Problem]:
    """Choices from data sets, columns and questions that there are not. One statement, none without such a choice."""
    asked = list(_choices(definition))
    if not asked:
        return []
    known = {one.code: one for one in of(organisation_id)}
    ids = {item.id for page in definition.pages for section in page.sections for item in section.items}
    found = []
    for path, field in asked:
        code = str(field.options.get("dataset", ""))
        if code not in known:
            found.append(Problem(f"{path}.options.dataset", _said(_("There is no data set “%(name)s”"), name=code)))
            continue
        for name in sorted(_columns(field) - set(known[code].columns)):
            words = _said(_("The data set has no column “%(name)s”"), name=name)
            found.append(Problem(f"{path}.options.keep", words))
        for one in field.options.get("fills") or ():
            question = str(one).partition("=")[0].strip()
            if question not in ids:
                words = _said(_("There is no question “%(name)s” outside of blocks"), name=question)
                found.append(Problem(f"{path}.options.fills", words))
    return found
