"""Web services of an organisation: kept by its administrators, their secrets sealed."""

import datetime as dt
import re
import uuid

from django.utils.text import slugify

from parvis.errands.models import Service
from parvis.identity.api import seal
from parvis.webhooks.api import new_secret

#: what an organisation may have
MOST = 50


def of(organisation_id: uuid.UUID) -> list[Service]:
    """The services of an organisation, by name: one statement."""
    return list(Service.objects.filter(organisation_id=organisation_id).order_by("name", "id")[:MOST])


def make(organisation_id: uuid.UUID, name: str, url: str, *, at: dt.datetime) -> tuple[Service, str]:
    """A new service and its secret, which is given this once. Its code is made of its name."""
    secret = new_secret()
    base = re.sub(r"[^a-z0-9]+", "_", slugify(name))[:50].strip("_") or "service"
    if not base[0].isalpha():
        base = f"s_{base}"
    taken = set(Service.objects.filter(organisation_id=organisation_id).values_list("code", flat=True))
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}_{number}"
    made = Service.objects.create(
        organisation_id=organisation_id, code=code, name=name, url=url, secret=seal(secret), changed_at=at
    )
    return made, secret


def change(service: Service, name: str, url: str, *, at: dt.datetime) -> None:
    """Another name or address; its code and its secret stay."""
    Service.objects.filter(id=service.id).update(name=name, url=url, changed_at=at)


def renew(service: Service, *, at: dt.datetime) -> str:
    """A new secret, which is given this once; the former one signs nothing any more."""
    secret = new_secret()
    Service.objects.filter(id=service.id).update(secret=seal(secret), changed_at=at)
    return secret


def remove(service: Service) -> None:
    """Take it away; steps that call it fail, and say so."""
    service.delete()
