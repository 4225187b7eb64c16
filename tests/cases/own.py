"""What tests of people's own requests share: a browser that follows some, and what a page says to them."""

import re
from html import unescape

from django.http import HttpResponse
from django.test import Client, RequestFactory

from parvis.access.api import follow
from parvis.access.cookies import FOLLOWED
from parvis.cases.data import Submitted
from parvis.cases.models import Case
from parvis.kernel.reach import Reach, acting

HOST = "dunkerque.localhost:8000"


def opened(client: Client, *found: Submitted) -> Client:
    """The client, whose browser follows these requests."""
    response = HttpResponse()
    follow(RequestFactory().get("/", headers={"host": HOST}), response, [made.subject_id for made in found])
    client.cookies[FOLLOWED] = response.cookies[FOLLOWED].value
    return client


def words(page: bytes | str) -> str:
    """What a page says: without tags, no-break spaces as plain ones, white space as one space."""
    text = page.decode() if isinstance(page, bytes) else page
    text = unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", text, flags=re.S))
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " "))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def case_of(made: Submitted) -> Case:
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        return Case.objects.get(id=made.case_id)
