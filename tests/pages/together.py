"""Sent requests that several follow: inviting, the invitation."""

from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.cases.domain import following
from parvis.cases.models import Case
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.browser import Server
from tests.factories.desk import desk as make_desk
from tests.pages import Visit, draws_no_page, visits
from tests.pages.own import _browser

draws_no_page("cases:together_end", "takes a POST and leads back")


@visits("cases:together")
def together(server: Server) -> Iterator[Visit]:
    here = make_desk()
    made = here.submit()
    path, cookies = f"/demandes/{made.reference}/avec/", _browser(server, here, made)
    with acting(Reach(subjects=(made.subject_id,))):
        case = Case.objects.get(id=made.case_id)
        said = {"by": "Jean Deswarte", "owner_email": "", "language": "fr", "at": clock.now()}
        following.invite(case, "anne@courriel.example", takes_over=False, stays=False, **said)
        following.invite(case, "lou@courriel.example", takes_over=True, stays=True, **said)
    yield Visit(path, host=here.place.host, cookies=cookies)


@visits("cases:together_join")
def join(server: Server) -> Iterator[Visit]:
    here = make_desk()
    made = here.submit()
    yield Visit("/demandes/invitation/nobody/", label="dead", host=here.place.host, status=410)
    with acting(Reach(subjects=(made.subject_id,))):
        case = Case.objects.get(id=made.case_id)
        secret = following.invite(
            case,
            "anne@courriel.example",
            takes_over=True,
            stays=False,
            by="Jean Deswarte",
            owner_email="",
            language="fr",
            at=clock.now(),
        )

    def press(page: Page) -> None:
        page.locator("main form button").click()

    yield Visit(f"/demandes/invitation/{secret}/", label="code", host=here.place.host, act=press)
