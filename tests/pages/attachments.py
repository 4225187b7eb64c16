"""Pages of files: asked for, looked at by agents."""

from collections.abc import Iterator

from playwright.sync_api import Page

from parvis.cases.models import Attachment
from parvis.kernel.reach import Reach, acting
from tests.browser import Server
from tests.factories import attached
from tests.factories.desk import desk as make_desk
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits

draws_no_page("procedures:attach", "answers the page's script")
draws_no_page("procedures:detach", "answers the page's script")
draws_no_page("cases:mend_attach", "answers the page's script")
draws_no_page("cases:mend_detach", "answers the page's script")
draws_no_page("procedures:attachment", "gives a file")
draws_no_page("cases:attachment", "gives a file")
draws_no_page("cases:agent_attachment_file", "gives a file")
draws_no_page("cases:agent_attachment_page", "gives a picture")
draws_no_page("cases:agent_attachment_seen", "takes a POST and leads back")


@visits("cases:agent_attachment")
def agent_attachment(server: Server) -> Iterator[Visit]:
    desk = make_desk()
    attached.ask_for_files(desk)
    made = attached.submit(desk, plan__jpg=attached.picture((900, 600)), devis__pdf=attached.pdf(3))
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        photo, paper = Attachment.objects.filter(case_id=made.case_id).order_by("id")
    address = f"/agents/dossiers/{made.reference}/"
    cookies = cookies_of(desk.sofia)
    yield Visit(address, label="list", cookies=cookies)
    yield Visit(f"{address}fichiers/{photo.id}/", label="picture", cookies=cookies)
    yield Visit(f"{address}fichiers/{paper.id}/?page=2&turn=90&zoom=2", label="pages", cookies=cookies)
    attached.ask_for_files(desk, attached.PROOF_PAGE)
    made = attached.submit(desk, carte__jpg=attached.picture((300, 200)))
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        proof = Attachment.objects.get(case_id=made.case_id)
    yield Visit(
        f"/agents/dossiers/{made.reference}/fichiers/{proof.id}/", label="proof", cookies=cookies, budget=120_000
    )


def _spoil(page: Page) -> None:
    """Choose what is not a picture, and wait for what is said of it."""
    question = page.locator("[data-files=f-plan]")
    question.locator("input[type=file]").set_input_files(
        [{"name": "programme de la fête de la Saint-Jean.jpg", "mimeType": "image/jpeg", "buffer": b"MZ" + bytes(500)}]
    )
    question.get_by_role("alert").wait_for()


def _send(page: Page) -> None:
    page.get_by_role("button", name="Continuer", exact=True).or_(
        page.get_by_role("button", name="Continue", exact=True)
    ).click()


def form_pages() -> Iterator[Visit]:
    """The page that asks for files, empty, with files, with what is wrong; the check page that lists them."""
    site = {"host": "dunkerque.localhost"}
    names = {"plan__jpg": attached.picture((900, 600)), "devis de la sonorisation__pdf": attached.pdf(3)}
    address, cookies = attached.begun_on_site(**names)
    yield Visit(address, label="files", cookies=cookies, **site)
    yield Visit(address, label="file refused", cookies=cookies, act=_spoil, answers=(422,), **site)
    yield Visit(address, label="files, errors", cookies=cookies, act=_send, **site)


def check_page() -> Iterator[Visit]:
    """The check page of a request with files."""
    address, cookies = attached.begun_on_site(plan__jpg=attached.picture((900, 600)), devis__pdf=attached.pdf(3))
    draft = address.partition("page/")[0]
    yield Visit(draft, label="files", cookies=cookies, host="dunkerque.localhost")
