"""The erasers of the modules below: they know nothing of this one."""

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from parvis.access import api as access
from parvis.files import api as files
from parvis.identity import api as identity
from parvis.privacy.domain import requests
from parvis.privacy.registry import Eraser, Extent, erasers


def _files(wall_id: uuid.UUID, subject_id: uuid.UUID, at: dt.datetime, extent: Extent) -> int:
    return files.erase_subject(wall_id=wall_id, subject_id=subject_id)


def _memberships(person_id: uuid.UUID) -> int:
    return access.erase_person(person_id) + access.keep_journal(person_id) + access.forget_links(person_id)


def _account(person_id: uuid.UUID, email: str, at: dt.datetime) -> int:
    return identity.erase_person(person_id)


erasers.register(Eraser("files", 80, ("parvis.files.domain.removing.erase_subject",), subject=_files, label=_("files")))
erasers.register(
    Eraser(
        "access",
        90,
        tuple(f"parvis.access.domain.erasure.{name}" for name in ("erase_person", "keep_journal", "forget_links")),
        service=_memberships,
    )
)
erasers.register(Eraser("identity", 99, ("parvis.identity.domain.erasure.erase_person",), person=_account))
erasers.register(
    Eraser("privacy", 85, ("parvis.privacy.domain.requests.forget_officer",), service=requests.forget_officer)
)
