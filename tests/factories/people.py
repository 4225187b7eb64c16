"""A small territory with people in it, and a way to sign in without the pages.

Everything is made as the owner (`as_owner`), as an import or the demonstration would.
"""

import uuid
from dataclasses import dataclass, field

from allauth.account.internal.userkit import user_id_to_str
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from parvis.access.api import Role, appoint, wall_for
from parvis.identity.api import register
from parvis.identity.models import Person, Session
from parvis.identity.secrets import digest
from parvis.identity.sessions import METHODS, METHODS_OF, SessionStore
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.territory import api as territory
from parvis.territory.models import Department, Organisation, Site
from tests.conftest import _as_owner

PASSWORD = "une phrase assez longue"


@dataclass
class Place:
    """An organisation with its site, two departments and three walls."""

    id: uuid.UUID
    host: str
    departments: list[uuid.UUID]
    walls: dict[str, uuid.UUID] = field(default_factory=dict)


def territory_site() -> None:
    """The territory's own site, at `localhost`."""
    with _as_owner():
        if not Site.objects.filter(organisation=None).exists():
            Site.objects.create(name="Le territoire")
    territory.forget()


def place(label: str = "dunkerque", prefix: str = "DK") -> Place:
    """An organisation at `<label>.localhost`."""
    territory_site()
    with _as_owner():
        organisation = Organisation.objects.create(
            kind="commune", name=label.title(), title=f"Ville de {label.title()}", prefix=prefix
        )
        Site.objects.create(organisation=organisation, label=label, name=organisation.title)
        departments = [
            Department.objects.create(organisation=organisation, code=code, name_fr=code).id
            for code in ("vie-associative", "etat-civil")
        ]
        walls = {sphere: wall_for(organisation.id, sphere) for sphere in ("general", "social", "school")}
    territory.forget()
    return Place(organisation.id, f"{label}.localhost", departments, walls)


def person(email: str | None = None, *, password: str | None = None, **fields: str) -> Person:
    """Somebody with a confirmed account."""
    names = {"given_name": "Amina", "family_name": "Benali", "language": "fr"} | fields
    with _as_owner():
        return register(email=email or f"{new_id().hex}@example.org", password=password, **names)


def member(at: Place, role: Role = Role.AGENT, *spheres: str, who: Person | None = None, **dates: object) -> Person:
    """Somebody with a membership at a place, within the walls of `spheres` (none named: "general")."""
    found = who or person(given_name="Sofia", family_name="Leclercq")
    with _as_owner():
        appoint(
            person_id=found.id,
            organisation_id=at.id,
            department_id=at.departments[0],
            role=role,
            walls=[at.walls[sphere] for sphere in spheres or ("general",)],
            **dates,  # type: ignore[arg-type]
        )
    return found


def sign_in(client: Client, who: Person, *, host: str = "localhost", second_factor: bool = True) -> None:
    """Give the client a session of `who` on `host` (a child of one on the territory's); every request goes there."""
    client.defaults["HTTP_HOST"] = f"{host}:8000"
    client.cookies.load(cookies(who, host=host, second_factor=second_factor))


def cookies(
    who: Person, *, host: str = "localhost", second_factor: bool = True, just_now: bool = False
) -> dict[str, str]:
    """The cookie of a new session of `who` on `host`: for a client, or for a browser.

    just_now: they have just proved who they are, so what changes the account asks them nothing again.
    """
    root = _session(who, "localhost", second_factor, just_now)
    if host == "localhost":
        return {settings.SESSION_COOKIE_NAME: str(root.session_key)}
    child = _session(who, host, second_factor)
    with _as_owner():
        parent = Session.objects.get(key_hash=digest(str(root.session_key)))
        Session.objects.filter(key_hash=digest(str(child.session_key))).update(parent=parent)
    return {settings.SESSION_COOKIE_NAME: str(child.session_key)}


def _session(who: Person, host: str, second_factor: bool, just_now: bool = False) -> SessionStore:
    store = SessionStore().bind(host=host, user_agent="tests")
    store[SESSION_KEY] = str(who.pk)
    store[BACKEND_SESSION_KEY] = "parvis.identity.backends.PasswordBackend"
    store[HASH_SESSION_KEY] = who.get_session_auth_hash()
    store[METHODS] = [{"method": "mfa"}] if second_factor else []
    if just_now:
        proof = {"method": "password", "at": clock.now().timestamp(), "email": who.email, "reauthenticated": True}
        store[METHODS].append(proof)
        store[METHODS_OF] = user_id_to_str(who)
    store.create()
    return store


def cookies_of(who: Person, host: str = "localhost") -> dict[str, str]:
    """The session's cookie, for a real browser."""
    client = Client()
    sign_in(client, who, host=host)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
