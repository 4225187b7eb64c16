"""Ways back without an account: reference and second element, or a link by e-mail; guessing tells nothing."""

import re

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.cases.domain import links
from parvis.cases.domain.reference import check_character, fold
from parvis.identity.api import TRACKING_CASE
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.notifications.models import Mail
from tests import queue
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk

HOST = "dunkerque.localhost:8000"
EMAIL, PHONE = "jean.deswarte@example.fr", "06 12 34 56 78"


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def visitor(desk: Desk) -> Client:
    return Client(headers={"host": HOST})


def another(reference: str) -> str:
    """A well-formed reference that nobody has."""
    code = "ZZZZZ" if "ZZZZZ" not in reference else "YYYYY"
    return f"{reference[:6]}{code}-{check_character(fold(reference[:6] + code))}"


@pytest.mark.parametrize("element", [EMAIL, " Jean.Deswarte@EXAMPLE.fr ", PHONE, "+33 6 12 34 56 78", "0612345678"])
def test_reference_and_element_open_the_request(desk, visitor, element):
    made = desk.submit()
    said = {"reference": made.reference, "element": element}
    page = visitor.post("/suivre/", said, follow=True)
    assert page.status_code == 200
    assert page.request["PATH_INFO"] == f"/demandes/{made.reference}/"
    assert made.reference in visitor.get("/demandes/").content.decode()


@pytest.mark.parametrize(
    "change", [str.lower, lambda text: text.replace("-", ""), lambda text: text.replace("-", " / ")]
)
def test_a_reference_is_understood_as_it_is_typed(desk, visitor, change):
    made = desk.submit()
    typed = change(made.reference.replace("0", "O").replace("1", "l"))
    page = visitor.post("/suivre/", {"reference": typed, "element": EMAIL}, follow=True)
    assert page.request["PATH_INFO"] == f"/demandes/{made.reference}/"


def answer(client: Client, reference: str, element: str) -> tuple[int, bytes, int, list[str]]:
    """What an attempt answers, without what was typed; and the shape of its statements."""
    with CaptureQueriesContext(connection) as queries:
        page = client.post("/suivre/", {"reference": reference, "element": element})
    body = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", page.content)
    body = body.replace(reference.encode(), b"R" * len(reference)).replace(element.encode(), b"E" * len(element))
    shapes = [re.sub(r"s\d+_x\d+", "", query["sql"].split("(")[0][:60]) for query in queries]
    return page.status_code, body, len(queries), shapes


def test_wrong_reference_and_wrong_element_answer_and_cost_alike(desk, visitor):
    made = desk.submit()
    wrong_element = answer(visitor, made.reference, "jean.deswarte@example.be")
    wrong_reference = answer(visitor, another(made.reference), EMAIL)
    no_reference = answer(visitor, "DK-26-AAAAA-A", EMAIL)
    assert wrong_element == wrong_reference == no_reference
    assert wrong_element[0] == 422
    assert b"Nous ne trouvons pas" in wrong_element[1]


def test_a_request_is_not_guessed_at(desk, visitor):
    made = desk.submit()
    for number in range(TRACKING_CASE.attempts):
        # By any way of typing it: the counter is the request's.
        typed = made.reference if number % 2 else made.reference.replace("-", "").lower()
        assert answer(visitor, typed, f"{number}@example.fr")[0] == 422
    page = visitor.post("/suivre/", {"reference": made.reference, "element": EMAIL})
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert visitor.get(f"/demandes/{made.reference}/").status_code == 404


def test_whoever_knows_both_is_not_counted(desk, visitor):
    made = desk.submit()
    for _ in range(TRACKING_CASE.attempts + 2):
        assert visitor.post("/suivre/", {"reference": made.reference, "element": EMAIL}).status_code == 302


