"""What anyone may learn of a copy: ours or not, whole or altered, revoked, and nothing else; not by guessing."""

import io
import uuid

import pytest
from django.db import connection
from hypothesis import given, strategies as st

from parvis.documents import api as documents
from parvis.documents.domain import codes, producing, verification
from parvis.documents.views import uploads
from parvis.files import api as files
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.documents import samples
from tests.documents.test_producing import AGENT, WALL, ask, look
from tests.documents.test_rendering import make

PAGE = "/verifier/"


def sealed(content=samples.ORDER, number="2026-DB-0042"):
    asked = ask(content, number=number)
    producing.produce(document_id=str(asked.id), wall_id=str(WALL))
    view = look(asked.id)
    with acting(AGENT):
        return view, files.read(files.fetch(view.file_id))


def send(client, data, path=PAGE, name="copie.pdf"):
    upload = io.BytesIO(data)
    upload.name = name
    return client.post(path, {"file": upload})


def said(response):
    return " ".join(response.content.decode().split())


@pytest.mark.django_db
def test_a_code_tells_kind_number_organisation_date_and_nothing_else(client):
    view, _ = sealed()
    page = said(client.get(PAGE + view.short_code))
    for word in ("Ce document vient de nous", "Arrêté", "2026-DB-0042", "Ville de Dunkerque", "Scellé le"):
        assert word in page
    assert codes.spoken(view.short_code) in page
    assert view.sha256[:4] in page
    for word in ("débit", "Carnavaleux", "Hélène", "Deswarte", str(view.id), str(WALL)):
        assert word not in page


@pytest.mark.django_db
def test_a_code_is_found_as_people_type_it(client):
    view, _ = sealed()
    typed = codes.spoken(view.short_code).lower().replace("0", "o").replace("1", "l")
    for path in (f"{PAGE}{typed}", f"{PAGE}?code={typed}"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (302, PAGE + view.short_code)
    assert client.get(PAGE, {"code": "  "}).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["000000000000", "x", "../../etc", "U" * 12, "é" * 12, "0" * 500])
def test_an_unknown_code_is_said_not_to_be_ours(client, code):
    response = client.get(PAGE, {"code": code}, follow=True)
    assert response.status_code == 404
    assert "Aucun document ne porte ce code" in said(response)


@pytest.mark.django_db
def test_a_document_being_made_says_so(client):
    assert "en cours de fabrication" in said(client.get(PAGE + ask().short_code))


@pytest.mark.django_db
@pytest.mark.parametrize("with_code", [True, False])
def test_the_sealed_file_is_the_same(client, with_code):
    view, pdf = sealed()
    response = send(client, pdf, PAGE + view.short_code if with_code else PAGE)
    assert "entier et inchangé" in said(response)
    assert "2026-DB-0042" in said(response)


