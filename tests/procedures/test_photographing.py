"""Photographed pages become one PDF: in order, turned, taken again; without script, and by nobody else."""

import io
import uuid

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageFilter

from parvis.cases.models import Attachment, Draft
from parvis.files import api as files
from parvis.kernel.reach import Reach, acting
from tests.factories import attached
from tests.files.test_sharpness import print_of

pytestmark = pytest.mark.django_db
HOST = "dunkerque.localhost"
BUTTON = {"f-lease-photograph": "1"}


@pytest.fixture
def page(settings, tmp_path):
    """A browser, and the address of the page that asks for them."""
    settings.PARVIS_VAR = tmp_path
    address, cookies = attached.begun_on_site(attached.lease_page())
    client = Client(headers={"host": HOST})
    for name, value in cookies.items():
        client.cookies[name] = value
    return client, address


def photo(name: str, picture: Image.Image, *, orientation: int = 0) -> SimpleUploadedFile:
    held, exif = io.BytesIO(), Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    picture.save(held, "JPEG", exif=exif)
    return SimpleUploadedFile(name, held.getvalue(), "image/jpeg")


WIDE = print_of(20, size=(1_600, 900))
TALL = print_of(20, size=(900, 1_600))


def of(place: int) -> str:
    return str(Attachment.objects.filter(field="f-lease~").order_by("place")[place].id)


def test_pages_are_ordered_turned_taken_again_and_made_one_pdf(page, as_owner):
    client, address = page
    shown = client.get(address).content.decode()
    assert 'name="f-lease-photograph"' in shown
    photos = client.post(address, BUTTON)["Location"]
    assert photos.endswith("/photos/f-lease/")
    with CaptureQueriesContext(connection) as empty:
        said = client.get(photos).content.decode()
    assert "3 pages au plus" in said
    assert "En faire un seul PDF" not in said
    # the first is stored on its side and says so; the third can't be read
    blurred = TALL.filter(ImageFilter.GaussianBlur(9))
    sent = [photo("1.jpg", WIDE, orientation=6), photo("2.jpg", WIDE), photo("3.jpg", blurred)]
    assert client.post(photos, {"pages": sent, "act": "add"}).status_code == 302
    with CaptureQueriesContext(connection) as counted:
        said = client.get(photos).content.decode()
    assert len(counted) < len(empty) + 3, "whatever the number of pages"
    assert said.count("semble floue") == 1
    assert 'name="pages"' not in said, "as many as there may be"
    with as_owner():
        first, second, third = (of(place) for place in range(3))
        assert [one.turned for one in Attachment.objects.order_by("place")] == [0, 0, 0]
    # never refused: kept as it is, or taken again at its place
    assert "page=3" in client.post(photos, {"act": f"again:{third}"})["Location"]
    assert "Page 3, de nouveau" not in client.get(f"{photos}?page=9").content.decode()
    client.post(photos, {"pages": [photo("3 bis.jpg", TALL)], "act": "add", "place": "1"})
    assert "semble floue" not in client.get(photos).content.decode()
    client.post(photos, {"act": f"left:{second}"})
    client.post(photos, {"act": f"down:{first}"})
    client.post(photos, {"act": f"up:{uuid.uuid4()}"})  # gone: nothing
    client.post(photos, {"act": "up:'; drop table"})
    with as_owner():
        order = [str(one.id) for one in Attachment.objects.order_by("place")]
        again = order[0]
        assert order == [again, second, first]
        assert [one.turned for one in Attachment.objects.order_by("place")] == [0, 270, 0]
    made = client.post(photos, {"act": "make"})
    assert made["Location"] == f"{address}#f-lease"
    with as_owner():
        draft, pdf = Draft.objects.get(), Attachment.objects.get(field="f-lease")
    assert [one["id"] for one in draft.answers["lease"]] == [str(pdf.id)]
    assert (pdf.name, pdf.media_type, pdf.pages) == ("Votre bail.pdf", "application/pdf", 3)
    with acting(Reach(subjects=(draft.id,))):
        read = files.read(files.fetch(pdf.id))
    with pikepdf.open(io.BytesIO(read)) as opened:
        shapes = [float(one.mediabox[2]) > float(one.mediabox[3]) for one in opened.pages]
    assert shapes == [False, False, False], "turned by their camera, by their person, and upright"
    assert "Votre bail.pdf" in client.get(address).content.decode()
    # made anew, it takes the place of the former one
    client.post(photos, {"act": f"remove:{second}"})
    client.post(photos, {"act": "make"})
    with as_owner():
        (again_made,) = Attachment.objects.filter(field="f-lease")
        assert [one["id"] for one in Draft.objects.get().answers["lease"]] == [str(again_made.id)]
    assert again_made.pages == 2


def test_in_a_row_of_a_row_the_pdf_stands_there(page, as_owner):
    client, address = page
    rows = {"f-homes-count": "2", "f-homes-1-rooms-count": "1", "f-homes-1-rooms-0-more-photograph": "1"}
    photos = client.post(address, rows)["Location"]
    assert photos.endswith("/photos/f-homes-1-rooms-0-more/")
    client.post(photos, {"pages": [photo("1.jpg", TALL)], "act": "add"})
    assert client.post(photos, {"act": "make"}).status_code == 302
    with as_owner():
        homes = Draft.objects.get().answers["homes"]
    assert [list(one) for one in homes] == [[], ["rooms"]]
    assert homes[1]["rooms"][0]["more"][0]["name"] == "Avenant.pdf"


@pytest.mark.parametrize("field", ["f-plan", "f-lease-kept", "f-homes-99-rooms-0-more", "f-homes-0-more", "lease"])
def test_no_other_question_has_such_a_page(page, field):
    client, address = page
    assert client.get(f"{address}photos/{field}/").status_code == 404


def test_what_is_no_picture_is_refused_and_a_stranger_sees_nothing(page):
    client, address = page
    photos = f"{address}photos/f-lease/"
    wrong = client.post(photos, {"pages": [SimpleUploadedFile("a.jpg", b"MZ" + bytes(200))], "act": "add"})
    assert wrong.status_code == 422
    assert "a.jpg" in wrong.content.decode()
    nothing = client.post(photos, {"act": "make"})
    assert "Photographiez d’abord une page" in nothing.content.decode()
    assert Client(headers={"host": HOST}).get(photos).status_code == 404
