"""An administrator changes the site; what cannot be read, called or decoded is refused in plain words."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from PIL import Image

from parvis.access.data import Standing
from parvis.territory.api import organisations, sites
from parvis.territory.data import Accessibility, Site, Theme
from parvis.territory.forms.studio import ColoursForm, ContactForm, LogoForm, PageForm, TextsForm
from parvis.territory.views import studio
from tests.factories.territory import Territory, territory

pytestmark = pytest.mark.django_db

TEXTS = {
    "name": "Dunkerque", "tagline_fr": "Vos services", "tagline_en": "", "welcome_fr": "Bienvenue",
    "welcome_en": "Welcome",
    "accessibility": "partial", "shows_shared": "on",
}  # fmt: skip
COLOURS = {
    "brand": "#004d40", "brand_strong": "#00332b", "accent": "#b3261e", "link": "#00564a", "paper": "#fffdf9",
    "sand": "#f6f2ea",
}  # fmt: skip
CONTACT = {
    "phone": "03 28 26 26 26", "email": "mairie@example.fr", "address": "1 place Jean-Bart\r\n59140 Dunkerque",
    "website": "", "day0": "8h30-12h, 13h30 - 17h", "day5": "9:00–12:00",
}  # fmt: skip
PAGE = {"slug": "marches", "title_fr": "Les marchés", "body_fr": "# Où\n\nPlace Jean-Bart", "in_footer": "on"}


@pytest.fixture
def town() -> Territory:
    return territory()


@pytest.fixture
def site(town: Territory) -> Site:
    return sites.of(town.dunkerque.id)


def send(view: Any, site: Site, data: dict[str, Any] | None = None, **options: Any) -> Any:
    """Call a view as the gate would, once it has let an administrator in."""
    request = RequestFactory().post("/", data) if data is not None else RequestFactory().get("/")
    vars(request)["site"] = site
    vars(request)["standing"] = Standing()
    vars(request)["_messages"] = type("Messages", (list,), {"add": lambda self, *said: self.append(said)})()
    return view(request, **options)


def test_texts(site: Site) -> None:
    assert "Dunkerque" in send(studio.texts, site).content.decode()
    assert send(studio.texts, site, TEXTS).status_code == 302
    changed = sites.get(site.id)
    assert (changed.tagline.fr, str(changed.welcome), changed.accessibility) == (
        "Vos services", "Bienvenue", Accessibility.PARTIAL,
    )  # fmt: skip
    assert changed.shows_shared
    assert send(studio.texts, site, TEXTS | {"name": ""}).status_code == 422


def test_a_site_without_group_keeps_its_choice_of_shared_services(town: Territory) -> None:
    own = sites.territory()
    assert "shows_shared" not in send(studio.texts, own).content.decode()
    assert send(studio.texts, own, TEXTS).status_code == 302
    assert sites.get(own.id).shows_shared is own.shows_shared


def test_colours(site: Site) -> None:
    assert 'type="color"' in send(studio.colours, site).content.decode()
    assert send(studio.colours, site, COLOURS).status_code == 302
    assert sites.get(site.id).theme == Theme(**COLOURS)


@pytest.mark.parametrize(
    ("wrong", "culprit", "said"),
    [
        ({"accent": "#ffcc00"}, "accent", "blanc sur couleur d’accent\u00a0: contraste de 1,51 pour 1"),
        ({"brand": "#cccccc"}, "brand", "blanc sur couleur principale"),
        ({"link": "#9bb8d3"}, "link", "couleur des liens sur"),
        ({"paper": "#333333"}, "paper", "couleur du texte sur fond du contenu"),
        ({"sand": "rouge"}, "sand", "rrvvbb"),
        ({"brand": ""}, "brand", "obligatoire"),
    ],
)
def test_unreadable_colours_are_refused_at_the_colour_with_the_pair(
    site: Site, wrong: dict[str, str], culprit: str, said: str
) -> None:
    form = ColoursForm(COLOURS | wrong)
    assert not form.is_valid()
    assert said in " ".join(str(error) for error in form.errors[culprit])
    assert send(studio.colours, site, COLOURS | wrong).status_code == 422
    assert sites.get(site.id).theme == Theme()


def _picture() -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (200, 80), "navy").save(written, "PNG")
    return SimpleUploadedFile("logo.png", written.getvalue(), "image/png")


def test_logo_comes_and_goes(site: Site) -> None:
    assert send(studio.logo, site, {"logo": _picture()}).status_code == 302
    shown = sites.get(site.id)
    assert shown.logo is not None
    assert shown.logo.path in send(studio.logo, shown).content.decode()
    assert send(studio.logo, shown, {"remove": "on"}).status_code == 302
    assert sites.get(site.id).logo is None


def test_an_svg_or_nothing_is_no_logo(site: Site) -> None:
    svg = SimpleUploadedFile("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png")
    page = send(studio.logo, site, {"logo": svg})
    assert page.status_code == 422
    assert "PNG, JPEG ou WebP" in page.content.decode()
    assert send(studio.logo, site, {}).status_code == 422
    assert not LogoForm({}).is_valid()


def test_contact(town: Territory, site: Site) -> None:
    page = send(studio.contact, site).content.decode()
    assert "08:30-17:30" in page
    assert send(studio.contact, site, CONTACT).status_code == 302
    contact = organisations.get(town.dunkerque.id).contact
    assert contact.phone_link == "+33328262626"
    assert contact.address == "1 place Jean-Bart\n59140 Dunkerque"
    assert contact.hours.lines == [
        ("lundi", "8\u00a0h\u00a030\u00a0–\u00a012\u00a0h, 13\u00a0h\u00a030\u00a0–\u00a017\u00a0h"),
        ("samedi", "9\u00a0h\u00a0–\u00a012\u00a0h"),
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "12"}, "phone"), ({"phone": ""}, "phone"), ({"email": "mairie"}, "email"),
        ({"day0": "demain"}, "day0"),
        ({"day0": "12h-8h"}, "day0"), ({"day0": "25h-26h"}, "day0"), ({"website": "javascript:alert(1)"}, "website"),
    ],
)  # fmt: skip
def test_a_contact_that_cannot_be_reached_is_refused(
    town: Territory, site: Site, wrong: dict[str, str], field: str
) -> None:
    form = ContactForm(CONTACT | wrong, organisation=town.dunkerque)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert send(studio.contact, site, CONTACT | wrong).status_code == 422
    assert organisations.get(town.dunkerque.id) == town.dunkerque


def test_the_territorys_own_site_has_no_contact(town: Territory) -> None:
    from django.http import Http404

    with pytest.raises(Http404):
        send(studio.contact, sites.territory())


def test_pages_are_written_renamed_and_removed(site: Site) -> None:
    assert send(studio.page, site, PAGE).status_code == 302
    assert "Les marchés" in send(studio.pages, site).content.decode()
    assert "Place Jean-Bart" in send(studio.page, site, slug="marches").content.decode()
    assert send(studio.page, site, PAGE | {"slug": "marche"}, slug="marches").status_code == 302
    assert [page.slug for page in sites.pages(site)] == ["marche"]
    assert send(studio.remove_page, site, {}, slug="marche").status_code == 302
    assert sites.pages(site) == []


def test_two_pages_never_share_an_address(site: Site) -> None:
    send(studio.page, site, PAGE)
    assert send(studio.page, site, PAGE | {"title_fr": "Autre"}).status_code == 422
    assert [str(page.title) for page in sites.pages(site)] == ["Les marchés"]


def test_a_page_of_another_site_is_missing(town: Territory, site: Site) -> None:
    from django.http import Http404

    send(studio.page, site, PAGE)
    with pytest.raises(Http404):
        send(studio.page, sites.of(town.gravelines.id), slug="marches")
    assert not PageForm(PAGE | {"slug": "../x"}).is_valid()


def test_every_address_has_a_name() -> None:
    names = ("site", "colours", "logo", "contact", "pages", "new_page")
    assert len({reverse(f"territory:studio_{name}") for name in names}) == 6


def test_the_texts_form_speaks_english_too(site: Site) -> None:
    with translation.override("en"):
        assert str(TextsForm.of(site)["name"].label) == "Name of the site"
