"""Accounts in people's hands: sign up, sign in with one factor, two, or a passkey; from site to site, and out."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as django_settings
from playwright.sync_api import Page, expect

from parvis.access.api import Role
from parvis.identity.data import Mail
from parvis.identity.registry import PostOffice, post_offices
from tests.browser import Browse, Server
from tests.factories import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, email: str) -> None:
    """Fill in the sign-in page that is open."""
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(people.PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def sign_out(page: Page) -> None:
    """Sign out on every host; ends on the home page of the agent's organisation."""
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(lambda url: "//dunkerque." in url)


def test_an_account_is_made_confirmed_used_on_two_browsers_and_ended_on_the_other(server: Server, browse: Browse):
    people.territory_site()
    posted: list[Mail] = []
    with post_offices.overridden(PostOffice("a test", posted.append)):
        page = browse(width=360, javascript=False)
        page.goto(server.address("/"))
        page.get_by_role("link", name="Se connecter").click()
        page.get_by_role("link", name="Créer un compte").click()
        page.get_by_label("Prénom").fill("Amina")
        page.get_by_label("Nom de famille").fill("Benali")
        page.get_by_label("Adresse électronique").fill("amina@example.org")
        page.get_by_label("Mot de passe", exact=True).fill(people.PASSWORD)
        page.get_by_role("button", name="Créer mon compte").click()
        expect(page.locator("h1")).to_have_text("Confirmez votre adresse")
    link = re.search(r"http://localhost:\d+/compte/confirmation/\S+", posted[0].text)
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="Oui, confirmer").click()
    sign_in(page, "amina@example.org")
    other = browse()
    other.goto(server.address("/compte/sessions/"))  # leads to signing in, and back
    sign_in(other, "amina@example.org")
    expect(other.locator("h1")).to_have_text("Où je suis connecté")
    expect(other.get_by_text("ce navigateur")).to_have_count(1)
    expect(other.locator(".pv-cards > li")).to_have_count(2)
    other.get_by_role("button", name="Terminer toutes les autres").click()
    expect(other.locator(".pv-cards > li")).to_have_count(1)
    page.goto(server.address("/compte/"))
    expect(page.locator("h1")).to_have_text("Se connecter")


def code(secret: str, *, later: int = 0) -> str:
    """What an authenticator app shows (RFC 6238), `later` periods from now."""
    period = 30
    return format_hotp_value(hotp_value(secret, int(time.time()) // period + later))


def test_an_agent_sets_up_an_app_before_the_first_list_and_shows_it_at_the_next_sign_in(
    server: Server, browse: Browse, settings
):
    settings.PARVIS_SECOND_FACTOR = True
    at = people.place()
    sofia = people.person("sofia@example.org", password=people.PASSWORD)
    people.member(at, who=sofia)
    page = browse(width=360, javascript=False)
    page.goto(server.address("/agents/"))
    sign_in(page, sofia.email)
    expect(page.locator("h1")).to_have_text("Connexion sécurisée")
    page.get_by_role("link", name="Ajouter une application").click()
    secret = page.locator("main strong").inner_text().strip()
    page.locator("input[name=code]").fill(code(secret))
    page.get_by_role("button", name="Ajouter l’application").click()
    expect(page.locator("h1")).to_have_text("Codes de secours")
    expect(page.locator("main code")).to_have_count(10)
    page.goto(server.address("/agents/"))
    expect(page.locator("h1")).to_have_text("À traiter")

    sign_out(page)
    page.goto(server.address("/agents/"))
    sign_in(page, sofia.email)
    expect(page.locator("h1")).to_have_text("Encore une étape")
    page.locator("input[name=code]").fill("000000")
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.locator("input[name=code]").fill(code(secret, later=1))
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("h1")).to_have_text("À traiter")


def test_a_passkey_is_added_and_signs_an_agent_in_alone(server: Server, browse: Browse, settings):
    settings.PARVIS_SECOND_FACTOR = True
    at = people.place()
    malik = people.person("malik@example.org", password=people.PASSWORD)
    people.member(at, Role.SUPERVISOR, who=malik)
    page = browse()
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(server.address("/agents/"))
    sign_in(page, malik.email)
    page.get_by_role("link", name="Mes clés d’accès").click()
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    page.get_by_label("sans mot de passe").or_(page.locator("input[name=passwordless]")).first.check()
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    expect(page.locator("h1")).to_have_text(re.compile("Codes de secours|Mes clés d’accès"))
    page.goto(server.address("/compte/securite/cles/"))
    expect(page.locator(".pv-cards > li")).to_have_count(1)
    page.goto(server.address("/aide/"))
    sign_out(page)

    page.goto(server.address("/agents/"))
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.locator("h1")).to_have_text("À traiter")


def test_signed_in_on_the_territory_is_signed_in_on_a_commune_and_out_of_both(server: Server, browse: Browse):
    at = people.place()
    amina = people.person("amina@example.org", password=people.PASSWORD)
    page = browse(host=at.host)
    page.goto(server.address("/aide/", at.host))
    page.get_by_role("link", name="Se connecter").click()
    expect(page).to_have_url(re.compile(r"^http://localhost:\d+/compte/connexion/"))
    sign_in(page, amina.email)
    expect(page).to_have_url(server.address("/aide/", at.host))
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()
    page.goto(server.address("/compte/"))
    expect(page.locator("h1")).to_have_text("Mon compte")

    page.goto(server.address("/aide/", at.host))
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()
    page.goto(server.address("/compte/"))
    expect(page.locator("h1")).to_have_text("Se connecter")
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert django_settings.SESSION_COOKIE_NAME not in names
