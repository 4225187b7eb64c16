"""Several papers joined into one PDF by the agent who enters a request."""

import io
import re

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parvis.cases.models import Attachment, Draft
from parvis.files import api as files
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.factories import attached, people
from tests.factories.intake import answers, counter

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(settings, tmp_path, as_owner):
    """The client of an agent, and the address of the page where they join papers."""
    settings.PARVIS_VAR = tmp_path
    found = counter(attached.definition())
    client = Client()
    people.sign_in(client, found.samira, host="dunkerque.localhost")
    said = {"procedure": found.offer, "channel": "post", "received": clock.today().isoformat(), "language": "fr"}
    begun = client.post("/agents/saisie/", said)["Location"].removesuffix("reprendre/")
    with as_owner():
        Draft.objects.filter(id=begun.split("/")[3]).update(answers=answers())
    return client, f"{begun}page/papers/"


def _send(page, *papers, question="plan"):
    client, address = page
    return client.post(f"{address}reunir/", {"question": question, "papers": list(papers)})


def _paper(name, data):
    return SimpleUploadedFile(name, data)


def test_pictures_and_pdfs_become_one_file_of_the_question_in_the_order_of_their_names(page, as_owner):
    client, address = page
    assert f"{address}reunir/" in client.get(address).content.decode()
    done = _send(
        page,
        _paper("scan2.png", attached.picture((40, 60), "PNG")),
        _paper("scan10.pdf", attached.pdf(2)),
        _paper("scan1.jpg", attached.picture((60, 40))),
    )
    assert done.status_code == 302, done.content.decode()
    with as_owner():
        draft, made = Draft.objects.get(), Attachment.objects.get()
    assert [one["id"] for one in draft.answers["plan"]] == [str(made.id)]
    assert (made.media_type, made.pages) == ("application/pdf", 4)
    with acting(Reach(subjects=(draft.id,))):
        read = files.read(files.fetch(made.id))
    with pikepdf.open(io.BytesIO(read)) as pdf:
        shapes = [float(one.mediabox[2]) > float(one.mediabox[3]) for one in pdf.pages]
    assert shapes == [True, False, False, False], "the wide one first: they are in the order of their names"
    shown = client.get(address).content.decode()
    assert made.name in shown


@pytest.mark.parametrize(
    ("papers", "words"),
    [
        ([], "Choisissez les papiers à réunir"),
        ([("a.jpg", b"MZ\x90"), ("b.pdf", None)], "a.jpg"),
        ([("a.jpg", b""), ("b.pdf", None)], "a.jpg"),
        ([(f"n{n}.pdf", None) for n in range(files.MOST_JOINED + 1)], "trop de pixels ou de pages"),
    ],
)
def test_what_can_not_be_joined_is_named_and_nothing_is_kept(page, as_owner, papers, words):
    answer = _send(page, *(_paper(name, attached.pdf() if data is None else data) for name, data in papers))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    with as_owner():
        assert not Attachment.objects.exists()
        assert not Draft.objects.get().answers.get("plan")


def test_a_question_that_is_not_there_or_a_page_without_files_is_missing(page):
    client, address = page
    assert _send(page, _paper("a.pdf", attached.pdf()), question="x").status_code == 404
    assert client.get(re.sub("papers", "association", f"{address}reunir/")).status_code == 404