def alterations(pdf):
    """Copies that look like ours and are not what we sealed."""
    middle = bytearray(pdf)
    middle[len(pdf) // 3] ^= 1
    return {
        "a byte changed": bytes(middle),
        "something appended": pdf + pdf[pdf.rindex(b"startxref") :],
        "a space appended": pdf + b" ",
        "the seal cut off": pdf[: pdf.index(b"%%EOF") + 6],
        "another text": pdf.replace(b"parvis", b"parvis", 1)[:2_000] + b"%" + pdf[2_001:],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["a byte changed", "something appended", "a space appended", "the seal cut off"])
def test_an_altered_copy_is_told_from_a_strange_one(client, how):
    view, pdf = sealed()
    copy = alterations(pdf)[how]
    assert copy != pdf
    page = said(send(client, copy))
    assert "a été modifié après avoir été scellé" in page
    assert "2026-DB-0042" in page


@pytest.mark.django_db
@pytest.mark.parametrize("data", [b"%PDF-1.7", b"\x00" * 1_000, b"<script>", b"/Contents <" + b"a" * 9_000 + b">"])
def test_a_strange_file_is_not_ours(client, data):
    sealed()
    assert "pas un document que nous avons scellé" in said(send(client, data))


@pytest.mark.django_db
def test_the_unsealed_rendering_of_a_document_is_not_what_we_sealed(client):
    view, _ = sealed()
    assert verification.check(make(code=view.short_code)).copy == "altered"


@pytest.mark.django_db
def test_another_document_than_the_one_whose_code_was_given(client):
    view, _ = sealed()
    other, pdf = sealed(samples.REFUSAL, "2026-DB-0043")
    page = said(send(client, pdf, PAGE + view.short_code))
    assert "un autre de nos documents" in page
    assert codes.spoken(other.short_code) in page


@pytest.mark.django_db
def test_a_revoked_document_says_so_whole_or_not(client):
    view, pdf = sealed()
    newer = ask(number="2026-DB-0044")
    with acting(AGENT):
        documents.revoke(view.id, reason="secret de famille", at=clock.now(), replaced_by=newer.id)
    for response in (client.get(PAGE + view.short_code), send(client, pdf)):
        page = said(response)
        assert "mais il a été retiré" in page
        assert f'href="{PAGE}{newer.short_code}"' in page
        assert "secret" not in page


@pytest.mark.django_db
def test_no_file_and_a_large_one_are_said(client, monkeypatch):
    response = client.post(PAGE, {})
    assert response.status_code == 422
    assert "Choisissez un fichier PDF" in said(response)
    monkeypatch.setattr(uploads, "LIMIT", 1_000)
    assert send(client, b"x" * 1_000).status_code == 200
    response = send(client, b"x" * 1_001)
    assert response.status_code == 413
    assert "dépasse 10" in said(response)


@pytest.mark.django_db
def test_a_body_far_over_the_limit_is_not_even_read(rf):
    class Unread(io.BytesIO):
        def read(self, *arguments):
            raise AssertionError("the body was read")

    request = rf.post(PAGE)
    request.META["CONTENT_LENGTH"] = str(uploads.LIMIT + uploads.MARGIN + 1)
    request._stream = Unread()
    with pytest.raises(uploads.TooLarge):
        uploads.read_file(request, "file")


@pytest.mark.django_db
def test_a_copy_is_never_written_to_the_disk(client, monkeypatch, tmp_path):
    import tempfile

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *a, **k: pytest.fail("a temporary file"))
    assert send(client, b"x" * 5_000_000).status_code == 200
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size > 4_000_000] == []


@pytest.mark.django_db
def test_guessing_is_limited(client):
    for _ in range(60):
        assert client.get(PAGE + "000000000000").status_code == 404
    response = client.get(PAGE + "000000000000")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "Trop de vérifications" in said(response)
    assert client.get(PAGE).status_code == 200
    assert client.get(PAGE + "000000000000", REMOTE_ADDR="192.0.2.7").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ["web", "worker", "timer", "signin", ""])
@pytest.mark.parametrize("door", ["documents_public", "documents_by_digest", "documents_by_seal"])
def test_the_doors_answer_the_verifier_alone(actor, door):
    view, pdf = sealed()
    with connection.cursor() as cursor:
        for reach, rows in ((Reach(actor=actor), 0), (verification.VERIFIER, 1)):
            with acting(reach):
                key = {
                    "documents_public": view.short_code,
                    "documents_by_digest": view.sha256,
                    "documents_by_seal": verification.seal_digest(pdf),
                }[door]
                cursor.execute(f"select * from {door}(%s)", [key])
                assert len(cursor.fetchall()) == rows
                cursor.execute(f"select * from {door}('')")
                assert cursor.fetchall() == []


@pytest.mark.django_db
def test_the_verifier_sees_no_row():
    view, _ = sealed()
    with acting(verification.VERIFIER):
        with pytest.raises(documents.DocumentNotFound):
            documents.get(view.id)
        with pytest.raises(files.FileNotFound):
            files.fetch(view.file_id)


@pytest.mark.django_db
def test_the_page_needs_no_cookie_and_is_not_kept(client):
    response = client.get(PAGE + ask().short_code)
    assert not any(cookie.value for cookie in response.cookies.values())
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"


@given(st.text(alphabet=codes.ALPHABET, min_size=12, max_size=12))
def test_a_code_is_read_back_however_it_is_written(code):
    assert codes.normalise(codes.spoken(code)) == code
    assert codes.normalise(f"  {code.lower()} ".replace("1", "i").replace("0", "O")) == code


@given(st.text())
def test_only_codes_are_codes(text):
    normal = codes.normalise(text)
    assert normal == "" or (len(normal) == 12 and set(normal) <= set(codes.ALPHABET))


def test_codes_are_not_alike():
    assert len({codes.fresh() for _ in range(1_000)}) == 1_000


def test_an_id_is_no_code():
    assert codes.normalise(str(uuid.UUID(int=1))) == ""
