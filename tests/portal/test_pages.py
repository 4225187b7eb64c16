"""The residents' pages: what stands on them, for whom, at what cost."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client

from parvis.kernel import portal
from parvis.kernel.portal import Door, HomeCard, Offer, OfferSource
from parvis.territory import models
from parvis.territory.api import organisations, sites
from parvis.territory.data import Accessibility, Text
from parvis.territory.domain import creation, directory
from tests.factories.territory import Territory, territory

pytestmark = pytest.mark.django_db

DUNKERQUE = "dunkerque.localhost:8000"
STANDARD = ("/accessibilite/", "/donnees-personnelles/", "/mentions-legales/")


@pytest.fixture
def town() -> Territory:
    return territory()


@pytest.fixture
def client(town: Territory) -> Client:
    return Client(HTTP_HOST=DUNKERQUE)


@pytest.fixture
def offers() -> Iterator[list[Offer]]:
    """Offers of Dunkerque alone, as a capability would register them; none of another module's."""
    found = [
        Offer("Débit de boissons temporaire", "/buvette/", "Associations", 30, words=("buvette",), often=1),
        Offer("Copie d’acte de naissance", "/acte/", "État civil", 10),
    ]
    with ExitStack() as stack:
        for source in portal.offer_sources:
            stack.enter_context(portal.offer_sources.overridden(OfferSource(source.name, lambda request: [])))
        here = lambda request: found if request.site.name == "Dunkerque" else []  # noqa: E731
        stack.enter_context(portal.offer_sources.overridden(OfferSource("test", here)))
        yield found


@pytest.fixture
def nothing() -> Iterator[None]:
    with ExitStack() as stack:
        for source in portal.offer_sources:
            stack.enter_context(portal.offer_sources.overridden(OfferSource(source.name, lambda request: [])))
        yield


def html(client: Client, path: str = "/", **headers: Any) -> str:
    response = client.get(path, **headers)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_home_page_asks_one_question_and_lists_procedures_by_subject(client: Client, offers: list[Offer]) -> None:
    page = html(client)
    assert "Que souhaitez-vous faire\u202f?" in page
    assert page.index("État civil") < page.index("Associations")
    assert 'href="/buvette/"' in page
    assert "2 démarches, toutes suivies jusqu’à la décision" in page
    assert "Souvent demandé" in page


def test_no_door_leads_nowhere(client: Client, nothing: None) -> None:
    page = html(client)
    assert "Faire une démarche" not in page
    assert 'href="/demarches/"' not in page
    assert "Souvent demandé" not in page
    assert "Aucune démarche n’est encore ouverte en ligne" in page
    hidden = Door("hidden", 90, "Nulle part", icon="x", address=lambda request: "")
    with portal.doors.overridden(hidden):
        assert "Nulle part" not in html(client)


def test_every_link_of_the_home_page_leads_somewhere(client: Client, nothing: None) -> None:
    for host in (DUNKERQUE, "localhost:8000"):
        page = html(client, HTTP_HOST=host)
        for address in set(re.findall(r'href="(/[^"#]*)"', page)):
            if not address.startswith("/static/"):
                # the sign-in page stands on the territory's host alone
                expected = 302 if address.startswith("/connexion/") else 200
                assert client.get(address, HTTP_HOST=host).status_code == expected, address


def test_a_card_shows_only_what_it_has(client: Client) -> None:
    card = HomeCard("test", 10, "Travaux", "errors/error.html", context=lambda request: None)
    with portal.home_cards.overridden(card):
        assert "Travaux" not in html(client)


def test_the_town_halls_contact_stands_on_the_home_page(client: Client) -> None:
    page = html(client)
    assert 'href="tel:+33328000001"' in page
    assert "Lundi au vendredi" in page
    assert "Place Charles-Valentin" in page


def test_the_mention_of_accessibility_is_one_of_the_laws_three(client: Client, town: Territory) -> None:
    assert "Accessibilité\u00a0: non conforme" in html(client)
    site = sites.of(town.dunkerque.id)
    sites.change(
        site.id, name=site.name, tagline=site.tagline, welcome=site.welcome,
        accessibility=Accessibility.PARTIAL, shows_shared=True,
    )  # fmt: skip
    assert "Accessibilité\u00a0: partiellement conforme" in html(client)
    assert "partiellement conforme</b> au référentiel" in html(client, "/accessibilite/")


