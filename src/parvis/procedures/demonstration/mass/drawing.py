"""People, streets and associations in their hundreds of thousands. Nobody here is real.

The same draws as the four hundred requests of `crowd`, from larger lists: first names and family names repeat as they
do in a town (a few very common, many rare), plates and associations hardly ever.
"""

from dataclasses import dataclass
from typing import Any

from parvis.procedures.demonstration.answers import Commune, Draw, Person

_MRS = (
    "Marie", "Nathalie", "Isabelle", "Sylvie", "Catherine", "Françoise", "Monique", "Valérie", "Céline", "Stéphanie",
    "Sandrine", "Julie", "Aurélie", "Émilie", "Camille", "Léa", "Manon", "Chloé", "Emma", "Jade", "Louise", "Alice",
    "Lina", "Mila", "Rose", "Anna", "Inès", "Agathe", "Zoé", "Lola", "Fatima", "Aïcha", "Khadija", "Samira", "Nadia",
    "Yasmine", "Leïla", "Sofia", "Nour", "Amina", "Agnieszka", "Katarzyna", "Maria", "Lucia", "Thérèse", "Bernadette",
    "Ghislaine", "Gwenaëlle", "Marie-Claude", "Marie-Thérèse", "Anne-Sophie", "Héloïse", "Salomé", "Apolline", "Maëlys",
    "Fatoumata", "Aminata", "Awa", "Linh", "Mei", "Olena", "Iryna",
)  # fmt: skip
_MR = (
    "Jean", "Michel", "Pierre", "Philippe", "Alain", "Bernard", "Christophe", "Stéphane", "Laurent", "Nicolas",
    "Sébastien", "Julien", "Thomas", "Alexandre", "Maxime", "Hugo", "Lucas", "Louis", "Gabriel", "Arthur", "Jules",
    "Adam", "Raphaël", "Noé", "Malo", "Mohamed", "Karim", "Rachid", "Omar", "Idriss", "Ibrahim", "Mamadou", "Cheikh",
    "Piotr", "Andrzej", "Tiago", "Bao", "Minh", "Jean-Marc", "Jean-Pierre", "François-Xavier", "Loïc", "Gaëtan",
    "Benoît", "Rémi", "Cédric", "Éric", "Frédéric", "Gérard", "Gilbert", "Willy", "Freddy", "Yann", "Erwan", "Tristan",
    "Achille", "Firmin", "Oleksandr", "Dmytro", "Ismaël",
)  # fmt: skip
_COMMON = (
    "Vanhoutte", "Verstraete", "Decock", "Delattre", "Lemaire", "Dubois", "Leroy", "Lefebvre", "Carpentier", "Dewaele",
    "Declercq", "Debruyne", "Haddad", "Benkacem", "Diallo", "Traoré", "Nguyen", "Kowalski", "Ferreira", "Hermant",
    "D’Hondt", "Van de Velde", "Le Goff", "Moulin", "Fournier", "Bouchez", "Wallaert", "Vandamme", "Deswarte",
)  # fmt: skip
_BEGIN = ("", "", "", "Van ", "Vanden", "Vander", "De", "De ", "Ver", "Le ", "La", "Du", "Ben ", "El ")
_MIDDLE = (
    "bos", "brouck", "cast", "cam", "dael", "ghel", "haeg", "hout", "kerck", "lin", "meul", "mor", "nieu", "oost",
    "peer", "quae", "ryck", "sande", "schoon", "steen", "swa", "tor", "val", "vel", "walle", "wever", "wind", "zegh",
    "belk", "cham", "mez", "oual", "tah", "zer", "bar", "cor", "dur", "fran", "gal", "lef", "mar", "per", "rob", "vig",
)  # fmt: skip
_END = (
    "aert", "aerts", "becque", "bergh", "broeck", "camp", "dam", "dries", "elle", "en", "ens", "ere", "ericq", "eyne",
    "gem", "gier", "haut", "ier", "in", "inck", "kens", "man", "mans", "molen", "naert", "oot", "ouck", "poorter",
    "roy", "saert", "stra", "uel", "urier", "voorde", "wyn", "yck", "zeele",
)  # fmt: skip
_KINDS = ("rue", "rue", "rue", "avenue", "boulevard", "place", "quai", "allée", "impasse", "chemin", "résidence")
_NAMED = (
    "de l’Amiral-Ronarc’h", "Emmery", "du Sud", "de la Panne", "des Hollandais", "de Soubise", "Jean-Bart",
    "du Beffroi", "des Dunes", "de la Digue",
    "du Leughenaer", "des Pêcheurs", "de l’Écluse", "du Polder", "des Wateringues",
    "Victor-Hugo", "Jean-Jaurès", "de la République", "du Général-de-Gaulle", "Pasteur", "Albert-Camus", "Simone-Veil",
    "des Lilas", "des Peupliers", "des Goélands", "des Mouettes", "du Moulin", "de l’Église", "du Marché", "de la Gare",
    "de Furnes", "de Bergues", "de Cassel", "de Calais", "du Fort-Louis", "des Maraîchers", "du Stade",
    "de l’Abbé-Lemire", "Marcel-Sailly", "Benjamin-Morel", "de l’Esplanade", "des Bassins",
    "du Canal-Exutoire", "de la Plage",
    "Zola",
)  # fmt: skip
_ASSOCIATIONS = (
    "Les Amis", "Amicale", "Club", "Comité des fêtes", "Cercle", "Union sportive", "Harmonie", "Chorale", "Les Anciens",
    "Les Parents d’élèves", "Judo club", "Football club", "Pétanque", "Cyclo-club", "Compagnie", "Jumelage", "Scouts",
)  # fmt: skip
_OF = (
    "du Beffroi", "de la Citadelle", "du Polder", "des Wateringues", "du Moulin", "de Malo", "du Sas", "du Nord",
    "du Canal", "du Fort", "de la Dune", "du Clipon", "des Bassins", "de l’Aa", "du Banc-Vert", "de Petite-Synthe",
    "du Méridien", "de Rosendaël", "du Grand-Large", "des Glacis", "du Kursaal", "de l’Estran", "de la Corne",
)  # fmt: skip


