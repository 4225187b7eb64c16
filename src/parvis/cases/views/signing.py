"""Under which name somebody writes with others: their account's, or what they typed, never an address."""

import re
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

LONGEST = 120
#: in a name it would be an address, which our e-mails must not carry for somebody else
_ADDRESS = re.compile(r"[/:@\\]|www|\w{3,}\.[^\W\d_]{2,}", re.IGNORECASE)


def name_of(request: HttpRequest, errors: dict[str, str], missing: str) -> str:
    """The acting person's name, for the e-mails and pages of others: their account's without what looks like an
    address, or what they typed, which is refused then. missing: what is said where there is none.
    """
    user: Any = request.user
    if user.is_authenticated:
        return " ".join(_ADDRESS.sub(" ", user.name).split())[:LONGEST] or _("somebody")
    name = " ".join(request.POST.get("name", "").split())[:LONGEST]
    if not name:
        errors["name"] = missing
    elif _ADDRESS.search(name):
        errors["name"] = _("Write a name alone, without the address of a site or a mailbox")
    return name
