"""Files added to a request in a real browser: at once, with progress; cancelled, sent again, removed; by keyboard."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import FileChooser, FilePayload, Locator, Page, Route, expect

from parvis.cases.models import Attachment, Draft
from tests.browser import Browse, Server, ask
from tests.conftest import _as_owner
from tests.factories import attached
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOST = "dunkerque.localhost"
ATTACH = "**/papers/fichiers/"


@pytest.fixture
def draft(server: Server, settings: Any, tmp_path: Path) -> tuple[str, dict[str, str]]:
    """Address of the page that asks for files, and the cookie that opens it."""
    settings.PARVIS_VAR = tmp_path
    return attached.begun_on_site()


@pytest.fixture
def page(server: Server, browse: Browse, draft: tuple[str, dict[str, str]]) -> Page:
    return opened(server, browse, draft)


def opened(server: Server, browse: Browse, draft: tuple[str, dict[str, str]], **options: Any) -> Page:
    address, cookies = draft
    found = browse(width=360, height=740, host=HOST, cookies=cookies, **options)
    found.goto(server.address(address, HOST))
    return found


def photo(name: str = "plan.jpg", size: tuple[int, int] = (60, 40)) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": attached.picture(size)}


def locked() -> FilePayload:
    held = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(held, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return {"name": "bail.pdf", "mimeType": "application/pdf", "buffer": held.getvalue()}


def plan(page: Page) -> Locator:
    """The question, with its list and what is on its way."""
    return page.locator("[data-files=f-plan]")


def lines(page: Page) -> Locator:
    return plan(page).locator("[data-files-list] li")


def choose(page: Page, *files: FilePayload) -> None:
    plan(page).locator("input[type=file]").set_input_files(list(files))


def said(page: Page) -> Locator:
    return plan(page).get_by_role("status")


def kept() -> list[str]:
    """The names of the draft's files, as its answers have them."""
    with _as_owner():
        return [one["name"] for one in Draft.objects.get().answers.get("plan", [])]


def clean(page: Page) -> None:
    """The page as it is now holds for everyone."""
    assert ask(page, "axe") == []
    assert ask(page, "pastTheEdge") == []
    assert ask(page, "smallTargets") == []


def test_chosen_and_added_at_once(page: Page):
    choose(page, photo(), {"name": "devis.pdf", "mimeType": "application/pdf", "buffer": attached.pdf()})
    expect(lines(page)).to_have_count(2)
    expect(lines(page).nth(1)).to_contain_text("devis.pdf")
    expect(said(page)).to_have_text("devis.pdf est ajouté.")
    until(lambda: kept() == ["plan.jpg", "devis.pdf"], what="for the page to be saved")
    clean(page)
    page.reload()
    expect(lines(page)).to_have_count(2)
    lines(page).first.get_by_role("button", name="Retirer plan.jpg").click()
    expect(lines(page)).to_have_count(1)
    expect(said(page)).to_have_text("plan.jpg est retiré.")
    until(lambda: kept() == ["devis.pdf"])
    with _as_owner():
        until(lambda: Attachment.objects.count() == 1)
    page.get_by_label("Remarque").fill("voilà")
    page.get_by_role("button", name="Continuer", exact=True).click()
    expect(page.locator("h1")).to_have_text("Vérifiez vos réponses avant d’envoyer")
    expect(page.get_by_role("link", name="devis.pdf")).to_be_visible()


def test_progress_is_seen_and_heard_and_can_be_cancelled(page: Page):
    waiting: list[Route] = []
    page.route(ATTACH, lambda route: waiting.append(route))  # noqa: PLW0108 - it must be a function of ours
    choose(page, photo("grande.jpg"), photo("petite.jpg"))
    bars = plan(page).get_by_role("progressbar")
    expect(bars).to_have_count(2)
    expect(bars.first).to_have_accessible_name("Envoi de grande.jpg…")
    clean(page)
    plan(page).get_by_role("button", name="Annuler grande.jpg").click()
    expect(bars).to_have_count(1)
    expect(plan(page).locator("input[type=file]")).to_be_focused()
    expect(said(page)).to_have_text("Envoi de petite.jpg…")
    until(lambda: page.evaluate("1") and len(waiting) == 2)
    waiting[1].continue_()
    expect(lines(page)).to_have_count(1)
    expect(lines(page)).to_contain_text("petite.jpg")
    until(lambda: kept() == ["petite.jpg"])


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ({"name": "virus.jpg", "mimeType": "image/jpeg", "buffer": b"MZ" + bytes(500)}, "des types demandés"),
        (locked(), "protégé par un mot de passe"),
        ({"name": "gros.jpg", "mimeType": "image/jpeg", "buffer": b"\xff" * 2_000_001}, "trop lourd"),
    ],
    ids=["another kind", "locked", "too large"],
)
def test_what_is_wrong_is_said_beside_the_question(server: Server, browse: Browse, draft: Any, file: Any, words: str):
    page = opened(server, browse, draft, answers=(422,))
    choose(page, file, photo())
    alert = plan(page).get_by_role("alert")
    expect(alert).to_contain_text(words)
    expect(alert).to_contain_text(file["name"])
    expect(lines(page)).to_have_count(1)
    clean(page)
    choose(page, photo("autre.jpg"))
    expect(lines(page)).to_have_count(2)
    expect(alert).to_have_count(0)


