"""What the columns of a spreadsheet of questions say: known by their titles, or told by whoever brings it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from parvis.incoming.domain.naming import plainly


class Role(StrEnum):
    """What a column holds."""

    LABEL = "label"
    TYPE = "type"
    REQUIRED = "required"
    HELP = "help"
    OPTIONS = "options"
    PAGE = "page"
    SECTION = "section"
    CONDITION = "condition"
    LENGTH = "length"
    NAME = "name"


_TITLES: dict[Role, str] = {
    Role.LABEL: "question questions libelle libelle_de_la_question intitule intitule_de_la_question label champ nom_du_"
    "champ texte_de_la_question enonce field question_text champs",
    Role.TYPE: "type type_de_champ type_de_question type_de_reponse format nature field_type question_type",
    Role.REQUIRED: "obligatoire requis required mandatory oblig caractere_obligatoire reponse_obligatoire",
    Role.HELP: "aide texte_d_aide description indication precision precisions consigne help hint help_text aide_a_la_"
    "saisie commentaire",
    Role.OPTIONS: "options choix choices reponses valeurs liste reponses_possibles valeurs_possibles choix_possibles "
    "liste_de_choix liste_des_choix modalites options_de_reponse",
    Role.PAGE: "page etape onglet ecran step",
    Role.SECTION: "section rubrique partie sous_partie groupe titre bloc theme",
    Role.CONDITION: "condition conditions si afficher_si condition_d_affichage visible_si affichage show_if visible_if",
    Role.LENGTH: "longueur longueur_max longueur_maximale max maximum nombre_de_caracteres max_length taille_max",
    Role.NAME: "id identifiant nom name code variable cle nom_technique slug numero n",
}
_ROLES = {title: role for role, titles in _TITLES.items() for title in titles.split()}
#: lines at the top among which the titles are looked for
MOST_ABOVE = 10


def recognised(titles: Sequence[str]) -> dict[int, Role]:
    """The roles of columns by their place: the first of two that say the same."""
    found: dict[int, Role] = {}
    for place, title in enumerate(titles):
        role = _ROLES.get(plainly(title))
        if role is not None and role not in found.values():
            found[place] = role
    return found


def heading(lines: Sequence[Sequence[str]]) -> tuple[int, dict[int, Role]]:
    """The line of titles and the roles of its columns: that which most titles are known of; (0, {}) for none that has
    the questions themselves.
    """
    best: tuple[int, dict[int, Role]] = (0, {})
    for number, line in enumerate(lines[:MOST_ABOVE]):
        roles = recognised(line)
        if Role.LABEL in roles.values() and len(roles) > len(best[1]):
            best = (number, roles)
    return best


def told(mapping: Mapping[int, str]) -> dict[int, Role]:
    """The roles that somebody gave to columns; what is no role is left out, as is one given twice."""
    found: dict[int, Role] = {}
    for place, name in sorted(mapping.items()):
        if name in set(Role) and name not in found.values():
            found[place] = Role(name)
    return found
