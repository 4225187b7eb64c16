"""The variables of a form with the words that people know them by: what editors of rules offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _
from pydantic import ValidationError

from parvis.expressions.api import Kind, Sense, Term, Variable
from parvis.forms.data import DEEPEST, Block, Field, Following, FormDefinition, Page, Section
from parvis.forms.domain.questions import Question, question
from parvis.forms.domain.scopes import value_of

CONDITION, ANSWER, CHECK = "condition", "answer", "check"
"""Where in a question a rule stands: what shows it, what makes it obligatory or computes it, what checks it."""


def terms(
    definition: FormDefinition, language: str, followings: Sequence[Following] = (), *, at: str = "", part: str = ""
) -> dict[str, Term]:
    """Every variable of a form with its words. Questions whose type or options are wrong are left out.

    at: the id of the page, section, block or question in which the rule stands (empty: after the whole form); part:
    which rule of it (CONDITION, ANSWER, CHECK): what it may not read there is said to be asked `later`.
    """
    with translation.override(language):
        return _Walk(language, followings, at, part).all(definition)


class _Walk:
    def __init__(self, language: str, followings: Sequence[Following], at: str, part: str) -> None:
        self.language = language
        self.followings = followings
        self.at = at
        self.part = part
        self.found: dict[str, Term] = {}
        self.passed = False
        """Whether the place of the rule was passed: what comes now is asked later."""

    def all(self, definition: FormDefinition) -> dict[str, Term]:
        for page in definition.pages:
            self.page(page)
        return self.found

    def page(self, page: Page) -> None:
        place = page.title.into(self.language)
        closing = self.at == page.id
        self.passed = self.passed or closing
        ends = False
        for section in page.sections:
            ends = self.section(page, section, place) or ends
        self.passed = self.passed or ends
        here = {item.id for section in page.sections for item in section.items}
        for one in self.followings:
            if one.field in here:
                label = one.label.into(self.language)
                self.found[one.name] = Term(Variable(Kind.TEXT), label, place, later=self.passed)

    def section(self, page: Page, section: Section, place: str) -> bool:
        """The questions of a section; whether the rule stands in it and reads the page to its end."""
        self.passed = self.passed or self.at == section.id
        where = f"{place} › {section.title.into(self.language)}" if section.title else place
        reads_page = False
        for item in section.items:
            own = self.at == item.id
            member = isinstance(item, Block) and _inside(item, self.at)
            if own and self.part == CONDITION:
                self.passed = True
            if isinstance(item, Field):
                made = self.field(item, page, section, where)
                reads_page = reads_page or (own and self.part != CONDITION)
                self.found |= {
                    name: replace(term, later=self.passed or (own and self.part == ANSWER))
                    for name, term in made.items()
                }
            else:
                rows = self.rows(item, page, section, where)
                label = item.label.into(self.language)
                variable = Variable(Kind.RECORDS, fields={name: term.variable for name, term in rows.items()})
                self.found[item.id] = Term(variable, label, where, rows=rows, later=self.passed or member)
                if member:
                    reads_page = self.member(item, rows) or reads_page
        return reads_page

    def rows(
        self, block: Block, page: Page, section: Section, where: str, above: tuple[Block, ...] = ()
    ) -> dict[str, Term]:
        found: dict[str, Term] = {}
        place, blocks = f"{where} › {block.label.into(self.language)}", (*above, block)
        for item in block.fields:
            if isinstance(item, Field):
                found |= self.field(item, page, section, place, blocks)
            elif len(blocks) < DEEPEST:
                rows = self.rows(item, page, section, place, blocks)
                variable = Variable(Kind.RECORDS, fields={name: term.variable for name, term in rows.items()})
                found[item.id] = Term(variable, item.label.into(self.language), place, rows=rows)
        return found

    def member(self, block: Block, rows: Mapping[str, Term]) -> bool:
        """Inside a row, a rule reads the row too; the answers before its own, or all of them."""
        before = True
        reads_page = False
        members = {item.id: item for item in block.fields}
        for name, term in rows.items():
            own = name.partition(".")[0]
            item = members.get(own)
            inside = isinstance(item, Block) and _inside(item, self.at)
            if own == self.at and isinstance(item, Block):
                before = False
            before = before and own != self.at
            if self.part == CONDITION:
                self.found[name] = replace(term, later=not before or inside)
                before = before and not inside
            else:
                self.found[name] = replace(term, later=inside or (own == self.at and self.part == ANSWER))
            if inside and isinstance(item, Block):
                reads_page = self.member(item, term.rows) or reads_page
        if self.part == CONDITION:
            self.passed = True
            return False
        return True

    def field(
        self, field: Field, page: Page, section: Section, where: str, blocks: tuple[Block, ...] = ()
    ) -> dict[str, Term]:
        try:
            made = question(field, page_id=page.id, section_id=section.id, blocks=blocks)
        except (KeyError, ValidationError):
            return {}
        return dict(self._terms(made, where))

    def _terms(self, made: Question, where: str) -> Iterator[tuple[str, Term]]:
        asked = made.asked["en" if self.language == "en" else "fr"]
        kind, label = made.type, asked.label
        whole = value_of(made)
        if whole is not None:
            rows = {name: Term(inner, _parts().get(name, name)) for name, inner in whole.fields.items()}
            sense = kind.senses.get("", Sense.PLAIN)
            yield made.id, Term(whole, label, where, self._choices(made, whole), sense, rows)
        columns = {column.key: column.label for column in kind.columns(asked)}
        for part, variable in kind.subvariables(asked.options).items():
            name = f"{made.id}.{part}"
            said = columns.get(name) or f"{label} – {_parts().get(part, part)}"
            sense = kind.senses.get(part, Sense.DEGREES if part in ("latitude", "longitude") else Sense.PLAIN)
            sole = part == "insee" and sense is Sense.COMMUNE
            yield name, Term(variable, label if sole else said, where, {c: c for c in variable.choices}, sense)

    def _choices(self, made: Question, variable: Variable) -> dict[str, str]:
        asked = made.asked["en" if self.language == "en" else "fr"]
        several = variable.kind is Kind.CHOICES
        return {value: made.type.text([value] if several else value, asked) for value in variable.choices}


def _inside(block: Block, at: str) -> bool:
    """Whether a block holds the element `at`, however deep."""
    return any(item.id == at or (isinstance(item, Block) and _inside(item, at)) for item in block.fields)


def _parts() -> dict[str, str]:
    """Parts of answers that no export names."""
    return {
        "name": _("name"),
        "size": _("weight in bytes"),
        "media_type": _("kind of file (image/jpeg, application/pdf…)"),
        "birth_commune.code": _("commune of birth, as it was then"),
        "birth_commune.current": _("commune of birth, as it is today"),
        "birth_commune.name": _("name of the commune of birth"),
        "birth_country": _("country of birth (code)"),
        "birth_place": _("town of birth abroad"),
        "birth_date": _("birth date"),
    }
