"""Finding one's case without an account: its reference, read aloud or typed, and something that the person gave."""

import re
import secrets
import unicodedata
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import connection

from parvis.cases.definition import Contact
from parvis.cases.domain.answers import text_at
from parvis.cases.domain.reference import NotAReference, key
from parvis.cases.models import Case

#: no vowels: no words, nothing that reads like another letter; 20^8 codes
_LETTERS = "bcdfghjklmnpqrstvwxz"
_CODE = re.compile(f"[{_LETTERS}]{{8}}")
#: a French number as the form keeps it: nothing to fold
_INTERNATIONAL = re.compile(r"\+33[1-9][0-9]{8}")


class Tracked(NamedTuple):
    """What the door gives: enough to put the case within the visitor's reach, nothing of what it says. subject_id: None
    for one that several follow, who all read what was given with it: only a link to its holder's address opens it.
    """

    case_id: uuid.UUID
    wall_id: uuid.UUID
    subject_id: uuid.UUID | None


def fold_element(text: str) -> str:
    """An e-mail address, phone number or code as they are compared: no case, no spaces, French numbers with +33."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if "@" in plain or not plain:
        return plain
    if _INTERNATIONAL.fullmatch(plain):
        return plain
    code = re.sub(r"[\s\-]", "", plain)
    if _CODE.fullmatch(code):
        return code
    import phonenumbers  # loaded late: several MB that a page does without

    try:
        number = phonenumbers.parse(plain, "FR")
    except phonenumbers.NumberParseException:
        return plain
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def second_elements(contact: Contact, answers: Mapping[str, Any]) -> list[str]:
    """What the person may say beside the reference: the e-mail address and the phone number that they gave. Who gave
    neither gets a code, which stands on the receipt.
    """
    given = (text_at(answers, path) for path in (contact.email, contact.phone) if path)
    found = sorted({fold_element(element)[:254] for element in given if element})
    return found or ["".join(secrets.choice(_LETTERS) for _ in range(8))]


def code_of(case: Case) -> str:
    """The code of a request whose person gave neither e-mail address nor phone number, or nothing."""
    elements = case.second_elements
    return elements[0] if len(elements) == 1 and _CODE.fullmatch(elements[0]) else ""


def spoken_code(code: str) -> str:
    """A code as it is printed: capitals, in two groups."""
    return f"{code[:4]}-{code[4:]}".upper() if code else ""


def find_by_tracking(reference: str, element: str) -> Tracked | None:
    """The case of that reference, if `element` was given with it; one statement, the same for every wrong answer.

    Callers limit attempts (by case and by address) before they ask.
    """
    try:
        sought = key(reference)
    except NotAReference:
        sought = ""
    with connection.cursor() as cursor:
        cursor.execute("select id, wall_id, subject_id from cases_tracked(%s, %s)", [sought, fold_element(element)])
        row = cursor.fetchone()
    return Tracked(*row) if row else None
