"""The pages on which photographed pages become one PDF."""

import io
import re
from collections.abc import Iterator

from PIL import ImageFilter
from playwright.sync_api import Page

from tests.browser import Server
from tests.factories import attached
from tests.files.test_sharpness import print_of
from tests.pages import Visit, draws_no_page, visits

draws_no_page("procedures:intake_photograph", "the page of procedures:photograph, for an agent")
draws_no_page("cases:mend_photograph", "the page of procedures:photograph, for corrections")


def _photograph(page: Page) -> None:
    """Two pages, the second of which nobody can read."""
    sent = []
    for name, made in (("1.jpg", print_of(20)), ("2.jpg", print_of(20).filter(ImageFilter.GaussianBlur(8)))):
        held = io.BytesIO()
        made.save(held, "JPEG")
        sent.append({"name": name, "mimeType": "image/jpeg", "buffer": held.getvalue()})
    page.locator("#photo").set_input_files(sent)
    page.get_by_role("button", name=re.compile("^(Les ajouter|Add them)$")).click()
    page.locator(".pv-photo--blurred").wait_for()


@visits("procedures:photograph")
def photograph(server: Server) -> Iterator[Visit]:
    """The page with two pages on it."""
    address, cookies = attached.begun_on_site(attached.lease_page())
    yield Visit(f"{address}photos/f-lease/", cookies=cookies, act=_photograph, host="dunkerque.localhost")
