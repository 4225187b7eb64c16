"""Pages of files: asked for, looked at by agents."""

from collections.abc import Iterator

from parvis.cases.models import Attachment
from parvis.kernel.reach import Reach, acting
from tests.browser import Server
from tests.factories import attached
from tests.factories.desk import desk as make_desk
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits

draws_no_page("procedures:attach", "answers the page's script")
draws_no_page("procedures:detach", "answers the page's script")
draws_no_page("procedures:attachment", "gives a file")
draws_no_page("cases:attachment", "gives a file")
draws_no_page("cases:agent_attachment_file", "gives a file")
draws_no_page("cases:agent_attachment_page", "gives a picture")


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
