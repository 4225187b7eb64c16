"""What a question is likely to be, from its words alone: an e-mail address, a day, a number of a register."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from parvis.incoming.domain.naming import plainly

#: what its words begin with or hold, as `plainly` writes them, between `_`
_TYPES: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    (r"(adresse_)?(courriel|e_?mail|mel|adresse_(electronique|mail))|courrier_electronique", "email", {"own": False}),
    (
        r"tel|telephone|portable|mobile|phone|numero_de_telephone|telephone_(fixe|portable|mobile)",
        "phone",
        {"own": False},
    ),
    (r"siret|n_siret|numero_(de_)?siret", "identifier", {"scheme": "siret"}),
    (r"siren|n_siren|numero_(de_)?siren", "identifier", {"scheme": "siren"}),
    (r"rna|n_rna|numero_rna", "identifier", {"scheme": "rna"}),
    (r"iban|n_iban|numero_iban", "iban", {}),
    (r"code_postal|cp|postcode|zip_code", "formatted_text", {"pattern": r"\d{5}", "max_length": 5}),
    (r"date|date_(de|d|du|of)_.*|.*_date|le_jj_mm_aaaa|.*_jj_mm_aaaa|ne_e_le|nee_le", "date", {}),
    (r"immatriculation|plaque_d_immatriculation|numero_d_immatriculation", "plate", {}),
    (r"pays|pays_de_.*|country", "division", {"of": "country"}),
    (r"montant.*_euros?|montant|amount", "amount", {}),
)
_COMPILED = tuple((re.compile(rf"(?:{pattern})"), kind, options) for pattern, kind, options in _TYPES)
_NOISE = re.compile(r"^(?:votre|vos|le|la|les|l|your|the|n|no|numero|num)_(?=.)")


@dataclass(frozen=True, slots=True)
class Guess:
    """A type of ours and its options."""

    type: str
    options: dict[str, Any] = field(default_factory=dict)


def guess(label: str) -> Guess | None:
    """The type that these words ask for; None where they may ask for anything."""
    words = plainly(label)
    for one in (words, _NOISE.sub("", words)):
        for pattern, kind, options in _COMPILED:
            if pattern.fullmatch(one):
                return Guess(kind, dict(options))
    return None
