"""What any case has to say in the texts that agents keep or send to many, and in the names of files."""

from django.utils.translation import gettext_lazy as _

from parvis.cases.registry import NAME, PASSAGES, TEXT, Passage, Told
from parvis.kernel.ui.formats import date_long
from parvis.territory.api import departments, organisations

_BOTH = frozenset({TEXT, NAME})


def _due(told: Told) -> str:
    return date_long(told.case.due_on) if told.case.due_on else ""


def _department(told: Told) -> str:
    name = departments.get(told.case.department_id).name
    return (name.en or name.fr) if told.language == "en" else name.fr


for _one in (
    Passage(
        "reference", "reference", "reference", _("reference of the request"), lambda told: told.case.reference, _BOTH
    ),
    Passage("title", "titre", "title", _("what it is about"), lambda told: told.case.title, _BOTH),
    Passage(
        "procedure",
        "demarche",
        "procedure",
        _("name of the procedure"),
        lambda told: told.published.definition.name.into(told.language),
        _BOTH,
    ),
    Passage(
        "received_on",
        "recue_le",
        "received_on",
        _("day on which it was received"),
        lambda told: date_long(told.case.received_on),
    ),
    Passage("due_on", "echeance", "due_on", _("day by which it is answered"), _due),
    Passage("department", "service", "department", _("department that handles it"), _department),
    Passage(
        "organisation",
        "collectivite",
        "organisation",
        _("organisation"),
        lambda told: organisations.get(told.case.organisation_id).title,
    ),
    Passage("agent", "agent", "agent", _("name of the agent who writes"), lambda told: told.by.name),
):
    PASSAGES.register(_one)
