"""The requests of the demonstration: who asked for which bar, and what came of it. Nobody here is real.

Days are counted from the day on which the demonstration is filled: behind it for what happened, ahead of it for events.
Telephone numbers are those that Arcep keeps for fiction (décision 2018-0881, 06 39 98 …).
"""

from dataclasses import dataclass, field
from typing import Any

DUNKERQUE, GRAVELINES = "59183", "59273"
SOFIA, MALIK = "s.leclercq@dunkerque.example", "m.kaci@dunkerque.example"
NORA = "n.lefebvre@gravelines.example"
JEAN, AMINA = "jean.deswarte@courriel.example", "amina.benali@courriel.example"


@dataclass(frozen=True)
class Step:
    """One thing that happened: so many days ago, at that hour, by whom (an agent's e-mail; "": whoever asked)."""

    ago: int
    hour: int
    transition: str
    by: str = ""
    reason: str = ""
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """One request. account: the e-mail of whoever asked with an account; "" without. ahead: days to the event."""

    commune: str
    account: str
    ago: int
    hour: int
    ahead: int
    answers: dict[str, Any]
    steps: tuple[Step, ...] = field(default=())


def _outside(
    association: tuple[str, str],
    event: str,
    place: str,
    who: tuple[str, str, str],
    contact: tuple[str, str],
    **changes: Any,
) -> dict[str, Any]:
    return {
        "association": {"name": association[0], "rna": association[1]},
        "agreed": False,
        "event_name": event,
        "setting": "outside",
        "occasion": "own_event",
        "place": place,
        "groups": ["1", "3"],
        "responsible": {"first_names": who[0], "family_name": who[1]},
        "capacity": who[2],
        "email": contact[0],
        "phone": contact[1],
        **changes,
    }


BASTION = ("Les Amis du Bastion 32", "W594998001")
FEAST = ("Comité des fêtes du Grand-Large", "W594998002")
GARDENS = ("Les Jardins de la Petite-Synthe", "W594998003")
DUNES = ("Club de course des Dunes", "W594998004")
BAND = ("Harmonie du Leughenaer", "W594998005")
GAMES = ("La Ludothèque des Glacis", "W594998006")
SAILS = ("Les Voiles du Polder", "W594998007")
FORT = ("Les Compagnons de l’Arsenal", "W594998008")

_JEAN = (("Jean", "Deswarte", "Trésorier"), (JEAN, "+33639980001"))
_AMINA = (("Amina", "Benali", "Présidente"), (AMINA, "+33639980002"))
_ROSE = (("Rose", "Vanhoutte", "Présidente"), ("rose.vanhoutte@courriel.example", "+33639980003"))
_KARIM = (("Karim", "Haddad", "Secrétaire"), ("karim.haddad@courriel.example", "+33639980004"))
_LUCIE = (("Lucie", "Verstraete", "Cheffe d’orchestre"), ("lucie.verstraete@courriel.example", "+33639980005"))
_YANN = (("Yann", "Decock", "Membre du bureau"), ("yann.decock@courriel.example", "+33639980006"))
_MAUD = (("Maud", "Delattre", "Trésorière"), ("maud.delattre@courriel.example", "+33639980007"))
_OMAR = (("Omar", "Lemaire", "Président"), ("omar.lemaire@courriel.example", "+33639980008"))

_FULL = "Voici le plan de la place : la buvette tient sur trois mètres, loin des riverains, et ferme à 23 heures."


def _accepted(ago: int, reason: str = "") -> tuple[Step, ...]:
    """Taken on by Sofia, accepted by Malik, within four days."""
    return (Step(ago - 1, 10, "take", SOFIA), Step(ago - 4, 15, "accept", MALIK, reason))


