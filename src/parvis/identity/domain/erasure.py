"""Erasing a person: the account and all that hangs on it; cases are erased by their own modules, by subject."""

import uuid

from parvis.identity.models import Person


def erase_person(person_id: uuid.UUID) -> int:
    """Delete the account with its sessions, codes, subjects, e-mail addresses and second factors.

    Acts as the person, as "signin" or as the owner. Gives the number of rows that went.
    """
    return Person.objects.filter(pk=person_id).delete()[0]
