"""What the variables of a rule stand for: questions of the form, what the export fixes, or what only Publik knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.base import FilterExpression, Variable

from parvis.incoming.domain.model import Ask
from parvis.incoming.publik.answers import OPTIONS, PREFIX, options, seen
from parvis.incoming.publik.language import opaque

#: names that Django does not know in small letters: they are variables that nothing defines
_UNDEFINED = frozenset({"false", "true", "null", "none", "nil"})


class Unknown(Exception):
    """A rule that can't be said here, with its reason in both languages."""

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(en)
        self.fr, self.en = fr, en


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to know when a rule is read. named: questions by name; constants: options of the form;
    variables: settings of the installation that were given; facts: of the form itself; elsewhere: names of what agents
    and other systems say there; hidden: ids of questions that are not always asked.
    """

    named: Mapping[str, tuple[str, Ask]]
    constants: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def question(self, name: str) -> tuple[str, str, Ask] | None:
        """The question that a variable reads, with what the rule calls it: `form_var_x` or `form_var_x_raw`."""
        if not name.startswith(PREFIX):
            return None
        bare = name.removeprefix(PREFIX)
        for wanted in (bare, bare.removesuffix("_raw")):
            if wanted in self.named:
                field_id, ask = self.named[wanted]
                return wanted, field_id, ask
        return None

    def constant(self, name: str) -> Any:
        """The value of a name that nothing answered changes. Raises Unknown."""
        if name in self.facts:
            return self.facts[name]
        if name in self.variables:
            return self.variables[name]
        if name in _UNDEFINED or name in ("True", "False", "None"):
            return {"True": True, "False": False}.get(name)
        if name.startswith(OPTIONS):
            return options(self.constants).get(name)
        if name.startswith(PREFIX):
            bare = name.removeprefix(PREFIX)
            if not any(bare == other or bare.startswith(f"{other}_") for other in (*self.elsewhere, *self.named)):
                return None  # no such question: Publik finds nothing either
        raise Unknown(
            f"La règle lit « {name} », que seul Publik connaît.", f"The rule reads “{name}”, which only Publik knows."
        )


def variables(expression: FilterExpression) -> list[Any]:
    """The Django variables that an operand reads, its own and those of its filters' arguments."""
    found = [expression.var] if isinstance(expression.var, Variable) else []
    for _run, arguments in expression.filters:
        found += [one for looked_up, one in arguments if looked_up and isinstance(one, Variable)]
    return [one for one in found if one.lookups is not None]


def read_by(expressions: Sequence[FilterExpression], known: Known) -> tuple[dict[str, tuple[str, Ask]], dict[str, Any]]:
    """The questions that these operands read, by name there, and the fixed values. Raises Unknown."""
    questions: dict[str, tuple[str, Ask]] = {}
    fixed: dict[str, Any] = {}
    for expression in expressions:
        for run, _arguments in expression.filters:
            if name := opaque(run):
                raise Unknown(
                    f"Le filtre « {name} » n’est pas défini ici.", f"The filter “{name}” is not defined here."
                )
        for one in variables(expression):
            name = one.lookups[0]
            found = known.question(name)
            if found is None:
                fixed[name] = known.constant(name)
                continue
            wanted, field_id, ask = found
            if len(one.lookups) > 1 or ask.format in ("computed", "unknown", "file", "none", "records"):
                constant = _computed(ask)
                if len(one.lookups) == 1 and constant is not None:
                    fixed[name] = constant
                    continue
                if len(one.lookups) == 1 and ask.outcomes:
                    questions[wanted] = (field_id, ask)
                    continue
                raise Unknown(
                    f"La règle lit « {'.'.join(one.lookups)} », dont ce type de champ ne dit rien ici.",
                    f"The rule reads “{'.'.join(one.lookups)}”, which this type of field does not tell here.",
                )
            if ask.format in ("choice", "choices") and (ask.type == "text" or ask.guessed):
                raise Unknown(
                    f"La règle lit « {name} », dont les choix ne sont pas dans l’export.",
                    f"The rule reads “{name}”, whose choices are not in the export.",
                )
            questions[wanted] = (field_id, ask)
    return questions, fixed


def _computed(ask: Ask) -> str | None:
    """What a computed value always is, where its template has no marks."""
    text = ask.computed.text if ask.computed is not None else ""
    return text if text and "{{" not in text and "{%" not in text else None


def domain(name: str, field_id: str, ask: Ask, known: Known) -> list[tuple[Any, list[dict[str, Any]]]] | None:
    """Every answer to a question of few, with what the rule may see of it (several where ours can't tell them apart);
    None for the others."""
    if ask.format == "choice" and ask.type == "choice":
        return [(value, [seen(name, ask, value)]) for value in (None, *(one.value for one in ask.offered))]
    if ask.outcomes:
        values: tuple[str | None, ...] = (*ask.outcomes, *((None,) if field_id in known.hidden else ()))
        return [(value, [seen(name, ask, value)]) for value in values]
    if ask.format == "bool":
        here = f"{PREFIX}{name}"
        unticked = [seen(name, ask, None)]
        if field_id in known.hidden:
            unticked.append({here: None, f"{here}_raw": None})
        return [(None, unticked), (True, [seen(name, ask, True)])]
    return None