def test_one_address_cannot_try_for_ever(desk, visitor):
    made = desk.submit()
    statuses = {
        answer(visitor, another(made.reference)[:-1] + sign, EMAIL)[0] for sign in "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    }
    assert 429 in statuses


def test_nothing_typed_is_asked_for(desk, visitor):
    page = visitor.post("/suivre/", {})
    assert page.status_code == 422
    assert "Indiquez la référence" in page.content.decode()


def test_the_link_of_a_mail_fills_in_the_reference(desk, visitor):
    made = desk.submit()
    page = visitor.get(f"/demandes/{made.reference}/")
    assert page.status_code == 404
    assert f'value="{made.reference}"' in page.content.decode()


# ── The link by e-mail


def link_of() -> tuple[EmailMultiAlternatives, str]:
    """The mail that brings the link, as it left, and the link's path."""
    (mail,) = [sent for sent in outbox.outbox if "/suivre/lien/" in str(sent.body)]
    assert isinstance(mail, EmailMultiAlternatives)
    found = re.search(r"http://[^/]+(/suivre/lien/\S+)", str(mail.body))
    assert found
    assert found[1] in str(mail.alternatives[0][0])
    return mail, found[1]


def test_a_link_opens_all_that_was_asked_with_the_address(desk, visitor):
    made = [desk.submit(), desk.submit()]
    desk.submit(email="autre@example.fr")
    page = visitor.post("/suivre/lien/", {"email": " Jean.Deswarte@example.fr"}, follow=True)
    assert "Regardez votre messagerie" in page.content.decode()
    queue.run_waiting()
    mail, path = link_of()
    assert mail.to == [EMAIL]
    assert all(one.reference in str(mail.body) for one in made)
    assert "Deswarte" not in str(mail.body)
    assert visitor.get(path).status_code == 200, "a program that looks at links must not use it up"
    page = visitor.post(path, follow=True)
    assert page.request["PATH_INFO"] == "/demandes/"
    assert all(one.reference in page.content.decode() for one in made)
    again = visitor.post(path)
    assert again.status_code == 410
    assert "n’ouvre plus rien" in again.content.decode()


def test_one_request_opens_at_once_in_the_language_of_the_page(desk, visitor):
    made = desk.submit()
    visitor.post("/suivre/lien/", {"email": EMAIL}, headers={"accept-language": "en"})
    queue.run_waiting()
    mail, path = link_of()
    assert mail.subject == "Your requests: the link that you asked for"
    assert visitor.post(path).headers["location"] == f"/demandes/{made.reference}/"


def test_an_unknown_address_is_answered_alike_and_written_nothing(desk, visitor):
    desk.submit()
    costs = []
    for email in (EMAIL, "inconnu@example.fr"):
        with CaptureQueriesContext(connection) as queries:
            page = visitor.post("/suivre/lien/", {"email": email})
        costs.append((page.status_code, page.headers["location"], len(queries)))
    assert costs[0] == costs[1]
    queue.run_waiting()
    with acting(Reach(actor="worker")):
        assert [mail.to for mail in Mail.objects.filter(template="cases/links")] == [EMAIL]


def test_nobodys_mailbox_is_filled(desk, visitor):
    statuses = [
        visitor.post("/suivre/lien/", {"email": EMAIL}).status_code for _ in range(links.TO_ONE_ADDRESS.attempts + 1)
    ]
    assert statuses == [302] * links.TO_ONE_ADDRESS.attempts + [429]


def test_the_address_stands_in_no_job(desk, visitor):
    visitor.post("/suivre/lien/", {"email": EMAIL})
    assert EMAIL not in str(queue.waiting())


def test_a_late_link_opens_nothing(desk, visitor):
    desk.submit()
    visitor.post("/suivre/lien/", {"email": EMAIL})
    queue.run_waiting()
    _, path = link_of()
    with clock.fixed(clock.now() + links.FOLLOW_FOR):
        assert visitor.post(path).status_code == 410


@pytest.mark.parametrize("actor", ["web", "timer", "signin"])
def test_only_the_worker_learns_what_an_address_asked_for(desk, actor):
    desk.submit()
    with acting(Reach(actor=actor)):
        assert links._given_with(EMAIL) == []
    with acting(Reach(actor="worker")):
        assert len(links._given_with(EMAIL)) == 1
    with _as_owner(), connection.cursor() as cursor:
        cursor.execute("select proconfig from pg_proc where proname = 'cases_given_with'")
        assert "search_path=pg_catalog, public, pg_temp" in cursor.fetchone()[0]
