"""The people of the demonstration, who exist nowhere else. What they may do is in `access`."""

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from parvis.identity.domain import people
from parvis.identity.models import Person
from parvis.kernel.demonstration import FILLERS, PERSONAS, Filler, Persona

#: The demonstration's only: `DemonstrationHasher` makes it worthless anywhere else.
PASSWORD = "la grand-place de Parvis"  # noqa: S105 - shown on the sign-in page
_DESK = "/agents/"

_PEOPLE = (
    Persona("10-jean", "Jean Deswarte", _("Treasurer of an association"), "jean.deswarte@courriel.example", PASSWORD),
    Persona("11-amina", "Amina Benali", _("Resident"), "amina.benali@courriel.example", PASSWORD),
    Persona(
        "20-sofia",
        "Sofia Leclercq",
        _("Agent, associations and events, Dunkerque"),
        "s.leclercq@dunkerque.example",
        PASSWORD,
        _DESK,
    ),
    Persona(
        "21-malik",
        "Malik Kaci",
        _("Supervisor, associations and events, Dunkerque"),
        "m.kaci@dunkerque.example",
        PASSWORD,
        _DESK,
    ),
    Persona(
        "22-nora",
        "Nora Lefebvre",
        _("Agent, associations and events, Gravelines"),
        "n.lefebvre@gravelines.example",
        PASSWORD,
        _DESK,
    ),
    Persona(
        "30-claire",
        "Claire Vandamme",
        _("Administrator, Dunkerque"),
        "c.vandamme@dunkerque.example",
        PASSWORD,
        "/agents/membres/",
    ),
    Persona(
        "31-ines", "Inès Morel", _("Service designer, communauté urbaine"), "i.morel@cu-dunkerque.example", PASSWORD
    ),
    Persona(
        "32-helene",
        "Hélène Dubois",
        _("Data protection officer, shared by all"),
        "h.dubois@cu-dunkerque.example",
        PASSWORD,
    ),
    Persona(
        "33-paul", "Paul Vandenbussche", _("Elected member, Dunkerque"), "p.vandenbussche@dunkerque.example", PASSWORD
    ),
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
