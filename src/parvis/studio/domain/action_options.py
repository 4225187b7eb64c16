"""What the actions of a step may be told, read from their models of options: words, inputs, what there is to choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, get_origin

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic.fields import FieldInfo

from parvis.forms.data import Definition, LocalizedText
from parvis.studio.data import Document
from parvis.studio.domain.elements import Kind, places, title, words
from parvis.studio.domain.options import Look, Option, bare, bounds, look_of
from parvis.workflows.registry import ACTIONS

_SUBJECT, _BODY = _("Subject of the message"), _("Message")
_MARKS = _("{reason} stands for the words of the step, {reference} for the request’s reference.")
_OUTCOME = _("Decision")

#: by "action.option"
WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "message.subject": (_SUBJECT, ""),
    "message.body": (_BODY, _MARKS),
    "assign.to": (_("To whom"), ""),
    "assign.department": (_("And to another department"), ""),
    "decide.outcome": (_OUTCOME, ""),
    "propose.outcome": (_("Decision that is proposed"), ""),
    "propose.four_eyes": (_("Whoever proposes it does not confirm it"), ""),
    "confirm.outcome": (_("Decision that is confirmed"), ""),
    "allot.resource": (_("What is allotted"), ""),
    "free.resource": (_("What is given back"), ""),
    "revoke.ending": (_("From when on it ends"), ""),
    "ask_corrections.days": (_("Days that are proposed for the answer"), ""),
    "propose_visit.minutes": (_("Minutes that it takes"), ""),
    "propose_visit.place": (_("Place of the visit"), ""),
    "propose_visit.bring": (_("What to bring"), ""),
    "end_visit.outcome": (_("What became of the visit"), ""),
    "complete.receipt.subject": (_SUBJECT, _("None: nothing is sent.")),
    "complete.receipt.body": (_BODY, _("{complete_on} stands for the day.")),
    "post.day": (_("Question of the step that says when"), ""),
    "set.kept": (_("Kept value"), ""),
    "set.value": (_("Becomes"), _("It reads the answers, the kept values, the day, and what the step asks (said_…).")),
    "tag.add": (_("Tags to put"), _("Separated by commas.")),
    "tag.remove": (_("Tags to take away"), ""),
    "sms.body": (_("Words of the SMS"), _("Who writes, the reference and the address of the request come with them.")),
    "letter.subject": (_("Subject of the letter"), ""),
    "letter.body": (_("Letter"), _("{reference}, {due_on}, {department}… and answers by their names are filled in.")),
    "letter.posted": (_("On paper, whatever way the person chose"), ""),
    "create_case.procedure": (_("Address of the other procedure"), _("As it stands in the address of its page.")),
    "create_case.answers": (_("Its answers"), _("One a line: question = formula.")),
    "call.service": (_("Code of the web service"), _("The administrators of the organisation keep the list of them.")),
    "call.sends": (_("What is sent"), _("One a line: name = formula.")),
    "call.keeps": (_("What is kept of the answer"), _("One a line: kept value = path in the answer (offer.amount).")),
    "hand_out.way": (_("In which way"), ""),
    "amend.fields": (_("Answers that may be changed"), _("None: all of them.")),
    "amend.clock": (_("Time to answer"), ""),
    "extend.rule": (_("Extension"), ""),
    "extend.subject": (_SUBJECT, ""),
    "extend.body": (_BODY, _("{label}, {length}, {last_day} and {reason} are filled in.")),
}
#: values of choices, by "option.value"
VALUES: dict[str, str | Promise] = {
    "to.actor": _("To the agent who takes the step"),
    "to.nobody": _("To nobody yet"),
    "outcome.accepted": _("An acceptance"),
    "outcome.refused": _("A refusal"),
    "outcome.closed": _("A closing without further action"),
    "outcome.kept": _("It took place"),
    "outcome.missed": _("The person did not come"),
    "outcome.cancelled": _("It was cancelled"),
    "way.both": _("By the rules of the department, otherwise in turn"),
    "way.rules": _("By the rules of the department alone"),
    "way.turn": _("In turn: whoever has the fewest"),
    "clock.keep": _("It goes on"),
    "clock.restart": _("It runs anew from that day"),
    "ending.repeal": _("From that day on (repeal)"),
    "ending.withdrawal": _("From its beginning (withdrawal)"),
}


#: actions with pages of their own
_OF_THEIR_OWN = frozenset({"fill_form"})


@dataclass(frozen=True, slots=True)
class Around:
    """What an option may name: the document, and the step whose action it is."""

    document: Document
    step: Mapping[str, Any]
    language: str


def options_of(action: str, around: Around) -> list[Option]:
    """The options of an action, in the order of its model; none of an action that there is not."""
    kind = ACTIONS.get(action) if action not in _OF_THEIR_OWN else None
    return list(_of_model(action, "", kind.options, around)) if kind else []


def _of_model(action: str, prefix: str, model: type[Definition], around: Around) -> Iterator[Option]:
    for name, info in model.model_fields.items():
        inner = bare(info.annotation)[0]
        if isinstance(inner, type) and issubclass(inner, Definition) and inner is not LocalizedText:
            yield from (replace(one, required=False) for one in _of_model(action, f"{prefix}{name}.", inner, around))
        else:
            yield _option(action, f"{prefix}{name}", info, around)


def _option(action: str, name: str, info: FieldInfo, around: Around) -> Option:
    label, help_text = WORDS.get(f"{action}.{name}", (name, ""))
    inner, optional = bare(info.annotation)
    default = None if info.is_required() else info.default
    named = _named(action, name, around)
    offered: tuple[tuple[str, str | Promise], ...]
    if named is not None:
        look, offered = Look.SEVERAL if get_origin(inner) is tuple else Look.ONE, tuple(named)
    elif isinstance(inner, type) and issubclass(inner, Enum):
        look = Look.ONE
        offered = tuple((str(one.value), VALUES.get(f"{name}.{one.value}", str(one.value))) for one in inner)
    else:
        look, offered = look_of(name, info.annotation, VALUES)
    if look is Look.ONE and optional and not any(value == "" for value, _label in offered):
        offered = (("", _("None")), *offered)
    return Option(name, look, label, help_text, default, offered, *bounds(info), info.is_required())


def _named(action: str, name: str, around: Around) -> list[tuple[str, str]] | None:
    """What of the document an option names; None where it names nothing."""
    definition = around.document["definition"]
    if name == "kept":
        kept = around.document["definition"]["workflow"].get("kept", ())
        return [(one["id"], words(one["label"], around.language)) for one in kept]
    if name == "resource":
        return [
            (one["id"], words(one.get("label"), around.language) or one["id"])
            for one in definition.get("resources", ())
        ]
    if name == "department":
        codes = [definition["department"], *(rule["department"] for rule in definition.get("routing", ()))]
        return [(code, code) for code in dict.fromkeys(codes)]
    if (action, name) == ("amend", "fields"):
        asked = (place for place in places(around.document) if place.kind is Kind.FIELD)
        outside = (one for one in asked if one.above is not None and one.above.kind is Kind.SECTION)
        return [(one.id, title(one.element, around.language)) for one in outside]
    if (action, name) == ("extend", "rule"):
        rules = (definition.get("deadline") or {}).get("rules") or {}
        return [(one["id"], words(one.get("label"), around.language)) for one in rules.get("extensions", ())]
    if (action, name) == ("post", "day"):
        fields = around.step.get("fields", ())
        return [(one["id"], words(one["label"], around.language)) for one in fields if one["type"] == "date"]
    return None


def flat(options: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    """The values of options by their names, inner ones by "receipt.subject"."""
    found = {}
    for name in names:
        value: Any = options
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        found[name] = value
    return found


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """The options as they are kept: what was left empty is left out."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if value is None:
            continue
        *way, last = name.split(".")
        held = found
        for part in way:
            held = held.setdefault(part, {})
        held[last] = value
    return found
