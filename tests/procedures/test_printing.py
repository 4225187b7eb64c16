"""The blank form of a procedure: every question once, when to answer it in words, made by a worker for a revision."""

import io

import pypdfium2
import pytest
from django.test import Client

from parvis.forms.domain import on_paper
from parvis.procedures.demonstration.catalogue import CATALOGUE
from parvis.procedures.models import Blank
from parvis.territory import models as territory
from parvis.territory.api import forget
from tests import queue
from tests.conftest import _as_owner
from tests.factories.desk import desk
from tests.factories.programmes import offered
from tests.procedures.demonstration import form_of

pytestmark = pytest.mark.django_db
SLUG = "buvette-temporaire"


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.slug)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_question_stands_there_with_somewhere_to_answer(entry, language):
    form = form_of(entry.slug)
    parts = form.on_paper(language)
    asked = [part for part in parts if part.kind == "question"]
    names = [one.id for leaf in form._leaves for one in leaf.questions() if one.is_asked]
    assert {part.number for part in asked} == set(range(1, len(names) + 1))
    assert all(part.choices or part.cells or part.lines or part.joins for part in asked)
    for page, printed in zip(form.definition.pages, [one for one in parts if one.kind == "page"], strict=True):
        assert printed.text == page.title.into(language)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            {"==": [{"var": "setting"}, "outside"]},
            "vous répondez «\u00a0Hors d’une enceinte sportive\u00a0» à la question 4",
        ),
        ({"!": {"==": [{"var": "agreed"}, True]}}, "vous ne répondez pas «\u00a0Oui\u00a0» à la question 2"),
        ({"var": "agreed"}, "vous répondez «\u00a0Oui\u00a0» à la question 2"),
        ({"is_empty": [{"var": "email"}]}, "vous laissez la question 15 sans réponse"),
        ({"in": [{"var": "setting"}, ["outside", "sports_ground"]]}, " ou "),
        ({"or": [{"var": "agreed"}, {"is_filled": [{"var": "phone"}]}]}, "à la question 2 ou vous répondez"),
        ({"date.before": [{"var": "opens_at"}, {"var": "today"}]}, "cela dépend de votre réponse à la question 10"),
        ({">": [{"var": "today"}, "2026-01-01"]}, "cela dépend du jour de votre demande"),
    ],
)
def test_when_to_answer_is_said_in_plain_words(rule, said):
    form = form_of(SLUG)
    asked = [one for leaf in form._leaves for one in leaf.questions() if one.is_asked]
    known = on_paper._Numbered(
        {one.id: number for number, one in enumerate(asked, 1)}, {one.id: one for one in asked}, "fr"
    )
    assert said in on_paper._only(rule, known)


def test_a_worker_prints_it_once_and_again_when_the_address_changes():
    here = desk()
    offered(here)
    visitor = Client(headers={"host": here.place.host})
    path = f"/demarches/{SLUG}/formulaire.pdf"
    assert path in visitor.get(f"/demarches/{SLUG}/").content.decode()
    assert [visitor.get(path).status_code for _time in range(2)] == [202, 202]
    queue.run_waiting()
    answer = visitor.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    pages = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    words = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "Répondez seulement si vous répondez" in words.replace("\r\n", " ")
    assert "Place Charles-Valentin" in words
    with _as_owner():
        territory.Organisation.objects.filter(id=here.place.id).update(phone="03 28 00 00 00")
        forget()
    assert visitor.get(path).status_code == 202
    queue.run_waiting()
    assert visitor.get(path).content != answer.content
    assert Blank.objects.count() == 1
    assert visitor.get("/demarches/none/formulaire.pdf").status_code == 404
