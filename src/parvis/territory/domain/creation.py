"""`parvis territory create`: organisations and sites from the national data; run again, it keeps what was edited.

Each organisation remembers the values last read (`source`). A field that still has that value follows the national
data; one that differs was edited here and stays. Sites, texts, departments are made once and never overwritten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from parvis.territory import models
from parvis.territory.data import CreationReport, OrganisationKind
from parvis.territory.domain import directory, hours, naming, national, phones

Progress = Callable[[str, int, int], None]

#: fields of an organisation that follow the national data until they are edited
_FOLLOWED = (
    "name", "title", "liaison", "siren", "county", "postcodes", "population",
    "address", "phone", "phone_link", "email", "website", "hours", "longitude", "latitude",
)  # fmt: skip
#: edited together or not at all
_TOGETHER = {"phone_link": "phone", "latitude": "longitude"}


class NothingAsked(ValueError):
    """Neither a group nor a commune was named, or both were."""


@dataclass
class _Tally:
    created: list[str]
    updated: list[str]
    unchanged: list[str]
    kept: dict[str, tuple[str, ...]]
    notices: list[str]
    hosts: list[str]


class _DryRun(Exception):
    """Rolls everything back."""


def create(
    *,
    epci: str = "",
    commune: str = "",
    dry_run: bool = False,
    progress: Progress = lambda step, done, total: None,
) -> CreationReport:
    """Create, or bring up to date, a group of communes with its members (`epci`: SIREN) or one commune (INSEE code).

    dry_run: do everything, report, and undo it. progress: called with a step's name, how many are done, of how many.
    Raises NothingAsked, `national.UnknownAuthority`, `national.SourceMissing`.
    """
    if bool(epci) == bool(commune):
        raise NothingAsked("name either a group of communes or a commune")
    tally = _Tally([], [], [], {}, [], [])
    try:
        with transaction.atomic():
            if epci:
                _create_group(national.group(epci), tally, progress)
            else:
                _create_communes((commune,), None, tally, progress)
                _territory_site(tally)
            directory.changed()
            if dry_run:
                raise _DryRun
    except _DryRun:
        directory.forget()
    return CreationReport(
        tuple(tally.created), tuple(tally.updated), tuple(tally.unchanged), tally.kept, tuple(tally.notices),
        tuple(tally.hosts),
    )  # fmt: skip


def _create_group(facts: national.GroupFacts, tally: _Tally, progress: Progress) -> None:
    values: dict[str, Any] = {
        "name": naming.typographic(facts.name),
        "title": naming.typographic(facts.name),
        "siren": facts.siren,
    }
    row = _save(OrganisationKind.GROUP, {"siren": facts.siren}, values, tally)
    _site(row, naming.group_slug(facts.short_name), tally)
    members = _create_communes(facts.members, row, tally, progress)
    values["population"] = sum(member.population or 0 for member in members)
    values["county"] = max({member.county for member in members}, key=[member.county for member in members].count)
    _follow(row, values)
    row.save()
    _unite(row, members)
    _territory_site(tally, f"{row.title} et ses {len(members)} communes")
    if not row.phone:
        tally.notices.append(
            f"{row.title}: the national data give no telephone for groups of communes; acknowledgements of receipt "
            "need one (CRPA R112-11-1). Set it on its site's page, or with `parvis territory contact`."
        )


def _create_communes(
    codes: tuple[str, ...], group: models.Organisation | None, tally: _Tally, progress: Progress
) -> list[models.Organisation]:
    progress("reading", 0, len(codes))
    facts = {one.insee: one for one in national.communes() if one.kind == "commune" and one.insee in codes}
    for code in codes:
        if code not in facts:
            facts[code] = national.commune(code)
    halls = national.town_halls(codes)
    rows = []
    for done, code in enumerate(codes, start=1):
        row = _create_commune(facts[code], halls.get(code), group, tally)
        rows.append(row)
        progress("writing", done, len(codes))
    return rows


def _create_commune(
    facts: national.CommuneFacts,
    hall: national.TownHallFacts | None,
    group: models.Organisation | None,
    tally: _Tally,
) -> models.Organisation:
    values: dict[str, Any] = {
        "name": naming.typographic(facts.name),
        "title": naming.commune_title(facts.name, facts.liaison, facts.population),
        "liaison": facts.liaison,
        "siren": facts.siren,
        "county": facts.county,
        "postcodes": list(facts.postcodes),
        "population": facts.population,
        **_hall_values(facts, hall),
    }
    row = _save(OrganisationKind.COMMUNE, {"insee": facts.insee}, values, tally)
    if group is not None and row.group_id != group.pk:
        row.group = group
        row.save(update_fields=["group"])
    if hall is not None and hall.boundary:
        _bound(row, hall.boundary)
    else:
        tally.notices.append(f"{row.title}: the national data give no boundary")
    if not row.phone:
        tally.notices.append(f"{row.title}: telephone unknown; acknowledgements of receipt need one (CRPA R112-11-1)")
    _site(row, naming.slug(facts.name), tally)
    return row


def _hall_values(facts: national.CommuneFacts, hall: national.TownHallFacts | None) -> dict[str, Any]:
    if hall is None:
        return {}
    values: dict[str, Any] = {
        "address": naming.typographic(hall.address.strip()),
        "email": hall.email,
        "website": hall.website,
        "hours": hours.to_json(hours.from_national(hall.hours)),
        "phone": "",
        "phone_link": "",
    }
    if hall.phone:
        try:
            values["phone"], values["phone_link"] = phones.read(hall.phone, facts.county)
        except phones.NotAPhone:
            pass  # said with the other missing telephones: nobody can call it
    if hall.location:
        from shapely import from_wkb, get_x, get_y

        point = from_wkb(hall.location)
        values["longitude"], values["latitude"] = round(float(get_x(point)), 6), round(float(get_y(point)), 6)
    return values


def _save(kind: OrganisationKind, key: dict[str, str], values: dict[str, Any], tally: _Tally) -> models.Organisation:
    row = models.Organisation.objects.select_for_update().filter(**key).first()
    if row is None:
        row = models.Organisation(kind=kind, prefix=_free_prefix(values["title"], values["name"], kind), **key)
        _follow(row, values)
        row.save()
        models.Department.objects.create(
            organisation=row,
            code="accueil",
            name_fr="Accueil de la mairie" if kind == OrganisationKind.COMMUNE else "Accueil",
            name_en="Town hall reception" if kind == OrganisationKind.COMMUNE else "Reception",
            is_reception=True,
        )
        tally.created.append(row.title)
        return row
    changed, kept = _follow(row, values)
    if changed:
        row.save()
    (tally.updated if changed else tally.unchanged).append(row.title)
    if kept:
        tally.kept[row.title] = kept
    return row


def _follow(row: models.Organisation, values: dict[str, Any]) -> tuple[bool, tuple[str, ...]]:
    """Bring the fields that were not edited to the national values: whether any changed, and which edited ones stay."""
    changed, kept = False, []
    edited = {
        field
        for field in _FOLLOWED
        if field in row.source and getattr(row, field) != row.source[field] and field not in _TOGETHER
    }
    for field in _FOLLOWED:
        if field not in values:
            continue
        value = values[field]
        if _TOGETHER.get(field, field) in edited:
            if field not in _TOGETHER and getattr(row, field) != value:
                kept.append(field)
        elif getattr(row, field) != value:
            setattr(row, field, value)
            changed = True
        if field not in row.source or row.source[field] != value:
            row.source[field] = value
            changed = True
    return changed, tuple(kept)


def _free_prefix(title: str, name: str, kind: OrganisationKind) -> str:
    taken = set(models.Organisation.objects.values_list("prefix", flat=True))
    source = title if kind == OrganisationKind.GROUP else name
    return next(prefix for prefix in naming.prefixes(source) if prefix not in taken)


def _bound(row: models.Organisation, wkb: str) -> None:
    from shapely import from_wkb
    from shapely.geometry import mapping

    _keep_boundary(row, mapping(from_wkb(wkb)))


def _unite(row: models.Organisation, members: list[models.Organisation]) -> None:
    from shapely import unary_union
    from shapely.geometry import mapping, shape

    known = models.Boundary.objects.filter(organisation__in=members).values_list("geometry", flat=True)
    shapes = [shape(geometry) for geometry in known]
    if shapes:
        # Neighbours drawn apart by the simplification meet within a metre or so.
        united = unary_union([one.buffer(0) for one in shapes])
        _keep_boundary(row, mapping(united))


def _keep_boundary(row: models.Organisation, geometry: Any) -> None:
    from json import dumps, loads

    plain = loads(dumps(geometry), parse_float=lambda text: round(float(text), 6))
    known = models.Boundary.objects.filter(organisation=row).values_list("geometry", flat=True).first()
    if known != plain:
        models.Boundary.objects.update_or_create(organisation=row, defaults={"geometry": plain})


def _site(row: models.Organisation, label: str, tally: _Tally) -> None:
    site = models.Site.objects.filter(organisation=row).first()
    if site is None:
        if models.Site.objects.filter(label=label).exists():
            label = f"{label[:44]}-{row.insee or row.siren}".lower()
        commune = row.kind == OrganisationKind.COMMUNE
        kind = "ville" if row.title.startswith("Ville") else "commune"
        site = models.Site.objects.create(
            organisation=row,
            label=label,
            name=row.name,
            tagline_fr=f"Services en ligne de la {kind}" if commune else "Services en ligne",
            tagline_en="Online services of the town hall" if commune else "Online services",
            welcome_fr="Une demande, un papier, une autorisation\u00a0: commencez ici.",
            welcome_en="A request, a document, a permit: start here.",
        )
    tally.hosts.append(site.domain or f"{site.label}.{directory.host_name()}")


def _territory_site(tally: _Tally, name: str = "") -> None:
    site = models.Site.objects.filter(organisation=None).first()
    if site is None:
        first = models.Organisation.objects.order_by("pk").first()
        models.Site.objects.create(
            organisation=None,
            label="",
            name=name or (first.title if first else "Parvis"),
            tagline_fr="Services en ligne du territoire",
            tagline_en="Online services of the territory",
            welcome_fr="Choisissez votre commune, ou commencez par ce que vous cherchez.",
            welcome_en="Choose your commune, or start with what you are looking for.",
        )
    tally.hosts.insert(0, directory.host_name())
