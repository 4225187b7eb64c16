"""Persons: made by sign-up, by an invitation that was accepted, by the demonstration; found by e-mail or id."""

import uuid

from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction

from parvis.identity.data import Contact
from parvis.identity.models import Person, Subject
from parvis.kernel import clock
from parvis.kernel.ids import new_id


class AlreadyKnown(Exception):
    """An account has this e-mail."""


def register(
    *,
    email: str,
    given_name: str,
    family_name: str,
    password: str | None,
    language: str = "fr",
    person_id: uuid.UUID | None = None,
) -> Person:
    """Make an account whose e-mail is known to be the person's (an accepted invitation, the demonstration).

    Acts as "signin" or as the owner. password: None for an account that only signs in by reset or passkey.
    Raises AlreadyKnown.
    """
    person = Person(
        id=person_id or new_id(),
        email=email.strip().lower(),
        given_name=given_name,
        family_name=family_name,
        language=language,
        created_at=clock.now(),
    )
    if password is None:
        person.set_unusable_password()
    else:
        person.set_password(password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    except IntegrityError as error:
        raise AlreadyKnown(person.email) from error
    return person


def find(email: str) -> Person | None:
    """The account of an e-mail, for who may see it (sign-in, the owner, the person)."""
    return Person.objects.filter(email=email.strip().lower()).first()


def held(person_id: uuid.UUID) -> Person | None:
    """The account, locked until the transaction ends; None if it is gone. Acts as the person or as the owner."""
    return Person.objects.select_for_update().filter(pk=person_id).first()


def contact(person_id: uuid.UUID) -> Contact | None:
    """How to write to a person. A job must act with that person in its reach: `Reach(actor="worker", person=…)`."""
    found = Person.objects.filter(pk=person_id, is_active=True).first()
    return Contact(found.id, found.name, found.email, found.language) if found else None


def subject_for(person_id: uuid.UUID, wall_id: uuid.UUID) -> uuid.UUID:
    """The person's id inside a wall, made at first need. Only the person may ask (row-level security).

    Two requests at once get the same id: the table holds one a wall.
    """
    asked = Subject.objects.filter(person_id=person_id, wall_id=wall_id, adopted=False)
    found = asked.values_list("id", flat=True).first()
    if found is not None:
        return found
    Subject.objects.bulk_create([Subject(person_id=person_id, wall_id=wall_id)], ignore_conflicts=True)
    return asked.values_list("id", flat=True).get()


def adopt_subject(person_id: uuid.UUID, wall_id: uuid.UUID, subject_id: uuid.UUID) -> bool:
    """Join a request made without an account to the person's: they have just proved that it is theirs.

    The caller must have that proof (the signed cookie, a link sent by e-mail). False if somebody has it already.
    """
    Subject.objects.bulk_create(
        [Subject(id=subject_id, person_id=person_id, wall_id=wall_id, adopted=True)], ignore_conflicts=True
    )
    return Subject.objects.filter(id=subject_id, person_id=person_id).exists()


def subjects_of(person_id: uuid.UUID) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """(wall, subject) of everything that is held of a person behind walls; acts as the person or as the owner."""
    return list(Subject.objects.filter(person_id=person_id).values_list("wall_id", "id"))


def subjects_with(address: str) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """(wall, subject) of the account of that e-mail address, within the acting walls; acts as "protection", anybody
    else is given nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("select wall_id, subject_id from identity_subjects_with(%s)", [address.strip()[:254]])
        return [(wall, subject) for wall, subject in cursor.fetchall()]


def address_of(person_id: uuid.UUID) -> str:
    """The e-mail address of an account, "" for none; acts as the person or as the owner."""
    return Person.objects.filter(pk=person_id).values_list("email", flat=True).first() or ""
