"""How the definitions of the demonstration are written down: texts in both languages, questions, rules.

French texts are typed with plain spaces; the spaces that its typography asks for are put in here.
"""

import re
from typing import Any

_HIGH = re.compile(r" (?=[?!;])")
_LOW = re.compile(r"(?<=«) | (?=[:»])")


def french(text: str) -> str:
    """The text with the no-break spaces of French: narrow before ? ! ;, whole before : and inside « »."""
    return _LOW.sub("\u00a0", _HIGH.sub("\u202f", text))


def words(fr: str, en: str) -> dict[str, str]:
    return {"fr": french(fr), "en": en}


def var(name: str) -> dict[str, str]:
    return {"var": name}


def says(name: str, value: Any) -> dict[str, Any]:
    """That question was answered by that value."""
    return {"==": [var(name), value]}


def one_of(name: str, *values: str) -> dict[str, Any]:
    """That choice was answered by one of these values."""
    return {"in": [var(name), list(values)]}


def unless(excused: Any, rule: Any) -> dict[str, Any]:
    """The rule holds, or what excuses it does."""
    return {"or": [excused, rule]}


def on(moment: str) -> dict[str, Any]:
    """The day of an answer that is a moment."""
    return {"datetime.date": [var(moment)]}


def at_least_ahead(day: Any, count: int, unit: str) -> dict[str, Any]:
    """That day comes at least so long after today."""
    return {"date.on_or_after": [day, {"date.add": [var("today"), count, unit]}]}


def check(rule: Any, fr: str, en: str) -> dict[str, Any]:
    """What an answer must meet, and what is said where it does not."""
    return {"rule": rule, "message": words(fr, en)}


def question(
    id: str,  # noqa: A002
    type: str,  # noqa: A002
    fr: str,
    en: str,
    *,
    hint: tuple[str, str] | None = None,
    required: Any = True,
    condition: Any = None,
    checks: tuple[dict[str, Any], ...] = (),
    prefill: str | None = None,
    computed: Any = None,
    **options: Any,
) -> dict[str, Any]:
    """A field, without the keys that it does not need. A computed one is never required."""
    found: dict[str, Any] = {"id": id, "type": type, "label": words(fr, en)}
    found |= {"hint": words(*hint)} if hint else {}
    found |= {"required": required} if required is not False and computed is None else {}
    found |= {"condition": condition} if condition is not None else {}
    found |= {"checks": list(checks)} if checks else {}
    found |= {"prefill": prefill} if prefill else {}
    found |= {"computed": computed} if computed is not None else {}
    found |= {"options": options} if options else {}
    return found


def choice(value: str, fr: str, en: str, hint: tuple[str, str] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"value": value, "label": words(fr, en)}
    return found | ({"hint": words(*hint)} if hint else {})


def note(
    id: str,  # noqa: A002
    look: str,
    fr: str,
    en: str,
    *,
    title: tuple[str, str] = ("À savoir", "Good to know"),
    condition: Any = None,
) -> dict[str, Any]:
    """Words to read: nothing is asked."""
    return question(id, "explanation", *title, required=False, condition=condition, text=words(fr, en), look=look)


def page(id: str, fr: str, en: str, *items: dict[str, Any], condition: Any = None) -> dict[str, Any]:  # noqa: A002
    """A page of one section."""
    found: dict[str, Any] = {"id": id, "title": words(fr, en), "sections": [{"id": f"{id}_questions", "items": items}]}
    return found | ({"condition": condition} if condition is not None else {})


def reading(id: str, fr: str, en: str, base: str = "") -> dict[str, Any]:  # noqa: A002
    """† Something that each authority confirms for itself, in a sentence, and the text that it rests on."""
    found: dict[str, Any] = {"id": id, "statement": words(fr, en)}
    return found | ({"legal_base": words(base, base)} if base else {})


def ground(id: str, fr: str, en: str, law: str) -> dict[str, Any]:  # noqa: A002
    """A reason for a refusal: its name for agents, the law as the refusal states it."""
    return {"id": id, "label": words(fr, en), "law": french(law)}


def acts(text: Any) -> Any:
    """The texts of acts, at any depth, with the spaces of French."""
    if isinstance(text, str):
        return french(text)
    if isinstance(text, dict):
        return {key: acts(inner) for key, inner in text.items()}
    if isinstance(text, list | tuple):
        return [acts(inner) for inner in text]
    return text


def block(
    id: str,  # noqa: A002
    label: tuple[str, str],
    item: tuple[str, str],
    *,
    fields: tuple[dict[str, Any], ...],
    hint: tuple[str, str] | None = None,
    min: int = 0,  # noqa: A002
    max: int = 10,  # noqa: A002
) -> dict[str, Any]:
    """Questions asked once for each person or thing."""
    found: dict[str, Any] = {"id": id, "label": words(*label), "item_label": words(*item), "min": min, "max": max}
    found |= {"hint": words(*hint)} if hint else {}
    return found | {"fields": list(fields)}
