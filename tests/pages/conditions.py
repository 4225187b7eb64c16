"""Pages of the studio's rules: the editor of conditions and formulas, who may ask."""

from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.kernel import clock
from parvis.kernel.reach import acting
from parvis.studio.data import Author, Edit, SetEligibility
from parvis.studio.domain import editing
from tests.browser import Server
from tests.factories.people import cookies_of
from tests.pages import Visit, visits
from tests.studio.conftest import Changed, Studio, make_studio

HOST = "cu-dunkerque.localhost"
NESTED = {
    "and": [
        {"===": [{"var": "setting"}, "sports_ground"]},
        {
            "or": [
                {"===": [{"var": "exceptional"}, True]},
                {"in": [{"var": "nature"}, ["sport", "culture"]]},
                {"date.after": [{"datetime.date": [{"var": "opens_at"}]}, {"date.add": [{"today": []}, 15, "days"]}]},
                {"datetime.after": [{"var": "closes_at"}, {"var": "opens_at"}]},
            ]
        },
    ]
}
LIVES_HERE = {"rule": {"===": [{"var": "agreed"}, True]}, "message": {"fr": "Réservé aux associations agréées."}}


def _ruled() -> tuple[Changed, Studio]:
    studio = make_studio()
    draft = studio.begun()
    row = draft.row
    for operation in (Edit(id="email", values={"condition": NESTED}), SetEligibility(rules=[LIVES_HERE])):
        with acting(studio.reach()):
            row, _focus = editing.change(
                row.id, operation, version=row.version, by=Author(studio.ines.id, "Inès Morel"), at=clock.now()
            )
    return draft, studio


@visits("studio:rule")
def rule(server: Server) -> Iterator[Visit]:
    draft, studio = _ruled()
    cookies = cookies_of(studio.ines, host=HOST)

    def opened(page: Page) -> None:
        page.get_by_text("La même chose en texte").click()
        page.get_by_text("L’essayer avec des réponses imaginées").click()

    path = f"{draft.path}element/email/regle/"
    yield Visit(f"{path}affichage/0/", label="nested", host=HOST, cookies=cookies)
    yield Visit(f"{path}affichage/0/", label="opened", host=HOST, cookies=cookies, act=opened, languages=("fr",))
    yield Visit(f"{path}controle/0/", label="check", host=HOST, cookies=cookies)
    yield Visit(f"{path}calcul/0/", label="formula", host=HOST, cookies=cookies)


@visits("studio:eligibility")
def eligibility(server: Server) -> Iterator[Visit]:
    draft, studio = _ruled()
    yield Visit(f"{draft.path}qui-peut-demander/", host=HOST, cookies=cookies_of(studio.ines, host=HOST))


@visits("studio:eligible")
def eligible(server: Server) -> Iterator[Visit]:
    draft, studio = _ruled()
    yield Visit(f"{draft.path}qui-peut-demander/0/", host=HOST, cookies=cookies_of(studio.ines, host=HOST))
