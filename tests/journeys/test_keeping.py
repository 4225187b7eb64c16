"""Somebody without an account sends a request, makes an account from its page, and finds the request in it."""

import re

import pytest
from playwright.sync_api import expect

from parvis.cases.models import Case
from parvis.identity.data import Mail
from parvis.identity.models import Subject
from parvis.identity.registry import PostOffice, post_offices
from tests.browser import Browse, Server
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.procedures import temporary_bar_offered
from tests.journeys import test_filling_in as filling

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_an_account_made_from_the_case_page_takes_the_case(server: Server, browse: Browse, javascript: bool):
    with _as_owner():
        temporary_bar_offered()
    page = browse(width=360, height=640, javascript=javascript, host=filling.HOST)
    filling.begin(page, server)
    for fill, following in (
        (filling.who, "La manifestation"),
        (filling.event, "Lieu, dates et boissons"),
        (filling.place, "La personne responsable"),
        (filling.contact, "Vérifiez vos réponses avant d’envoyer"),
    ):
        fill(page)
        filling.go_on(page, following)
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page).to_have_url(re.compile(r"/demandes/[A-Z0-9-]+/recu/$"))
    own = page.url.removesuffix("recu/")
    page.goto(own)

    posted: list[Mail] = []
    with post_offices.overridden(PostOffice("a test", posted.append)):
        page.get_by_role("link", name="Créer un compte ou se connecter").click()
        page.get_by_role("link", name="Créer un compte").click()
        page.get_by_label("Prénom").fill("Jean")
        page.get_by_label("Nom de famille").fill("Deswarte")
        page.get_by_label("Adresse électronique").fill("jean.deswarte@example.fr")
        page.get_by_label("Mot de passe", exact=True).fill(people.PASSWORD)
        page.get_by_role("button", name="Créer mon compte").click()
        expect(page.locator("h1")).to_have_text("Confirmez votre adresse")
    link = re.search(r"http://localhost:\d+/compte/confirmation/\S+", posted[0].text)
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="Oui, confirmer").click()
    page.get_by_label("Adresse électronique").fill("jean.deswarte@example.fr")
    page.get_by_label("Mot de passe", exact=True).fill(people.PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()

    expect(page).to_have_url(own)  # back where the account was asked for, on the commune's site
    page.get_by_role("button", name="Ajouter à mon compte").click()
    expect(page.get_by_role("button", name="Ajouter à mon compte")).to_have_count(0)
    with _as_owner():
        case = Case.objects.get()
        assert Subject.objects.get(id=case.subject_id).person.email == "jean.deswarte@example.fr"

    # Found again by the account alone, on a device that never saw it.
    elsewhere = browse(width=1280, host=filling.HOST)
    elsewhere.goto(server.address("/demandes/", filling.HOST))
    elsewhere.goto(server.address("/connexion/?next=/demandes/", filling.HOST))
    elsewhere.get_by_label("Adresse électronique").fill("jean.deswarte@example.fr")
    elsewhere.get_by_label("Mot de passe", exact=True).fill(people.PASSWORD)
    elsewhere.get_by_role("button", name="Se connecter", exact=True).click()
    expect(elsewhere.locator("h1")).to_have_text("Mes demandes")
    expect(elsewhere.get_by_text("Fête de la Saint-Jean").first).to_be_visible()
