"""Departments: asked of the directory, created and changed."""

import uuid

from django.utils.text import slugify

from parvis.territory import models
from parvis.territory.data import Contact, Department, Text
from parvis.territory.domain import directory, hours, phones


class UnknownDepartment(LookupError):
    """No department has this id or code."""


class LastDoor(ValueError):
    """The reception stays open: it takes what no other department does."""


def get(department_id: uuid.UUID) -> Department:
    """The department with this id. Raises UnknownDepartment."""
    found = directory.current().departments.get(department_id)
    if found is None:
        raise UnknownDepartment(department_id)
    return found


def of(organisation_id: uuid.UUID, *, closed: bool = False) -> list[Department]:
    """The departments of an organisation, its reception first; with those that are closed, if asked."""
    return [found for found in directory.current().departments_of(organisation_id) if closed or not found.is_closed]


def by_code(organisation_id: uuid.UUID, code: str) -> Department:
    """The open department with this code in its organisation. Raises UnknownDepartment."""
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


def own_contact(department_id: uuid.UUID) -> Contact:
    """The contact that the department has of its own, without the organisation's in its place. One query."""
    row = models.Department.objects.filter(pk=department_id).first()
    if row is None:
        raise UnknownDepartment(department_id)
    return directory.contact_of(row)


def free_code(organisation_id: uuid.UUID, name: str) -> str:
    """A code for a new department, made of its name; no other of the organisation, open or closed, has it."""
    stem = slugify(name)[:50] or "service"
    taken = {found.code for found in of(organisation_id, closed=True)}
    codes = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(code for code in codes if code not in taken)


def close(department_id: uuid.UUID) -> None:
    """Give the department nothing new from now on. Raises UnknownDepartment, LastDoor for the reception."""
    if get(department_id).is_reception:
        raise LastDoor(department_id)
    _set_closed(department_id, closed=True)


def reopen(department_id: uuid.UUID) -> None:
    """Let the department get requests again. Raises UnknownDepartment."""
    get(department_id)
    _set_closed(department_id, closed=False)


def _set_closed(department_id: uuid.UUID, *, closed: bool) -> None:
    models.Department.objects.filter(pk=department_id).update(is_closed=closed)
    directory.changed()
