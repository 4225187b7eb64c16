"""The people of the demonstration, who exist nowhere else. What they may do is in `access`."""

from django.contrib.auth.hashers import make_password
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.identity.domain import people
from parvis.identity.models import Person
from parvis.kernel.demonstration import FILLERS, PERSONAS, Filler, Persona

#: The demonstration's only: `DemonstrationHasher` makes it worthless anywhere else.
PASSWORD = "la grand-place de Parvis"  # noqa: S105 - shown on the sign-in page
_DESK = "/agents/"

_GROUPS: tuple[tuple[Promise, tuple[tuple[str, str, Promise, str, str], ...]], ...] = (
    (
        _("Residents"),
        (
            (
                "10-amina",
                "Amina Benali",
                _("Resident: birth certificate posted, a child at school, a parking card that ends soon"),
                "amina.benali@courriel.example",
                "/demandes/",
            ),
            (
                "11-jean",
                "Jean Deswarte",
                _("Treasurer of an association: temporary bars, a move"),
                "jean.deswarte@courriel.example",
                "/demandes/",
            ),
        ),
    ),
    (
        _("Agents of Dunkerque"),
        (
            ("20-sofia", "Sofia Leclercq", _("Agent, associations and events"), "s.leclercq@dunkerque.example", _DESK),
            ("21-malik", "Malik Kaci", _("Supervisor, associations and events"), "m.kaci@dunkerque.example", _DESK),
            ("22-fatima", "Fatima Kerrouche", _("Agent, civil status"), "f.kerrouche@dunkerque.example", _DESK),
            ("23-elise", "Élise Deroo", _("Agent, schools"), "e.deroo@dunkerque.example", _DESK),
            (
                "24-anne",
                "Anne Bossaert",
                _("Supervisor, civil status and schools"),
                "a.bossaert@dunkerque.example",
                _DESK,
            ),
            ("25-thomas", "Thomas Carlier", _("Agent, use of public space"), "t.carlier@dunkerque.example", _DESK),
            ("26-julie", "Julie Wallaert", _("Agent, parking"), "j.wallaert@dunkerque.example", _DESK),
            (
                "27-yves",
                "Yves Marchand",
                _("Supervisor, public space and parking"),
                "y.marchand@dunkerque.example",
                _DESK,
            ),
        ),
    ),
    (
        _("Agents of other communes"),
        (
            ("30-nora", "Nora Lefebvre", _("Agent for everything, Gravelines"), "n.lefebvre@gravelines.example", _DESK),
            ("31-bernard", "Bernard Fiers", _("Supervisor, Gravelines"), "b.fiers@gravelines.example", _DESK),
            (
                "32-samira",
                "Samira Boukhari",
                _("Agent for everything, Grande-Synthe"),
                "s.boukhari@grande-synthe.example",
                _DESK,
            ),
            ("33-didier", "Didier Coppens", _("Supervisor, Grande-Synthe"), "d.coppens@grande-synthe.example", _DESK),
        ),
    ),
    (
        _("Those who run and oversee"),
        (
            (
                "40-claire",
                "Claire Vandamme",
                _("Administrator, Dunkerque"),
                "c.vandamme@dunkerque.example",
                "/agents/membres/",
            ),
            (
                "41-ines",
                "Inès Morel",
                _("Service designer, communauté urbaine"),
                "i.morel@cu-dunkerque.example",
                "/administration/demarches/",
            ),
            (
                "42-helene",
                "Hélène Dubois",
                _("Data protection officer, shared by all"),
                "h.dubois@cu-dunkerque.example",
                "/",
            ),
            ("43-paul", "Paul Vandenbussche", _("Elected member, Dunkerque"), "p.vandenbussche@dunkerque.example", "/"),
        ),
    ),
)
_PEOPLE = tuple(
    Persona(key, name, role, email, PASSWORD, start, group)
    for group, people_of_it in _GROUPS
    for key, name, role, email, start in people_of_it
)

for _persona in _PEOPLE:
    PERSONAS.register(_persona)


def _fill() -> None:
    """Everybody's account, the e-mail confirmed. One hash serves them all: it takes a third of a second."""
    for persona in _PEOPLE:
        given_name, _space, family_name = persona.name.partition(" ")
        people.register(email=persona.email, given_name=given_name, family_name=family_name, password=None)
    Person.objects.filter(email__in=[persona.email for persona in _PEOPLE]).update(password=make_password(PASSWORD))


FILLERS.register(Filler("20-people", lambda: not Person.objects.exists(), _fill))
