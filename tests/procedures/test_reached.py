"""From the start page to the decision on paper with one way to be reached, whichever: no step needs an e-mail."""

import datetime as dt

import pytest

from parvis.access.api import Role
from parvis.documents.models import Document
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.mailroom.models import Letter
from parvis.notifications.models import Mail, TextMessage
from parvis.procedures.demonstration.temporary_bar import SLUG
from tests.cases.conftest import ANSWERS
from tests.conftest import _as_owner
from tests.procedures.demonstration import Way, offering, step
from tests.queue import run_waiting

pytestmark = pytest.mark.django_db
HOME = {"street": "12 rue Emmery", "postcode": "59140", "city": "Dunkerque"}
WAYS = {
    "email": {"email": "jean.deswarte@example.fr"},
    "phone": {"phone": "+33612345678"},
    "post": {"address": HOME},
}


def answers(**ways):
    opens = dt.datetime.combine(clock.today() + dt.timedelta(days=40), dt.time(18), PARIS)
    days = {"opens_at": opens.isoformat(), "closes_at": (opens + dt.timedelta(hours=6)).isoformat()}
    others = {name: value for name, value in ANSWERS.items() if name not in ("email", "phone", "address")}
    return others | days | ways


@pytest.fixture(autouse=True)
def _kept_here(settings, tmp_path):
    settings.PARVIS_VAR = tmp_path
    settings.PARVIS_SMS_GATEWAY = "simulator"


@pytest.mark.parametrize("way", WAYS)
def test_from_the_start_page_to_the_decision_on_paper(way):
    offered = offering(SLUG)
    resident = Way(offered)
    case = resident.through(answers(**WAYS[way]))
    with offered.desk(offered.agent(Role.SUPERVISOR)) as agent:
        case = step(agent, case, "take")
        case = step(agent, case, "accept")
        assert agent.get(f"/agents/dossiers/{case.reference}/").status_code == 200
    run_waiting()
    with _as_owner():
        mails, texts = Mail.objects.filter(case_id=case.id), TextMessage.objects.filter(case_id=case.id)
        letters = list(Letter.objects.filter(case_id=case.id).order_by("asked_at"))
        order = Document.objects.get(case_id=case.id, kind="order")
        counts = (mails.count() > 1, texts.count() > 1, len(letters) > 1)
    assert counts == (way == "email", way == "phone", way == "post")
    assert order.file_id is not None
    if letters:
        assert letters[-1].document_id == order.id
        assert any("12 rue Emmery" in line.lower() or "12 RUE EMMERY" in line for line in letters[-1].address)
    page = resident.get(f"/demandes/{case.reference}/").content.decode()
    assert f"/documents/{order.id}/" in page


def test_one_way_is_needed():
    offered = offering(SLUG)
    resident = Way(offered)
    address = resident.start()
    given = answers()
    for page_id in ("who", "event", "place_and_hours", "contact"):
        assert page_id in address
        answer = resident.send(page_id, given)
        if page_id != "contact":
            assert answer.status_code == 302
            address = answer.url
    assert answer.status_code in (200, 422)
    assert "Adresse de l’association" in answer.content.decode()
    answer = resident.send("contact", given)
    assert answer.status_code == 422
    assert "Donnez une adresse électronique, un téléphone ou une adresse postale" in answer.content.decode()