#: numbers that an association of one name may have, times the names: some thousands of associations
_BRANCHES = 30


@dataclass(frozen=True)
class Resident(Person):
    """Somebody invented who asks again and again, as people do, from one address."""

    address: dict[str, str]
    phone: str
    plate: str
    mail: str


def commune(insee: str, name: str, postcode: str) -> Commune:
    """A commune with streets of its own: the same ones each time."""
    draw = Draw(0, f"streets {insee}")
    streets = sorted({f"{draw.choice(_KINDS)} {draw.choice(_NAMED)}" for _ in range(240)})
    return Commune(insee, name, postcode, tuple(streets))


def residents(place: Commune, number: int) -> list[Resident]:
    """So many people who live in a commune: the same ones each time, wherever their streets come from."""
    draw, houses = LargeDraw(0, f"residents {place.insee}"), LargeDraw(0, f"houses {place.insee}")
    found = []
    for _ in range(number):
        who = draw.person()
        found.append(
            Resident(
                who.title,
                who.first_names,
                who.family_name,
                houses.address(place),
                draw.phone(),
                draw.plate(),
                who.email,
            )
        )
    return found


class LargeDraw(Draw):
    """Plausible answers from large lists, drawn from a seed. `come` says whose request is drawn next."""

    _living: list[Resident]
    _asks: Resident | None = None
    _named = False

    def come(self, living: list[Resident]) -> None:
        """One of these people asks. Some ask often, most seldom."""
        self._living = living
        self._asks = living[int(self.random() ** 1.5 * len(living))]
        self._named = False

    def person(self) -> Person:
        """Whoever asks, then others who live there; anybody at all where nobody was said to come."""
        if self._asks is not None:
            if self._named:
                return self._living[int(self.random() * len(self._living))]
            self._named = True
            return self._asks
        title = self.choice(("mrs", "mr"))
        names = _MRS if title == "mrs" else _MR
        # The square makes the first of the list common and the last rare, as names are.
        first = names[int(self.random() ** 2 * len(names))]
        return Person(title, first, self.family())

    def family(self) -> str:
        """A family name: one in four is a common one of the region."""
        if self.random() < 0.25:
            return _COMMON[int(self.random() ** 2 * len(_COMMON))]
        name = self.choice(_BEGIN) + self.choice(_MIDDLE) + self.choice(_END)
        return name[0].upper() + name[1:]

    def association(self) -> dict[str, str]:
        """An association with a number of its own."""
        kind, of = int(self.random() * len(_ASSOCIATIONS)), int(self.random() * len(_OF))
        number = (kind * len(_OF) + of) * _BRANCHES + int(self.random() * _BRANCHES)
        return {"name": f"{_ASSOCIATIONS[kind]} {_OF[of]}", "rna": f"W594{number:06d}"}

    def phone(self) -> str:
        return self._asks.phone if self._asks is not None else super().phone()

    def plate(self) -> str:
        return self._asks.plate if self._asks is not None else super().plate()

    def reached(self, person: Person, email: str = "", *, phone: str = "phone", share: float = 0.8) -> dict[str, Any]:
        known = person.mail if isinstance(person, Resident) else person.email
        found: dict[str, Any] = {"email": known} if self.random() < share else {}
        return found | ({phone: self.phone()} if phone else {})

    def address(self, commune: Commune) -> dict[str, str]:
        if self._asks is not None:
            return self._asks.address
        if len(commune.streets) < 20:  # its zones know numbers up to 60
            return super().address(commune)
        street = f"{int(self.random() ** 2 * 220) + 1} {self.choice(commune.streets)}"
        return {"street": street, "postcode": commune.postcode, "city": commune.name}