@pytest.mark.parametrize("path", ["/", "/aide/", "/recherche/", "/demarches/", *STANDARD])
@pytest.mark.parametrize("host", [DUNKERQUE, "localhost:8000", "cu-dunkerque.localhost:8000"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_stands_on_every_site_in_both_languages(
    client: Client, path: str, host: str, language: str, django_assert_max_num_queries: Any
) -> None:
    client.cookies["langue"] = language
    client.get("/", HTTP_HOST=host)
    with django_assert_max_num_queries(3):
        page = html(client, path, HTTP_HOST=host)
    assert f'<html lang="{language}">' in page
    assert page.count("<h1") == 1
    for standard in STANDARD:
        assert f'href="{standard}"' in page
    assert "style=" not in page
    assert "<script>" not in page


def test_the_home_page_costs_the_same_with_more_communes(
    town: Territory, client: Client, django_assert_num_queries: Any
) -> None:
    def cost() -> Any:
        client.get("/", HTTP_HOST="localhost:8000")
        return django_assert_num_queries(1)  # the procedures that the communauté offers everyone

    with cost():
        html(client, HTTP_HOST="localhost:8000")
    for number in range(3):
        row = models.Organisation.objects.create(
            kind="commune", name=f"V{number}", title=f"V{number}", prefix=f"V{number}"
        )
        models.Site.objects.create(organisation=row, label=f"v{number}", name=row.name)
    directory.forget()
    with cost():
        assert "http://v2.localhost:8000/" in html(client, HTTP_HOST="localhost:8000")


def test_the_territorys_own_site_leads_to_its_communes(client: Client) -> None:
    page = html(client, HTTP_HOST="localhost:8000")
    assert 'href="http://dunkerque.localhost:8000/"' in page
    assert 'href="http://gravelines.localhost:8000/"' in page
    found = html(client, "/recherche/?q=gravelines", HTTP_HOST="localhost:8000")
    assert 'href="http://gravelines.localhost:8000/"' in found
    assert 'href="http://dunkerque.localhost:8000/"' not in found
    assert "Gravelines" in html(client, "/recherche/?q=59820", HTTP_HOST="localhost:8000")


@pytest.mark.usefixtures("_territory_in_memory")
def test_a_territory_of_one_commune_leads_straight_to_it() -> None:
    creation.create(commune="2A004")
    response = Client(HTTP_HOST="localhost:8000").get("/")
    assert 'content="0;url=http://ajaccio.localhost:8000/"' in response.content.decode()
    assert "Mairie d’Ajaccio" in html(Client(HTTP_HOST="ajaccio.localhost:8000"))


def test_search_finds_by_other_words_and_says_when_it_does_not(client: Client, offers: list[Offer]) -> None:
    assert "/buvette/" in html(client, "/recherche/?q=buvettes")
    assert "Rien trouvé" in html(client, "/recherche/?q=zzzz")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a" * 5000, '"><b>', "%F0%9F%98%80", "%ff"])
def test_search_takes_any_text(client: Client, text: str) -> None:
    page = html(client, f"/recherche/?q={text}")
    assert "<script>alert" not in page
    assert "<b>" not in page.split("<main")[1].split("</main")[0]


def test_a_content_page_and_one_that_replaces_a_standard_one(client: Client, town: Territory) -> None:
    site = sites.of(town.dunkerque.id)
    sites.save_page(site.id, "marches", title=Text("Les marchés", "Markets"), body=Text("# Où\n\n<b>ici</b>"))
    sites.save_page(site.id, "mentions-legales", title=Text("Mentions"), body=Text("Édité par nous."))
    assert 'href="/pages/marches/"' in html(client)
    page = html(client, "/pages/marches/")
    assert "<h2>Où</h2>" in page
    assert "&lt;b&gt;ici" in page
    assert "Édité par nous." in html(client, "/mentions-legales/")
    gravelines = Client(HTTP_HOST="gravelines.localhost:8000")
    assert gravelines.get("/pages/marches/").status_code == 404
    assert "Ville de Gravelines" in html(gravelines, "/mentions-legales/")
    sites.remove_page(site.id, "mentions-legales")
    assert "Ville de Dunkerque" in html(client, "/mentions-legales/")


def test_a_page_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/pages/rien/").status_code == 404


@pytest.mark.parametrize("host", ["lille.localhost", "example.org", "xn--", "dunkerque.localhost.example.org"])
def test_an_unknown_host_is_told_so_in_plain_words(client: Client, host: str) -> None:
    response = client.get("/", HTTP_HOST=host)
    assert response.status_code == 421
    assert "Aucun site ne répond à cette adresse" in response.content.decode()


def test_an_installation_without_territory_says_how_to_make_one() -> None:
    directory.forget()
    response = Client(HTTP_HOST="localhost").get("/")
    assert response.status_code == 503
    assert "parvis territory create" in response.content.decode()


def test_the_style_sheet_is_small_named_by_its_content_and_kept_for_ever(client: Client, town: Territory) -> None:
    page = html(client)
    address = re.findall(r'href="(/theme\.css\?v=[0-9a-f]+)"', page)[0]
    response = client.get(address)
    assert response["Content-Type"].startswith("text/css")
    assert "immutable" in response["Cache-Control"]
    assert len(response.content) < 500
    assert "immutable" not in client.get("/theme.css?v=old")["Cache-Control"]


def test_a_logo_takes_the_place_of_the_letter(client: Client, town: Territory) -> None:
    import io

    from PIL import Image

    from parvis.territory.domain import logos

    picture = io.BytesIO()
    Image.new("RGB", (400, 120), "navy").save(picture, "PNG")
    picture.seek(0)
    sites.set_logo(sites.of(town.dunkerque.id).id, logos.encode(picture))
    page = html(client)
    source, width, height = re.findall(r'<img src="([^"]+)" width="(\d+)" height="(\d+)"', page)[0]
    assert (width, height) == ("200", "60")
    response = client.get(source)
    assert response["Content-Type"] == "image/png"
    assert "immutable" in response["Cache-Control"]
    sites.set_logo(sites.of(town.dunkerque.id).id, None)
    assert "<img" not in html(client)
    assert client.get(source).status_code == 404


def test_a_commune_knows_whose_services_stand_on_its_site(town: Territory) -> None:
    site = sites.of(town.dunkerque.id)
    assert site.shared_organisations == (organisations.get(town.group.id),)
    sites.change(
        site.id, name=site.name, tagline=site.tagline, welcome=site.welcome,
        accessibility=site.accessibility, shows_shared=False,
    )  # fmt: skip
    assert sites.of(town.dunkerque.id).shared_organisations == ()
