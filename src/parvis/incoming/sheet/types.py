"""Types of questions as people call them in spreadsheets → ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from parvis.forms.registry import FIELD_TYPES
from parvis.incoming.domain.naming import plainly

#: a heading and words to read are no type of field, but lines of such a sheet
HEADING, EXPLANATION = "heading", "explanation"


@dataclass(frozen=True, slots=True)
class Typed:
    """A type of ours, its options, and whether it takes the choices of the line."""

    type: str
    options: dict[str, Any] = field(default_factory=dict)
    chooses: bool = False


def _several(names: str, typed: Typed) -> dict[str, Typed]:
    return dict.fromkeys(names.split(), typed)


_WORDS: dict[str, Typed] = {
    **_several("texte texte_court text ligne string chaine champ_texte court short_text saisie", Typed("text")),
    **_several(
        "texte_long zone_de_texte paragraphe textarea long_text multiligne commentaire texte_libre", Typed("long_text")
    ),
    **_several("nombre nombre_entier entier integer number numerique chiffre", Typed("integer")),
    **_several("nombre_decimal decimal nombre_a_virgule float", Typed("decimal")),
    **_several("montant euros montant_en_euros prix amount money", Typed("amount")),
    **_several("date jour day calendrier", Typed("date")),
    **_several("date_et_heure datetime date_heure", Typed("date_time")),
    **_several("heure time horaire", Typed("time")),
    **_several("periode plage_de_dates date_range", Typed("date_range")),
    **_several("courriel email e_mail mail adresse_electronique adresse_mail", Typed("email", {"own": False})),
    **_several("telephone tel phone numero_de_telephone", Typed("phone", {"own": False})),
    **_several("adresse address adresse_postale", Typed("address", {"own": False})),
    **_several("commune ville", Typed("commune")),
    **_several("pays country", Typed("division", {"of": "country"})),
    **_several("departement", Typed("division", {"of": "department"})),
    **_several("region", Typed("division", {"of": "region"})),
    **_several("epci", Typed("division", {"of": "epci"})),
    **_several("siret", Typed("identifier", {"scheme": "siret"})),
    **_several("siren", Typed("identifier", {"scheme": "siren"})),
    **_several("rna", Typed("identifier", {"scheme": "rna"})),
    **_several("iban rib", Typed("iban")),
    **_several("civilite title", Typed("civility")),
    **_several("oui_non oui_ou_non booleen yes_no boolean bool", Typed("yes_no")),
    **_several("case case_a_cocher coche checkbox attestation", Typed("checkbox")),
    **_several("fichier piece_jointe piece justificatif document file upload pj piece_justificative", Typed("file")),
    **_several("signature", Typed("signature")),
    **_several(
        "choix choix_unique liste liste_deroulante menu_deroulant radio radios bouton_radio select choice item "
        "selection dropdown une_reponse",
        Typed("choice", chooses=True),
    ),
    **_several(
        "choix_multiple choix_multiples cases_a_cocher cases checkboxes choices plusieurs_reponses multiple "
        "multiselect items plusieurs_choix",
        Typed("choices", chooses=True),
    ),
    **_several("titre titre_de_section section rubrique heading sous_titre", Typed(HEADING)),
    **_several("explication information texte_a_lire note explanation consigne", Typed(EXPLANATION)),
}


@lru_cache(maxsize=1)
def _named() -> dict[str, Typed]:
    """Every type of ours by its name and by its words in both languages, as the studio lists them."""
    found: dict[str, Typed] = {}
    for kind in FIELD_TYPES:
        for name in (kind.name, kind.title.fr, kind.title.into("en")):
            found.setdefault(plainly(name), Typed(kind.name, chooses=kind.name in ("choice", "choices")))
    return found


def called(name: str) -> Typed | None:
    """The type that is called so; None for one that nobody knows, or that is not there."""
    words = plainly(name)
    found = _WORDS.get(words) or _named().get(words)
    if found is None or found.type in (HEADING, EXPLANATION):
        return found
    return found if FIELD_TYPES.get(found.type) is not None else None
