"""Associations that ask for a temporary bar, besides those of `requests`. None of them exists."""

import datetime as dt
from typing import Any

from parvis.procedures.demonstration.answers import DUNKERQUE, Commune, Draw, moment

_NAMES = (
    "Les Chats de la Citadelle", "Le Chœur du Polder", "Amicale des Wateringues", "Les Cyclos du Moulin",
    "Le Fil et l’Aiguille", "Les Échasses de Malo", "Théâtre du Sas", "Les Pinsonneux du Nord",
    "La Guinguette du Canal",    "Les Amis du Beffroi", "Club des collectionneurs", "Les Scouts du Clipon",
)  # fmt: skip
_EVENTS = (
    "Fête de la soupe", "Vide-grenier", "Loto de printemps", "Bal costumé", "Concours de belote", "Concert de quartier",
    "Tournoi de fléchettes", "Marché des créateurs", "Repas dansant",
)  # fmt: skip
_PLACES = ("Salle des fêtes", "Place du marché", "Cour de la maison de quartier", "Halle couverte", "Salle paroissiale")


def answers(
    seed: int, today: dt.date, *, commune: Commune = DUNKERQUE, email: str = "", draw: Draw | None = None
) -> dict[str, Any]:
    """A valid request made on `today` in `commune`. email: of whoever asks.

    draw: what it is drawn from, instead of one of that seed.
    """
    draw = draw or Draw(seed, "associations")
    who = draw.person()
    place = seed % len(_NAMES)
    day = draw.day(today, 20, 75)
    return {
        "association": {"name": _NAMES[place], "rna": f"W5949981{place:02d}"},
        "agreed": False,
        "event_name": draw.choice(_EVENTS),
        "setting": "outside",
        "occasion": "own_event",
        "place": f"{draw.choice(_PLACES)}, {commune.name}",
        "groups": draw.choice((["1"], ["1", "3"])),
        "responsible": who.named,
        "capacity": draw.choice(("Présidente", "Président", "Trésorière", "Secrétaire")),
        "email": email or who.email,
        "phone": draw.phone(),
        "opens_at": moment(day, 18),
        "closes_at": moment(day, 22),
    }
