"""Chosen people try a draft: nothing of what they answer stays, what they say stands beside the fields."""

import datetime as dt
import html
import re

import pytest
from django.core import mail
from django.db import ProgrammingError
from django.db.models import F
from django.test import Client

from parvis.cases.models import Case, Draft as Request
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.studio.models import Draft
from parvis.trials.domain import trying
from parvis.trials.models import Remark, Trial
from tests.conftest import _as_owner
from tests.queue import run_waiting
from tests.studio.conftest import Changed, make_studio

HOST = {"HTTP_HOST": "cu-dunkerque.localhost"}


@pytest.fixture
def draft(db):
    return make_studio().begun()


def opened(draft: Changed, **more) -> str:
    """The path of a trial's link."""
    until = (clock.today() + dt.timedelta(days=5)).isoformat()
    page = draft.studio.client().post(f"{draft.path}essais/", {"name": "Trois usagers", "until": until, **more})
    assert page.status_code == 200, page.content.decode()[-2000:]
    return re.search(r'value="http://[^/"]+(/essai/[^"]+)"', page.content.decode()).group(1)


def hidden(text: str, name: str) -> str:
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', text).group(1))


def test_tried_page_by_page_remarked_and_nothing_counts(draft):
    path, visitor = opened(draft, emails="amina@example.org"), Client()
    run_waiting()
    assert path in mail.outbox[-1].body
    text = visitor.get(path, **HOST).content.decode()
    page, answers = hidden(text, "page"), hidden(text, "answers")
    sent = {"page": page, "answers": answers, "remark": "Le mot RNA est obscur.", "remark_about": "association"}
    said = visitor.post(path, {**sent, "say": "1"}, **HOST)
    assert "Merci" in said.content.decode()
    after = visitor.post(path, {"page": page, "answers": answers, "skip": "1"}, **HOST).content.decode()
    assert hidden(after, "page") != page
    empty = visitor.post(path, {"page": page, "answers": answers, "say": "1"}, **HOST).content.decode()
    assert "remark-error" in empty
    with _as_owner():
        assert (Case.objects.count(), Request.objects.count(), Remark.objects.count()) == (0, 0, 1)
    # beside the question, and answered
    assert "Le mot RNA est obscur." in draft.page("element/association/")
    assert "1 remarque" in draft.page()
    with _as_owner():
        remark = Remark.objects.get()
    done = {"state": "done", "answer": "Nous l’expliquons."}
    draft.studio.client().post(f"{draft.path}essais/remarque/{remark.id}/", done)
    assert "1 remarque" not in draft.page()
    assert "Nous l’expliquons." in draft.page("essais/")


def test_ended_forwarded_and_hand_made_links(draft):
    path, visitor = opened(draft), Client()
    assert visitor.get(path, **HOST).status_code == 200  # whoever has it may try: it can be ended
    with _as_owner():
        trial = Trial.objects.get()
    act = f"{draft.path}essais/{trial.id}/"
    luc = draft.studio.client(draft.studio.luc, "dunkerque.localhost")
    assert luc.post(f"{act}fin/").status_code == 404
    assert luc.get(f"{draft.path}essais/").status_code == 404
    assert visitor.get("/essai/xxxxxxxxxxxxxxxxxxxx/", **HOST).status_code == 410
    draft.studio.client().post(f"{act}fin/")
    assert visitor.get(path, **HOST).status_code == 410
    late = opened(draft)
    with _as_owner():
        Trial.objects.filter(revoked_at=None).update(until=clock.today() - dt.timedelta(days=1))
    assert visitor.get(late, **HOST).status_code == 410
    draft.studio.client().post(f"{act}effacer/")
    with _as_owner():
        assert not Trial.objects.filter(id=trial.id).exists()


def test_the_database_lets_a_link_add_remarks_to_its_own_trial_alone(draft):
    secret = opened(draft).strip("/").split("/")[1]
    other = opened(draft)
    with _as_owner():
        trials = list(Trial.objects.order_by("id"))
    with trying.held(secret):
        mine, row = trying.opened(secret)
        assert mine.id == trials[0].id
        assert row.document["definition"]
        trying.say(mine, "association", "Bien.", at=clock.now())
        assert Remark.objects.count() == 0  # nobody reads what others said
    with pytest.raises(ProgrammingError), trying.held(secret):
        trying.say(trials[1], "association", "Mal.", at=clock.now())
    with acting(Reach(actor="web", token="")):
        assert (Trial.objects.count(), type(mine).objects.count()) == (0, 0)
    assert other


@pytest.mark.parametrize("until", ["", "2020-01-01", "9999-12-31", "demain"])
def test_no_trial_without_a_day_soon(draft, until):
    page = draft.studio.client().post(f"{draft.path}essais/", {"name": "x", "until": until})
    assert page.status_code == 422


def test_a_remark_is_kept_though_the_form_changed_and_the_last_place_is_told(draft):
    path, visitor = opened(draft), Client()

    def said(text: str):
        page = visitor.get(path, **HOST).content.decode()
        return {"page": hidden(page, "page"), "answers": hidden(page, "answers"), "remark": text, "say": "1"}

    sent = said("Obscur.")
    with _as_owner():
        Draft.objects.update(version=F("version") + 1)
    assert visitor.post(path, sent, **HOST).status_code == 200
    with _as_owner():
        assert [one.text for one in Remark.objects.all()] == ["Obscur."]
        trial = Trial.objects.get()
        same = {"trial": trial, "organisation_id": trial.organisation_id, "draft_id": trial.draft_id, "at": clock.now()}
        Remark.objects.bulk_create(Remark(element="", text="x", **same) for _number in range(499))
    answer = visitor.post(path, said("La dernière."), **HOST).content.decode()
    assert "La dernière." in answer
    assert "toutes les remarques" in answer
    assert draft.studio.client().get(f"{draft.path}stylo/?version=²").status_code == 200
