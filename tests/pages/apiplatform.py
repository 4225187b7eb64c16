"""Pages of the programmes that an organisation lets in."""

import datetime as dt
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from parvis.apiplatform.data import Scope
from parvis.kernel import clock
from tests.browser import Server
from tests.factories.desk import desk as make_desk
from tests.factories.people import cookies_of
from tests.factories.programmes import administrator, programme
from tests.pages import Visit, draws_no_page, visits

draws_no_page("apiplatform:api", "answers programmes, in JSON")
draws_no_page("apiplatform:files", "answers programmes, in JSON")
draws_no_page("apiplatform:revoke_token", "takes a POST and leads back")


@visits("apiplatform:reference")
def reference(server: Server) -> Iterator[Visit]:
    here = make_desk()
    yield Visit("/api/", label="closed", host=here.place.host)
    path = "/api/?operation=cases_read_cases&procedure=buvette&limit=2"
    yield Visit(path, label="command", host=here.place.host)
    made = programme(here)
    received = here.submit()

    def send(page: Page) -> None:
        """With the keyboard alone: the token, then the call, whose answer is said."""
        page.get_by_label("Votre jeton").fill(made.secret)
        page.get_by_role("textbox", name="procedure").first.fill("")
        button = page.get_by_role("button", name="Envoyer La liste des demandes")
        button.focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-answer]:visible [role=status]")).to_contain_text("200")
        expect(page.locator("[data-answer]:visible pre")).to_contain_text(received.reference)
        assert made.secret not in page.url

    yield Visit(path, label="sent", host=here.place.host, act=send, languages=("fr",))


@visits("apiplatform:tokens")
def tokens(server: Server) -> Iterator[Visit]:
    here = make_desk()
    who = administrator(here)
    cookies = cookies_of(who, here.place.host)
    yield Visit("/administration/api/", label="none", host=here.place.host, cookies=cookies)
    found = programme(here, by=who, name="Logiciel du service état civil")
    assert found.get("cases").status_code == 200
    programme(here, [Scope.CASES_READ], by=who, name="Entrepôt de données", networks=["192.0.2.0/24", "2001:db8::/48"])
    programme(here, by=who, name="Ancien logiciel", at=clock.now() - dt.timedelta(days=60))
    yield Visit("/administration/api/", label="several", host=here.place.host, cookies=cookies)


@visits("apiplatform:make_token")
def new(server: Server) -> Iterator[Visit]:
    here = make_desk()
    cookies = cookies_of(administrator(here), here.place.host)
    path = "/administration/api/jeton/"

    def empty(page: Page) -> None:
        page.get_by_role("button", name="Créer le jeton").click()
        expect(page.locator(".govuk-error-summary")).to_be_visible()

    def made(page: Page) -> None:
        page.locator("[name=name]").fill("Logiciel du service état civil")
        page.locator("[name=scopes]").first.check()
        page.locator("[name=spheres]").first.check()
        page.locator("[name=until]").fill((clock.today() + dt.timedelta(days=90)).isoformat())
        page.get_by_role("button", name="Créer le jeton").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Le jeton de")

    yield Visit(path, label="new", host=here.place.host, cookies=cookies)
    yield Visit(path, label="errors", host=here.place.host, cookies=cookies, act=empty, languages=("fr",), status=200)
    yield Visit(path, label="made", host=here.place.host, cookies=cookies, act=made, languages=("fr",))
