"""Sites: found from the host without a query, changed by their administrator."""

import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from parvis.kernel import clock
from parvis.territory import models
from parvis.territory.data import Accessibility, Site, Text, Theme
from parvis.territory.domain import directory, logos, theme as themes


class UnknownSite(LookupError):
    """No site has this id, or the territory was not created yet."""


class ThemeRefused(ValueError):
    """Some colours can't be read on others; `pairs` says which, `str()` in plain words."""

    def __init__(self, pairs: list[themes.Unreadable]) -> None:
        super().__init__(" ; ".join(str(pair.message) for pair in pairs))
        self.pairs = pairs


@dataclass(frozen=True, slots=True)
class PageBody:
    """A content page with its Markdown."""

    slug: str
    title: Text
    body: Text
    in_footer: bool


def for_host(host: str) -> Site | None:
    """The site of a request's host (its port is ignored), or None for a host that is none of ours. No query."""
    name = urlsplit(f"//{host}").hostname or ""
    return directory.current().sites.get(name.rstrip("."))


def of_request(request: HttpRequest) -> Site:
    """The site that answers a request, put there by `territory.middleware`. Raises UnknownSite on hostless paths."""
    site: Site | None = getattr(request, "site", None)
    if site is None:
        raise UnknownSite(request.path)
    return site


def get(site_id: uuid.UUID) -> Site:
    """The site with this id. Raises UnknownSite."""
    for site in all():
        if site.id == site_id:
            return site
    raise UnknownSite(site_id)


def all() -> list[Site]:  # noqa: A001 - the face reads sites.all()
    """Every site, the territory's own first."""
    return list(directory.current().sites.values())


def territory() -> Site:
    """The territory's own site. Raises UnknownSite before `parvis territory create`."""
    found = directory.current().territory
    if found is None:
        raise UnknownSite("the territory was not created yet: parvis territory create")
    return found


def of(organisation_id: uuid.UUID) -> Site:
    """The site of an organisation. Raises UnknownSite."""
    for site in all():
        if site.organisation_id == organisation_id:
            return site
    raise UnknownSite(organisation_id)


def url(site: Site, path: str = "/") -> str:
    """The absolute address of a path on a site, for links between sites and in mails."""
    return directory.address(site.host, path)


def printed(site: Site) -> str:
    """The address of a site as paper keeps it, without a slash at its end: `https://dunkerque.example.fr`.

    Outside the demonstration always by HTTPS and without a port, whatever this installation is being tried behind: an
    order is verified in ten years, through the public front.
    """
    if settings.PARVIS_DEMO:
        return url(site, "").rstrip("/")
    return f"https://{site.host}"


def page(site: Site, slug: str) -> PageBody | None:
    """A content page of a site with its body. One query."""
    row = models.ContentPage.objects.filter(site_id=site.id, slug=slug).first()
    return _body(row) if row else None


def pages(site: Site) -> list[PageBody]:
    """Every content page of a site, in the order of its footer. One query."""
    return [_body(row) for row in models.ContentPage.objects.filter(site_id=site.id).order_by("position", "title_fr")]


def _body(row: models.ContentPage) -> PageBody:
    return PageBody(row.slug, Text(row.title_fr, row.title_en), Text(row.body_fr, row.body_en), row.in_footer)


def logo(sha256_start: str) -> tuple[bytes, str] | None:
    """Content and media type of the logo whose SHA-256 starts so (it is what its address holds). One query."""
    row = models.SiteLogo.objects.filter(sha256__startswith=sha256_start).first()
    return (bytes(row.content), row.media_type) if row else None


@transaction.atomic
def change(
    site_id: uuid.UUID,
    *,
    name: str,
    tagline: Text,
    welcome: Text,
    accessibility: Accessibility,
    shows_shared: bool,
) -> None:
    """Change what a site says of itself. Raises UnknownSite."""
    changed = models.Site.objects.filter(pk=site_id).update(
        name=name,
        tagline_fr=tagline.fr,
        tagline_en=tagline.en,
        welcome_fr=welcome.fr,
        welcome_en=welcome.en,
        accessibility=accessibility,
        accessibility_on=clock.today(),
        shows_shared=shows_shared,
    )
    if not changed:
        raise UnknownSite(site_id)
    directory.changed()


def set_theme(site_id: uuid.UUID, theme: Theme) -> None:
    """Change a site's colours. Raises ThemeRefused when a pair is too close, ValueError for what is no colour."""
    unreadable = themes.unreadable(theme)
    if unreadable:
        raise ThemeRefused(unreadable)
    if not models.Site.objects.filter(pk=site_id).update(theme=themes.to_json(theme)):
        raise UnknownSite(site_id)
    directory.changed()


def set_logo(site_id: uuid.UUID, picture: logos.Encoded | None) -> None:
    """Put a logo (from `logos.encode`) in the place of the one before; None removes it."""
    if picture is None:
        models.SiteLogo.objects.filter(site_id=site_id).delete()
    else:
        models.SiteLogo.objects.update_or_create(
            site_id=site_id,
            defaults={
                "content": picture.content,
                "media_type": picture.media_type,
                "sha256": picture.sha256,
                "width": (picture.width + 1) // 2,
                "height": (picture.height + 1) // 2,
            },
        )
    directory.changed()


def save_page(site_id: uuid.UUID, slug: str, *, title: Text, body: Text, in_footer: bool = True) -> None:
    """Create or change a content page."""
    models.ContentPage.objects.update_or_create(
        site_id=site_id,
        slug=slug,
        defaults={
            "title_fr": title.fr,
            "title_en": title.en,
            "body_fr": body.fr,
            "body_en": body.en,
            "in_footer": in_footer,
        },
    )
    directory.changed()


def remove_page(site_id: uuid.UUID, slug: str) -> None:
    """Remove a content page; a standard page of that name comes back."""
    models.ContentPage.objects.filter(site_id=site_id, slug=slug).delete()
    directory.changed()
