"""Data sets of an organisation, as its designers keep them."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from parvis.access.api import wall_for
from parvis.datasets.data import Refused
from parvis.datasets.domain import loading, mapping
from parvis.datasets.models import DataSet
from parvis.datasets.models.dataset import BUSY, READING
from parvis.datasets.registry import USERS
from parvis.files import api as files
from parvis.kernel import clock

MOST = 200
"""Data sets of one organisation."""


def every(organisation_id: uuid.UUID) -> list[DataSet]:
    """By name."""
    return list(DataSet.objects.filter(organisation_id=organisation_id).order_by("name_fr", "code")[:MOST])


def find(organisation_id: uuid.UUID, code: str) -> DataSet | None:
    """The data set of that name."""
    return DataSet.objects.filter(organisation_id=organisation_id, code=code).first()


def make(organisation_id: uuid.UUID, name_fr: str, name_en: str, language: str) -> DataSet:
    """A data set without anything in it. Raises Refused."""
    [(code, _title)] = mapping.named([name_fr]) or [("", "")]
    if not code or not code[0].isalpha():
        raise Refused(_("The name begins with a letter"))
    if DataSet.objects.filter(organisation_id=organisation_id).count() >= MOST:
        raise Refused(_("%(num)d data sets at most") % {"num": MOST})
    try:
        with transaction.atomic():
            return DataSet.objects.create(
                organisation_id=organisation_id,
                wall_id=wall_for(organisation_id, "general"),
                code=code,
                name_fr=name_fr,
                name_en=name_en,
                language=language,
                changed_at=clock.now(),
            )
    except IntegrityError:
        raise Refused(_("There is a data set of this name")) from None


def take(found: DataSet, *, spooled: files.Spooled | None, url: str, path: str, every: str) -> None:
    """Have what came read: a file, or what a service answers. Raises Refused while a worker is at it."""
    if found.state in BUSY and found.lines_id:
        raise Refused(_("This is being read: wait until it is done"))
    found.url, found.path, found.every = url, path if url else "", every if url else ""
    found.state, found.told = READING, ""
    found.due_at = loading.next_time(found, clock.now())
    if spooled is not None:
        with loading.inside(found), spooled.open_bytes() as file:
            ref = files.store(file, name=found.code, media_type="application/octet-stream", wall_id=found.id)
        found.file_id = ref.id
    found.save(update_fields=["url", "path", "every", "state", "told", "due_at", "file_id"])
    loading.begin(found)


def used(found: DataSet) -> list[str]:
    """Where it is used by what is in force."""
    return [use.where for user in USERS for use in user.uses(found.organisation_id) if use.code == found.code]


def remove(found: DataSet) -> None:
    """Remove a data set that nothing in force uses. Raises Refused."""
    where = used(found)
    if where:
        raise Refused(_("“%(where)s” uses it: publish it without that question first") % {"where": where[0]})
    held = [one for one in (found.file_id, found.lines_id) if one]
    if held:
        with loading.inside(found):
            files.remove(held)
    found.delete()