def test_the_network_is_cut_and_the_file_is_sent_again(page: Page):
    page.clock.install()
    page.route(ATTACH, lambda route: route.abort("internetdisconnected"))
    choose(page, photo())
    again = plan(page).get_by_role("button", name="Réessayer plan.jpg")
    for _wait in range(2):
        expect(plan(page).get_by_role("progressbar")).to_have_count(1)
        page.clock.run_for(6_500)
    expect(plan(page).get_by_role("alert")).to_have_text("plan.jpg n’a pas pu être envoyé : la connexion a été coupée.")
    clean(page)
    page.unroute(ATTACH)
    again.focus()
    page.keyboard.press("Enter")
    expect(lines(page)).to_have_count(1)
    expect(plan(page).get_by_role("alert")).to_have_count(0)
    page.clock.run_for(5_000)
    until(lambda: kept() == ["plan.jpg"])


def test_cut_for_a_moment_it_goes_by_itself(page: Page):
    page.clock.install()
    page.route(ATTACH, lambda route: route.abort("internetdisconnected"), times=1)
    choose(page, photo())
    expect(said(page)).to_have_text("Envoi de plan.jpg…")
    page.clock.run_for(2_500)
    expect(lines(page)).to_have_count(1)


def test_sent_while_a_file_is_on_its_way_the_page_waits_for_it(page: Page):
    waiting: list[Route] = []
    page.route(ATTACH, lambda route: waiting.append(route))  # noqa: PLW0108 - it must be a function of ours
    choose(page, photo())
    page.get_by_label("Remarque").fill("voilà")
    page.get_by_role("button", name="Continuer", exact=True).click()
    expect(plan(page).get_by_role("alert")).to_have_text(
        "Encore un instant : la page part dès que vos fichiers sont là."
    )
    waiting[0].continue_()
    expect(page.locator("h1")).to_have_text("Vérifiez vos réponses avant d’envoyer")
    assert kept() == ["plan.jpg"]


def test_by_keyboard_alone(page: Page):
    field = plan(page).locator("input[type=file]")
    field.focus()
    expect(field).to_be_focused()
    found: list[FileChooser] = []
    page.on("filechooser", lambda chooser: found.append(chooser))
    # A browser among many on a busy machine may lose the first key.
    until(lambda: found or page.keyboard.press("Enter") or page.wait_for_timeout(1_000))
    found[0].set_files([photo(), photo("deux.jpg")])
    expect(lines(page)).to_have_count(2)
    page.keyboard.press("Tab")
    expect(lines(page).first.get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(lines(page)).to_have_count(1)
    expect(lines(page)).to_contain_text("deux.jpg")
    expect(field).to_be_focused()
    until(lambda: kept() == ["deux.jpg"])


def test_names_that_screen_readers_say(page: Page):
    field = plan(page).locator("input[type=file]")
    expect(field).to_have_accessible_name("Plan des lieux")
    expect(field).to_have_accessible_description(
        "3 fichiers au plus, jusqu’à 2 Mo chacun : images (JPEG, PNG, WebP, HEIC) et documents PDF. "
        "Sur un téléphone, vous pouvez prendre la photo maintenant."
    )
    choose(page, photo())
    expect(plan(page).get_by_role("list", name="Fichiers ajoutés : Plan des lieux")).to_be_visible()
    expect(said(page)).to_have_attribute("role", "status")


def test_one_too_many_is_said_and_the_others_go(page: Page):
    choose(page, *(photo(f"{number}.jpg") for number in range(5)))
    expect(lines(page)).to_have_count(3)
    expect(plan(page).get_by_role("alert")).to_have_text("Ajoutez 3 fichiers au plus")


def test_without_scripts(server: Server, browse: Browse, draft: tuple[str, dict[str, str]]):
    page = opened(server, browse, draft, javascript=False)
    choose(page, photo(), {"name": "virus.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(500)})
    page.get_by_role("button", name="Ajouter ces fichiers").first.click()
    expect(lines(page)).to_have_count(1)
    expect(plan(page).locator(".govuk-error-message")).to_contain_text("virus.pdf")
    expect(page.get_by_role("alert")).to_contain_text("virus.pdf")
    assert ask(page, "pastTheEdge") == []
    choose(page, photo("deux.jpg"))
    page.get_by_label("Remarque").fill("voilà")
    page.get_by_role("button", name="Retirer plan.jpg").click()
    expect(lines(page)).to_have_count(1)
    page.get_by_role("button", name="Continuer", exact=True).click()
    expect(page.get_by_role("link", name="deux.jpg")).to_be_visible()
