"""The territory in each process: read at first use, again when its version changed.

The rows are few (an organisation, a site, some departments for each commune) and change rarely, while every request
needs them: to find the site from the host, to name who answers. Triggers give the row `territory_version` a new random
UUID with every change of a table, in the same transaction; each process compares it at most every
`TERRITORY_CHECK_SECONDS`, and the process that changed something at once.
"""

import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import connection, transaction

from parvis.territory import models
from parvis.territory.data import (
    Accessibility,
    Contact,
    Department,
    Logo,
    Organisation,
    OrganisationKind,
    PageLink,
    School,
    Site,
    Text,
    ZoneTable,
)
from parvis.territory.domain import hours, naming, theme

_CHECK_SECONDS = 10.0


@dataclass(frozen=True)
class Directory:
    """One reading of the whole territory."""

    version: uuid.UUID
    organisations: Mapping[uuid.UUID, Organisation]
    departments: Mapping[uuid.UUID, Department]
    sites: Mapping[str, Site]
    territory: Site | None
    zone_tables: tuple[ZoneTable, ...] = ()
    schools: tuple[School, ...] = ()

    def departments_of(self, organisation_id: uuid.UUID) -> list[Department]:
        return [found for found in self.departments.values() if found.organisation_id == organisation_id]


class _Kept:
    directory: Directory | None = None
    checked: float = 0.0


_kept = _Kept()
_lock = threading.Lock()


def current() -> Directory:
    """The territory as this process knows it: no query, but for one when it is time to compare versions."""
    directory = _kept.directory
    if directory is not None and time.monotonic() < _kept.checked + _check_seconds():
        return directory
    with _lock:
        version = _version()
        if _kept.directory is None or _kept.directory.version != version:
            _kept.directory = _read(version)
        _kept.checked = time.monotonic()
        return _kept.directory


def forget() -> None:
    """Compare versions at the next use; after a change in this process, and between tests."""
    _kept.checked = float("-inf")


def changed() -> None:
    """Say that this transaction changed the territory: seen here at once, and by this process again after commit."""
    forget()
    transaction.on_commit(partial(forget))


def host_name() -> str:
    """The territory's own host, without port."""
    return str(settings.PARVIS_HOST).partition(":")[0].lower()


def address(host: str, path: str = "/") -> str:
    """The absolute address of a path on one of our hosts, with the scheme and port of the territory's own."""
    port = str(settings.PARVIS_HOST).partition(":")[2]
    scheme = "https" if settings.PARVIS_HTTPS else "http"
    return f"{scheme}://{host}{f':{port}' if port else ''}{path}"


@contextmanager
def fixed(directory: Directory) -> Iterator[None]:
    """Answer from `directory` inside the block, without asking the database, until something changes. For tests."""
    before = _kept.directory
    _kept.directory, _kept.checked = directory, float("inf")
    try:
        yield
    finally:
        _kept.directory, _kept.checked = before, float("-inf")


def _check_seconds() -> float:
    return float(getattr(settings, "TERRITORY_CHECK_SECONDS", _CHECK_SECONDS))


def _version() -> uuid.UUID:
    with connection.cursor() as cursor:
        cursor.execute("select version from territory_version")
        row = cursor.fetchone()
    found: uuid.UUID = row[0]
    return found


def _read(version: uuid.UUID) -> Directory:
    organisations = {row.pk: _organisation(row) for row in models.Organisation.objects.order_by("name", "pk")}
    departments = {}
    for row in models.Department.objects.order_by("organisation_id", "-is_reception", "name_fr", "pk"):
        departments[row.pk] = _department(row, organisations[row.organisation_id])
    logos = {
        site_id: Logo(f"/logo-{sha256[:16]}.png", width, height)
        for site_id, sha256, width, height in models.SiteLogo.objects.values_list(
            "site_id", "sha256", "width", "height"
        )
    }
    pages: dict[uuid.UUID, list[PageLink]] = {}
    listed = models.ContentPage.objects.filter(in_footer=True).order_by("position", "title_fr")
    for site_id, slug, title_fr, title_en in listed.values_list("site_id", "slug", "title_fr", "title_en"):
        pages.setdefault(site_id, []).append(PageLink(slug, Text(title_fr, title_en)))
    sites: dict[str, Site] = {}
    territory = None
    rows = list(models.Site.objects.order_by("label"))
    place = next((row.name for row in rows if row.organisation_id is None), "")
    for found in rows:
        site = _site(found, place, organisations, logos.get(found.pk), tuple(pages.get(found.pk, ())))
        sites[site.host] = site
        if site.organisation is None:
            territory = site
    return Directory(version, organisations, departments, sites, territory, _zone_tables(), _schools())


