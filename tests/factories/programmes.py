"""Programmes that call the API: a token of a desk's organisation, and a client that uses it."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from parvis.access.api import Role, acting_as
from parvis.access.data import Right
from parvis.apiplatform.data import Scope
from parvis.apiplatform.domain import tokens
from parvis.identity.models import Person
from parvis.kernel import clock
from parvis.procedures.models import Procedure
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import Desk

ALL = tuple(Scope)


@dataclass
class Programme:
    """Calls as a programme does: with its token, no cookies."""

    id: uuid.UUID
    secret: str
    host: str
    client: Client = field(default_factory=Client)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """An answer. headers: `If_Match="…"`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        said = {} if body is None else {"data": body if isinstance(body, bytes | str) else json.dumps(body)}
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            content_type=sent.pop("Content-Type", "application/json"),
            headers={"Authorization": f"Bearer {self.secret}", "Host": f"{self.host}:8000", **sent},
            **said,
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, {} if body is None else body, **headers)


def administrator(here: Desk) -> Person:
    """An administrator of a desk's organisation."""
    return people.member(here.place, Role.ADMINISTRATOR, who=people.person(given_name="Claire", family_name="Vandamme"))


def programme(
    here: Desk,
    scopes: Iterable[Scope] = ALL,
    *,
    by: Person | None = None,
    walls: Iterable[uuid.UUID] | None = None,
    at: dt.datetime | None = None,
    days: int = 30,
    **options: Any,
) -> Programme:
    """A programme with a token of the desk's organisation."""
    now = at or clock.now()
    who = by or administrator(here)
    said = {"name": "Logiciel de la ville", "networks": [], "per_minute": 10_000, "per_day": 1_000_000} | options
    with acting_as(who.id, Right.ADMINISTER, actor="administrator"):
        made = tokens.make(
            organisation_id=here.place.id,
            walls=list(walls or here.place.walls.values()),
            scopes=scopes,
            expires_at=now + dt.timedelta(days=days),
            by=who.id,
            at=now,
            **said,
        )
    return Programme(made.id, made.secret, here.place.host)


def offered(here: Desk, slug: str = "buvette-temporaire") -> Procedure:
    """The desk's case type as a procedure that the organisation offers."""
    with _as_owner():
        return Procedure.objects.create(
            case_type=here.town.case_type,
            organisation_id=here.place.id,
            slug=slug,
            title={"fr": "Débit de boissons temporaire", "en": "Temporary bar"},
            summary={"fr": "Ouvrir une buvette", "en": "Open a bar"},
            subject={"fr": "Associations", "en": "Associations"},
            audience={"fr": "Associations", "en": "Associations"},
            is_open=True,
            published_at=clock.now(),
        )
