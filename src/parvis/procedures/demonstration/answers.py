"""Plausible people and places for the answers of the demonstration. Nobody here is real.

Everything comes from a seed: the same seed gives the same answers. Telephone numbers are those that Arcep keeps for
fiction (décision 2018-0881, 06 39 98 …); addresses end in `.example` (RFC 2606).
"""

import datetime as dt
import random
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parvis.forms.api import CompiledForm
from parvis.forms.data import Field
from parvis.kernel.clock import PARIS

_MRS = (
    "Amina", "Rose", "Lucie", "Maud", "Inès", "Fatou", "Jeanne", "Chloé", "Yasmine", "Agnieszka", "Thérèse", "Noémie",
    "Linh", "Gwenaëlle", "Salomé", "Aïcha", "Marie-Claude", "Zoé", "Héloïse", "Nour",
)  # fmt: skip
_MR = (
    "Karim", "Yann", "Omar", "Jean-Marc", "Piotr", "Théo", "Mamadou", "Éric", "Loïc", "Hugo", "Rachid", "Xavier",
    "Tiago", "Bao", "Gaëtan", "Malo", "Sébastien", "Idriss", "Noé", "Willy",
)  # fmt: skip
_FAMILY = (
    "Vanhoutte", "Haddad", "Verstraete", "Decock", "Delattre", "Lemaire", "Nguyen", "Kowalski", "Diallo", "Dewaele",
    "Benkacem", "Van de Velde", "Lefranc", "Declercq", "Ferreira", "Bailleul", "Traoré", "Hermant", "D’Hondt",
    "Ryckebusch", "Moulin", "Carpentier", "Ouali", "Le Goff", "Debruyne",
)  # fmt: skip


#: France as a country of birth (INSEE, code officiel géographique)
FRANCE = "99100"


@dataclass(frozen=True)
class Commune:
    """A commune of the demonstration: its streets have numbers from 1 to 60."""

    insee: str
    name: str
    postcode: str
    streets: tuple[str, ...]


DUNKERQUE = Commune(
    "59183",
    "Dunkerque",
    "59140",
    (
        "rue de l’Amiral-Ronarc’h",
        "rue Emmery",
        "rue du Sud",
        "rue de la Panne",
        "quai des Hollandais",
        "rue de Soubise",
    ),
)
GRAVELINES = Commune(
    "59273",
    "Gravelines",
    "59820",
    ("rue de Dunkerque", "rue Pierre-Brossolette", "rue des Clarisses", "rue de l’Abreuvoir"),
)
GRANDE_SYNTHE = Commune(
    "59271",
    "Grande-Synthe",
    "59760",
    ("rue Denis-Cordonnier", "avenue de Suède", "rue du Comte-Jean", "rue de Gascogne"),
)
COMMUNES = {one.insee: one for one in (DUNKERQUE, GRAVELINES, GRANDE_SYNTHE)}


@dataclass(frozen=True)
class Person:
    """Somebody invented."""

    title: str
    first_names: str
    family_name: str

    @property
    def named(self) -> dict[str, str]:
        """The answer to a question of type `person` without title nor used name."""
        return {"first_names": self.first_names, "family_name": self.family_name}

    @property
    def email(self) -> str:
        plain = unicodedata.normalize("NFKD", f"{self.first_names}.{self.family_name}".lower())
        kept = "".join(c for c in plain if c.isascii() and (c.isalpha() or c == "."))
        return f"{kept}@courriel.example"


class Draw(random.Random):
    """Plausible answers, drawn from a seed."""

    def __init__(self, seed: int, procedure: str) -> None:
        super().__init__(f"{procedure}:{seed}")

    def person(self) -> Person:
        title = self.choice(("mrs", "mr"))
        return Person(title, self.choice(_MRS if title == "mrs" else _MR), self.choice(_FAMILY))

    def often(self, share: float) -> bool:
        """True in that share of the draws."""
        return self.random() < share

    def phone(self) -> str:
        return f"+3363998{self.randrange(10_000):04d}"

    def plate(self) -> str:
        """Of the series AB-123-CD."""
        letters = "ABCDEFGHJKLMNPQRTVWXYZ"
        left, right = ("".join(self.choices(letters, k=2)) for _side in range(2))
        return f"{'X' + left[1] if left == 'WW' else left}-{self.randint(1, 999):03d}-{right}"

    def passport(self) -> str:
        return f"{self.choice('ABEKLMT')}{self.randrange(10**8):08d}"

    def address(self, commune: Commune) -> dict[str, str]:
        street = f"{self.randint(1, 60)} {self.choice(commune.streets)}"
        return {"street": street, "postcode": commune.postcode, "city": commune.name}

    def born(self, person: Person, day: dt.date, commune: Commune | None = None) -> dict[str, Any]:
        """The answer to a question of type `identity`: in a commune of France, or elsewhere not said."""
        found: dict[str, Any] = {
            "first_names": person.first_names,
            "birth_name": person.family_name,
            "birth_date": day.isoformat(),
        }
        if commune is not None:
            found["birth_country"] = FRANCE
            found["birth_commune"] = {"code": commune.insee, "name": commune.name, "current": commune.insee}
        return found

    def day(self, after: dt.date, least: int, most: int) -> dt.date:
        """A day from `least` to `most` days after another (before it where these are negative)."""
        return after + dt.timedelta(days=self.randint(least, most))

    def reached(self, person: Person, email: str = "", *, phone: str = "phone", share: float = 0.8) -> dict[str, Any]:
        """How to reach somebody. Some people have no e-mail address. `email`: of an account, if they have one."""
        found: dict[str, Any] = {"email": email or person.email} if email or self.often(share) else {}
        return found | ({phone: self.phone()} if phone else {})


def files_asked(form: CompiledForm, answers: Mapping[str, Any], today: dt.date) -> list[str]:
    """The questions of type `file` that must be answered, beside these answers, before they can be sent."""
    state = form.evaluate(answers, {"today": today.isoformat()})
    return [
        item.id
        for page in form.pages(state)
        for section in page.sections
        for item in section.items
        if isinstance(item, Field) and item.type == "file" and item.id in state.required and item.id not in answers
    ]


def moment(day: dt.date, hour: int) -> str:
    """A full hour of the territory's time, as answers hold it."""
    return dt.datetime.combine(day, dt.time(hour), PARIS).isoformat()
