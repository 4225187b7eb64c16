"""What crosses the border of `territory`: frozen, small, safe to keep in a process."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy as _


def _language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


@dataclass(frozen=True, slots=True)
class Text:
    """A text in French and English; `str()` gives the one of the page's language, French where English is missing."""

    fr: str = ""
    en: str = ""

    def __str__(self) -> str:
        return self.en or self.fr if _language() == "en" else self.fr or self.en

    def __bool__(self) -> bool:
        return bool(self.fr or self.en)


class Slot(NamedTuple):
    """One stretch of opening, local time."""

    opens: dt.time
    closes: dt.time


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """A week of opening, Monday first; falsy when no hour is known."""

    week: tuple[tuple[Slot, ...], ...] = ((),) * 7

    def __bool__(self) -> bool:
        return any(self.week)

    def __str__(self) -> str:
        """In one line, in the page's language."""
        from parvis.territory.domain import hours

        return hours.sentence(self, _language())

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Days and times of each stretch of the week, in the page's language."""
        from parvis.territory.domain import hours

        return hours.lines(self, _language())


class OrganisationKind(StrEnum):
    """What an organisation is in law."""

    COMMUNE = "commune"
    GROUP = "group"
    ESTABLISHMENT = "establishment"
    ASSOCIATION = "association"

    @property
    def label(self) -> Promise:
        return {
            OrganisationKind.COMMUNE: _("Commune"),
            OrganisationKind.GROUP: _("Group of communes"),
            OrganisationKind.ESTABLISHMENT: _("Public establishment"),
            OrganisationKind.ASSOCIATION: _("Association"),
        }[self]


class Sphere(StrEnum):
    """A domain of purpose: with an organisation it makes a wall. Values are stored: never rename one."""

    GENERAL = "general"
    CIVIL_STATUS = "civil_status"
    SCHOOL = "school"
    SOCIAL = "social"
    HEALTH = "health"
    PUBLIC_SPACE = "public_space"
    URBAN_PLANNING = "urban_planning"
    WASTE = "waste"
    CULTURE_SPORT = "culture_sport"

    @property
    def label(self) -> Promise:
        return {
            Sphere.GENERAL: _("General affairs"),
            Sphere.CIVIL_STATUS: _("Civil status"),
            Sphere.SCHOOL: _("School and childhood"),
            Sphere.SOCIAL: _("Social affairs"),
            Sphere.HEALTH: _("Health"),
            Sphere.PUBLIC_SPACE: _("Public space"),
            Sphere.URBAN_PLANNING: _("Urban planning"),
            Sphere.WASTE: _("Waste and cleanliness"),
            Sphere.CULTURE_SPORT: _("Culture and sport"),
        }[self]


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a service. `phone_link` is what follows `tel:`; `address` has one line a line."""

    address: str = ""
    phone: str = ""
    phone_link: str = ""
    email: str = ""
    website: str = ""
    hours: OpeningHours = OpeningHours()


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation of the territory.

    name: "Dunkerque"; title: "Ville de Dunkerque"; titled: "la Ville de Dunkerque"; of_title: "de la Ville de
    Dunkerque"; of_name: "de Dunkerque"; hall: "Mairie de Dunkerque", or the title for what is no commune.
    prefix: two letters that open the references of its cases. insee is "" for what is no commune; county is the code
    of its département; group_id the group of communes that it belongs to. `location` is (longitude, latitude).
    """

    id: uuid.UUID
    kind: OrganisationKind
    name: str
    title: str
    titled: str
    of_title: str
    of_name: str
    hall: str
    prefix: str
    insee: str
    siren: str
    county: str
    postcodes: tuple[str, ...]
    population: int | None
    contact: Contact
    location: tuple[float, float] | None
    group_id: uuid.UUID | None
    #: mailbox of the data protection officer, empty where the organisation has named none
    privacy_email: str = ""


@dataclass(frozen=True, slots=True)
class Department:
    """A department of an organisation (direction, service). Its contact falls back on the organisation's.

    is_closed: it gets no new request; what it has stays with it until somebody gives it to another.
    """

    id: uuid.UUID
    organisation_id: uuid.UUID
    code: str
    name: Text
    contact: Contact
    is_reception: bool
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a site, as "#rrggbb"; `domain.theme` says which pairs are read on which."""

    brand: str = "#0b3c5d"
    brand_strong: str = "#072a42"
    accent: str = "#c8452d"
    sand: str = "#f6f2ea"
    paper: str = "#fffdf9"
    link: str = "#0b4f82"


@dataclass(frozen=True, slots=True)
class Logo:
    """A site's logo, re-encoded by us: its address path and its size in CSS pixels."""

    path: str
    width: int
    height: int


class Accessibility(StrEnum):
    """The conformity that a site must state (loi 2005-102, art. 47; décret 2019-768): no other wording is allowed."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"

    @property
    def label(self) -> Promise:
        return {
            Accessibility.NONE: _("Accessibility: not compliant"),
            Accessibility.PARTIAL: _("Accessibility: partially compliant"),
            Accessibility.FULL: _("Accessibility: fully compliant"),
        }[self]


@dataclass(frozen=True, slots=True)
class PageLink:
    """A content page as menus and footers list it."""

    slug: str
    title: Text


@dataclass(frozen=True, slots=True)
class Site:
    """A site: one per organisation, and the territory's own (`organisation` is None).

    host: without port. theme_path: address of its small style sheet, which changes with its content.
    shared_organisations: those whose services also stand on this site (the communauté's, on a commune's).
    shows_shared: whether the administrator wants them there.
    place: the territory's name, shown above an organisation's site with the address of the territory's own.
    accessibility_on: the day on which the state of accessibility was last declared.
    """

    id: uuid.UUID
    organisation: Organisation | None
    host: str
    name: str
    tagline: Text
    welcome: Text
    theme: Theme
    theme_path: str
    logo: Logo | None
    accessibility: Accessibility
    accessibility_on: dt.date
    place: str
    place_address: str
    shows_shared: bool
    shared_organisations: tuple[Organisation, ...]
    pages: tuple[PageLink, ...]

    @property
    def organisation_id(self) -> uuid.UUID | None:
        return self.organisation.id if self.organisation else None

    @property
    def is_territory(self) -> bool:
        return self.organisation is None

    @property
    def initial(self) -> str:
        """The letter shown where there is no logo."""
        return self.name[:1].upper()


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of France. `kind` and `parent` as in `domain.national.CommuneFacts`; county is a département's code."""

    insee: str
    name: str
    county: str
    postcodes: tuple[str, ...]
    kind: str = "commune"
    parent: str = ""


@dataclass(frozen=True, slots=True)
class ClosingDay:
    """A day on which an organisation (None: the whole territory) is closed, beyond public holidays."""

    date: dt.date
    name: Text
    organisation_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class CreationReport:
    """What `creation.create` did, by title of organisation. `notices` are for the operator, in plain words."""

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoneTable:
    """A table of zones of an organisation, by the code that definitions name ("school_sectors"). `version` changes with
    its content; `stretches` counts its lines."""

    id: uuid.UUID
    organisation_id: uuid.UUID
    code: str
    name: Text
    version: uuid.UUID
    stretches: int
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class School:
    """A school of an organisation: its national number (UAI), its levels ("maternelle", "elementaire"), its sector."""

    uai: str
    organisation_id: uuid.UUID
    name: str
    levels: tuple[str, ...]
    address: str
    zone: str
