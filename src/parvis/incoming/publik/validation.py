"""What w.c.s. checks of a line of text → one of our types of field, or a rule."""

from __future__ import annotations

from parvis.forms.api import usable_pattern as usable
from parvis.incoming.domain.model import Ask
from parvis.incoming.domain.nodes import Node

#: what its named validations accept, as patterns (`re.match("^(?:…)$")` over there)
_PATTERNS = {
    "digits": r"\d+",
    "time": r"(?:[01]?\d|2[0-3]):[0-5]\d",
    "zipcode-fr": r"\d{5}",
}
_SCHEMES = {"siren-fr": "siren", "siret-fr": "siret", "nir-fr": "nir", "nrn-be": "nrn_be"}


def read(ask: Ask, node: Node) -> None:
    """Turn `ask` into what is checked the same way."""
    found = node.child("validation")
    if found is None:
        return
    ask.entry.take(found)
    kind, value = found.value("type"), found.value("value")
    message = found.value("error_message")
    pattern = value if kind == "regex" else _PATTERNS.get(kind, "")
    if not kind:
        return
    if pattern and ask.type == "text":
        if usable(pattern):
            ask.type = "formatted_text"
            ask.options = {"pattern": pattern, "max_length": ask.options.get("max_length", 200)}
            if message:
                ask.options["message"] = {"fr": message}
            return
        ask.entry.lost(
            "validation",
            f"Ce motif ne peut pas être vérifié en un temps sûr ({value}).",
            f"This pattern can’t be checked in safe time ({value}).",
        )
    elif kind in _SCHEMES and ask.type == "text":
        ask.type, ask.options = "identifier", {"scheme": _SCHEMES[kind]}
    elif kind == "iban" and ask.type == "text":
        ask.type, ask.options = "iban", {}
    elif kind in ("phone", "phone-fr"):
        ask.type, ask.options = "phone", {"own": False}
        ask.entry.near(
            "validation",
            "Un numéro est vérifié ici d’après les plans de numérotation, et gardé au format international.",
            "A number is checked here against the numbering plans, and kept in international form.",
        )
    else:
        ask.entry.lost(
            "validation",
            f"Vérification non reprise ({kind} {value}).",
            f"This check is left out ({kind} {value}).",
        )
