"""Departments: asked of the directory, created and changed."""

import uuid

from parvis.territory import models
from parvis.territory.data import Contact, Department, Text
from parvis.territory.domain import directory, hours, phones


class UnknownDepartment(LookupError):
    """No department has this id or code."""


def get(department_id: uuid.UUID) -> Department:
    """The department with this id. Raises UnknownDepartment."""
    found = directory.current().departments.get(department_id)
    if found is None:
        raise UnknownDepartment(department_id)
    return found


def of(organisation_id: uuid.UUID) -> list[Department]:
    """The departments of an organisation, its reception first."""
    return directory.current().departments_of(organisation_id)


def by_code(organisation_id: uuid.UUID, code: str) -> Department:
    """The department with this code in its organisation. Raises UnknownDepartment."""
    for found in of(organisation_id):
        if found.code == code:
            return found
    raise UnknownDepartment(code)


def reception(organisation_id: uuid.UUID) -> Department:
    """Where to turn when no other department is known. Raises UnknownDepartment."""
    for found in of(organisation_id):
        if found.is_reception:
            return found
    raise UnknownDepartment(f"reception of {organisation_id}")


def save(organisation_id: uuid.UUID, code: str, *, name: Text, contact: Contact | None = None) -> Department:
    """Create the department with this code, or change its name and, if given, its contact.

    The contact's phone is checked by `phones.read` (raises NotAPhone).
    """
    row, _created = models.Department.objects.get_or_create(
        organisation_id=organisation_id, code=code, defaults={"name_fr": name.fr, "name_en": name.en}
    )
    row.name_fr, row.name_en = name.fr, name.en
    if contact is not None:
        row.phone, row.phone_link = phones.read(contact.phone, row.organisation.county) if contact.phone else ("", "")
        row.email, row.address, row.website = contact.email, contact.address, contact.website
        row.hours = hours.to_json(contact.hours)
    row.save()
    directory.changed()
    return get(row.pk)