REQUESTS: tuple[Asked, ...] = (
    # accepted, with its order
    Asked(
        DUNKERQUE, JEAN, 45, 18, 12,
        _outside(BASTION, "Concours de pétanque du Bastion", "Parc de la Marine, allée des Boulistes", *_JEAN),
        _accepted(45),
    ),
    # waiting for the association, a message both ways
    Asked(
        DUNKERQUE, JEAN, 19, 21, 40,
        _outside(BASTION, "Soirée soupe et accordéon", "Place du Minck, sous la halle", *_JEAN),
        (
            Step(17, 9, "take", SOFIA),
            Step(16, 11, "ask", SOFIA, "Bonjour, où exactement la buvette sera-t-elle installée sous la halle ?"),
            Step(13, 18, "answer", "", _FULL),
            Step(10, 16, "ask", SOFIA, "Merci. Avez-vous l’accord écrit du gestionnaire de la halle ?"),
        ),
    ),
    # under review
    Asked(
        DUNKERQUE, "", 9, 10, 33,
        _outside(BAND, "Concert de l’harmonie", "Kiosque de la place de l’Europe", *_LUCIE, groups=["1"]),
        (Step(7, 14, "take", SOFIA),),
    ),
    # in a sports ground: an accredited association, asked three months ahead
    Asked(
        DUNKERQUE, "", 12, 11, 110,
        _outside(
            DUNES, "Semi-marathon des Dunes", "Stade des Argousiers, entrée nord", *_KARIM,
            agreed=True, setting="sports_ground", occasion=None, nature="sport", exceptional=False,
        ),
        (Step(9, 16, "take", SOFIA),),
    ),
    # refused, with its ground
    Asked(
        DUNKERQUE, AMINA, 31, 20, 9,
        _outside(GARDENS, "Nuit des jardins", "Cour de l’école des Glacis", *_AMINA),
        (
            Step(29, 9, "take", SOFIA),
            Step(26, 16, "refuse", MALIK, "La cour donne sur une école et une crèche, ouvertes ce soir-là.",
                 ("protected_zone",)),
        ),
    ),
    # withdrawn by who asked
    Asked(
        DUNKERQUE, AMINA, 22, 8, 30,
        _outside(GARDENS, "Bourse aux graines", "Maison de quartier de la Petite-Synthe", *_AMINA),
        (Step(20, 10, "take", SOFIA), Step(17, 20, "withdraw", "", "Nous servirons finalement sans alcool.")),
    ),
    # closed without further action
    Asked(
        DUNKERQUE, "", 28, 15, 14,
        _outside(GAMES, "Nuit du jeu", "Salle de la Ludothèque, rue des Glacis", *_YANN),
        (
            Step(27, 11, "take", SOFIA),
            Step(24, 9, "ask", SOFIA, "Bonjour, qui organise la soirée : l’association ou la maison de quartier ?"),
            Step(8, 17, "close", SOFIA, "Sans réponse depuis deux semaines, nous fermons ce dossier."),
        ),
    ),
    # no answer yet, and its silence comes near
    Asked(
        DUNKERQUE, "", 57, 12, 75,
        _outside(FORT, "Banquet des compagnons", "Cour de l’Arsenal, 4 quai des Hollandais", *_OMAR),
    ),
    # Gravelines: each commune its own
    Asked(
        GRAVELINES, "", 6, 9, 36,
        _outside(SAILS, "Fête des bateaux", "Quai de l’écluse, Petit-Fort-Philippe", *_MAUD),
    ),
    Asked(
        GRAVELINES, JEAN, 14, 17, 28,
        _outside(BASTION, "Bal des remparts", "Salle de l’Arsenal, Gravelines", *_JEAN),
        (Step(12, 10, "take", NORA),),
    ),
    Asked(
        GRAVELINES, "", 16, 16, 45,
        _outside(SAILS, "Soupe des marins", "Place Albert-Denvers", *_MAUD),
        (
            Step(14, 9, "take", NORA),
            Step(13, 11, "ask", NORA, "Bonjour, combien de personnes attendez-vous ?"),
        ),
    ),
)  # fmt: skip

#: the fifth and last licence of a year, still asked for; the four before it are made from the year of this event
LAST_OF_FIVE = Asked(
    DUNKERQUE, "", 2, 9, 48, _outside(FEAST, "Grand bal du port", "Môle 1, hangar des Dockers", *_ROSE)
)  # fmt: skip
EARLIER_OF_FIVE = (
    ("Loto du Grand-Large", "Salle de l’Avenir, 12 rue du Jeu-de-Paume"),
    ("Bourse aux jouets", "Salle de l’Avenir, 12 rue du Jeu-de-Paume"),
    ("Repas de quartier", "Place du Centenaire"),
    ("Fête de la bière blonde", "Môle 1, hangar des Dockers"),
)


def earlier(index: int, month: int) -> Asked:
    """One of the four licences that came before the fifth, in the calendar year of its event.

    index: 0 to 3; month: of the fifth's event. In the first half of a year the others follow it, later they precede it:
    so all five lie in one year, asked for at least fifteen days ahead, and answered by now.
    """
    event, place = EARLIER_OF_FIVE[index]
    if month <= 6:
        ago, ahead = 40 - 4 * index, LAST_OF_FIVE.ahead + 7 * (index + 1)
    else:
        ahead = LAST_OF_FIVE.ahead - 21 * (index + 1)
        ago = 40 - ahead
    return Asked(DUNKERQUE, "", ago, 14, ahead, _outside(FEAST, event, place, *_ROSE), _accepted(ago))
