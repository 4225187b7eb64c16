"""Whether a rule fits a case: pure, over its procedure, the family name, and one typed comparison of its answers."""

import json
import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases.api import types
from parvis.expressions import api as expressions
from parvis.expressions.api import Kind, Program, RuleFailed
from parvis.forms.data import LocalizedText
from parvis.workload.data import Refused
from parvis.workload.models import Rule

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: which comparisons each kind of answer has, and how each is written
_SAME = {"is": "===", "not": "!=="}
_WRITTEN: Mapping[Kind, Mapping[str, str]] = {
    Kind.TEXT: {"is": "text.same", "starts": "text.starts_with", "contains": "text.contains"},
    Kind.CHOICE: _SAME,
    Kind.CHOICES: {"is": "list.includes"},
    Kind.BOOLEAN: {"is": "==="},
    Kind.INTEGER: {"is": "===", "least": "number.at_least", "most": "number.at_most"},
    Kind.DECIMAL: {"is": "===", "least": "number.at_least", "most": "number.at_most"},
    Kind.DATE: {"is": "===", "least": "date.on_or_after", "most": "date.on_or_before"},
    Kind.DATETIME: {"least": "date.on_or_after", "most": "date.on_or_before"},
}
OPERATORS = ("is", "not", "starts", "contains", "least", "most")


@dataclass(frozen=True, slots=True)
class Subject:
    """What rules read of a case."""

    procedure: str
    revision_id: uuid.UUID
    answers: Mapping[str, Any]


def read(answers: str) -> Mapping[str, Any]:
    """Answers as the database gives them as text."""
    found: Mapping[str, Any] = json.loads(answers)
    return found


def family_letter(paths: Sequence[str], answers: Mapping[str, Any]) -> str:
    """The first letter of the family name, without its accent: of the last answer that names the person."""
    found: Any = answers
    for step in paths[-1].split(".") if paths else ():
        found = found.get(step) if isinstance(found, Mapping) else None
    plain = unicodedata.normalize("NFKD", found if isinstance(found, str) else "").upper()
    return next((letter for letter in plain if letter in LETTERS), "")


def compared(scope: expressions.Scope, variable: str, operator: str, value: str) -> Any:
    """The comparison as an expression. Raises Refused where the answer can't be compared so, or with that."""
    found = scope.get(variable)
    written = _WRITTEN.get(found.kind, {}) if found else {}
    if found is None or not written:
        raise Refused(_("Choose an answer of the list"), "variable")
    if operator not in written:
        raise Refused(_("This answer can’t be compared in this way"), "operator")
    read: Any = {"var": variable}
    if found.kind is Kind.DATETIME:
        read = {"datetime.date": [read]}
    rule = {written[operator]: [read, _literal(found.kind, value)]}
    problems = [one for one in expressions.check(rule, scope, Kind.BOOLEAN) if one.blocking]
    if problems:
        raise Refused(problems[0].message, "value")
    return rule


def _literal(kind: Kind, value: str) -> Any:
    if kind is Kind.BOOLEAN:
        if value.lower() not in ("oui", "non", "yes", "no"):
            raise Refused(_("Write yes or no"), "value")
        return value.lower() in ("oui", "yes")
    if kind in (Kind.INTEGER, Kind.DECIMAL):
        plain = value.replace("\u00a0", "").replace(" ", "").replace(",", ".")
        try:
            return int(plain) if kind is Kind.INTEGER else float(plain)
        except ValueError:
            raise Refused(_("Write a number in figures"), "value") from None
    if not value:
        raise Refused(_("Say with what it is compared"), "value")
    return value


@lru_cache(maxsize=1024)
def _program(revision_id: uuid.UUID, variable: str, operator: str, value: str) -> Program | None:
    """The comparison over a revision's answers; None where that revision does not ask so."""
    try:
        return Program({"fits": compared(types.load(revision_id).form.scope(), variable, operator, value)})
    except Refused:
        return None


def fits(rule: Rule, case: Subject) -> bool:
    """Whether a rule fits a case. What was not answered fits no comparison but “is not”."""
    if rule.procedure and rule.procedure != case.procedure:
        return False
    if rule.first_letter:
        letter = family_letter(types.load(case.revision_id).definition.contact.name, case.answers)
        if not letter or not rule.first_letter <= letter <= rule.last_letter:
            return False
    if not rule.variable:
        return True
    program = _program(case.revision_id, rule.variable, rule.operator, rule.value)
    try:
        return program is not None and program.run(case.answers)["fits"] is True
    except RuleFailed:  # an older revision kept another kind of value there
        return False


def first(rules: Sequence[Rule], case: Subject) -> Rule | None:
    """The first rule that fits."""
    return next((rule for rule in rules if fits(rule, case)), None)


def label_of(published_id: uuid.UUID, variable: str, language: str) -> str:
    """What a procedure calls an answer."""
    form = types.load(published_id).form
    return next((one.label for one in form.indexed(language) if one.path == variable), variable)


def name_of(published_id: uuid.UUID) -> LocalizedText:
    """What a procedure is called."""
    return types.load(published_id).definition.name
