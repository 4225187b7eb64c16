"""A territory of three organisations, made in a few statements; and one that needs no database at all."""

import datetime as dt
import uuid
from dataclasses import dataclass

from parvis.territory import models
from parvis.territory.data import Accessibility, Organisation, Site, Text, Theme
from parvis.territory.domain import directory, organisations, theme

_WEEK = [[["08:30", "17:30"]]] * 5 + [[["08:30", "12:30"]], []]


@dataclass(frozen=True)
class Territory:
    """The communauté and two of its communes; sites stand at localhost, dunkerque.localhost, gravelines.localhost."""

    group: Organisation
    dunkerque: Organisation
    gravelines: Organisation


def _organisation(kind: str, name: str, title: str, prefix: str, label: str, **values: object) -> models.Organisation:
    row = models.Organisation.objects.create(
        kind=kind, name=name, title=title, prefix=prefix, county="59", hours=_WEEK, **values
    )
    models.Department.objects.create(
        organisation=row, code="accueil", name_fr="Accueil", name_en="Reception", is_reception=True
    )
    models.Site.objects.create(
        organisation=row,
        label=label,
        name=name,
        tagline_fr="Services en ligne",
        tagline_en="Online services",
        welcome_fr="Une demande, un papier, une autorisation\u00a0: commencez ici.",
        welcome_en="A request, a document, a permit: start here.",
    )
    return row


def territory() -> Territory:
    """Create it. Dunkerque has a department "vie-associative" beside its reception."""
    group = _organisation(
        "group", "Communauté urbaine de Dunkerque", "Communauté urbaine de Dunkerque", "CD", "cu-dunkerque",
        siren="245900428", population=195_000, address="Place de la République\n59140 Dunkerque",
        phone="03\u00a028\u00a000\u00a000\u00a000", phone_link="+33328000000",
    )  # fmt: skip
    dunkerque = _organisation(
        "commune", "Dunkerque", "Ville de Dunkerque", "DK", "dunkerque", insee="59183", siren="200027159", group=group,
        postcodes=["59140", "59240"], population=86_000, phone="03\u00a028\u00a000\u00a000\u00a001",
        phone_link="+33328000001", email="contact@dunkerque.example", address="Place Charles-Valentin\n59140 Dunkerque",
        website="https://www.dunkerque.example/",
    )  # fmt: skip
    gravelines = _organisation(
        "commune", "Gravelines", "Ville de Gravelines", "GV", "gravelines", insee="59273", siren="215902735",
        group=group, postcodes=["59820"], population=11_000, phone="03\u00a028\u00a000\u00a000\u00a002",
        phone_link="+33328000002", email="contact@gravelines.example", address="Place Albert-Denvers\n59820 Gravelines",
    )  # fmt: skip
    models.Department.objects.create(
        organisation=dunkerque, code="vie-associative", name_fr="Vie associative et événements", name_en="Associations"
    )
    models.Site.objects.create(
        label="",
        name="Communauté urbaine de Dunkerque et ses 17 communes",
        tagline_fr="Services en ligne du territoire",
        tagline_en="Online services of the territory",
        welcome_fr="Choisissez votre commune, ou commencez par ce que vous cherchez.",
        welcome_en="Choose your commune, or start with what you are looking for.",
    )
    directory.changed()
    return Territory(organisations.get(group.pk), organisations.get(dunkerque.pk), organisations.get(gravelines.pk))


def bare_directory() -> directory.Directory:
    """A territory without organisations, for pages that only need a site to stand on: no database is asked."""
    site = Site(
        id=uuid.UUID("01900000-0000-7000-8000-000000000001"),
        organisation=None,
        host="localhost",
        name="Territoire",
        tagline=Text("Services en ligne", "Online services"),
        welcome=Text(),
        theme=Theme(),
        theme_path=theme.path(Theme()),
        logo=None,
        accessibility=Accessibility.NONE,
        accessibility_on=dt.date(2026, 1, 5),
        place="Territoire",
        place_address="http://localhost:8000/",
        shows_shared=True,
        shared_organisations=(),
        pages=(),
    )
    return directory.Directory(uuid.UUID(int=0), {}, {}, {"localhost": site, "testserver": site}, site)