def _zone_tables() -> tuple[ZoneTable, ...]:
    """What every process knows of the tables of zones; their lines it reads when a form first asks."""
    return tuple(
        ZoneTable(
            row.pk, row.organisation_id, row.code, Text(row.name_fr, row.name_en), row.version, row.stretch_count,
            row.changed_at,
        )
        for row in models.ZoneTable.objects.order_by("organisation_id", "code")
    )  # fmt: skip


def _schools() -> tuple[School, ...]:
    return tuple(
        School(
            row.uai, row.organisation_id, row.name, tuple(row.levels),
            ", ".join(part for part in (row.address, f"{row.postcode} {row.town}".strip()) if part), row.zone,
        )
        for row in models.School.objects.order_by("name", "uai")
    )  # fmt: skip


def contact_of(row: models.Organisation | models.Department) -> Contact:
    """The contact that a row holds."""
    return Contact(row.address, row.phone, row.phone_link, row.email, row.website, hours.from_json(row.hours))


def _organisation(row: models.Organisation) -> Organisation:
    kind = OrganisationKind(row.kind)
    of_name = naming.of(row.name, row.liaison) if kind == OrganisationKind.COMMUNE else naming.of_title(row.title)
    return Organisation(
        id=row.pk,
        kind=kind,
        name=row.name,
        title=row.title,
        titled=naming.title_article(row.title) + row.title,
        of_title=naming.of_title(row.title),
        of_name=of_name,
        hall=f"Mairie {of_name}" if kind == OrganisationKind.COMMUNE else row.title,
        prefix=row.prefix,
        insee=row.insee,
        siren=row.siren,
        county=row.county,
        postcodes=tuple(row.postcodes),
        population=row.population,
        contact=contact_of(row),
        location=None if row.longitude is None or row.latitude is None else (row.longitude, row.latitude),
        group_id=row.group_id,
        privacy_email=row.privacy_email,
    )


def _department(row: models.Department, organisation: Organisation) -> Department:
    own, fallback = contact_of(row), organisation.contact
    contact = Contact(
        address=own.address or fallback.address,
        phone=own.phone or fallback.phone,
        phone_link=own.phone_link or fallback.phone_link,
        email=own.email or fallback.email,
        website=own.website or fallback.website,
        hours=own.hours or fallback.hours,
    )
    name = Text(row.name_fr, row.name_en)
    return Department(row.pk, organisation.id, row.code, name, contact, row.is_reception, row.is_closed)


def _site(
    row: models.Site,
    place: str,
    organisations: Mapping[uuid.UUID, Organisation],
    logo: Logo | None,
    pages: tuple[PageLink, ...],
) -> Site:
    organisation = organisations[row.organisation_id] if row.organisation_id else None
    group = organisations.get(organisation.group_id) if organisation and organisation.group_id else None
    colours = theme.from_json(row.theme)
    return Site(
        id=row.pk,
        organisation=organisation,
        host=row.domain or (f"{row.label}.{host_name()}" if row.label else host_name()),
        name=row.name,
        tagline=Text(row.tagline_fr, row.tagline_en),
        welcome=Text(row.welcome_fr, row.welcome_en),
        theme=colours,
        theme_path=theme.path(colours),
        logo=logo,
        accessibility=Accessibility(row.accessibility),
        accessibility_on=row.accessibility_on,
        place=place,
        place_address=address(host_name()),
        shows_shared=row.shows_shared,
        shared_organisations=(group,) if group and row.shows_shared else (),
        pages=pages,
    )
