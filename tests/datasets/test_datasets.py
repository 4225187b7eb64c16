"""Data sets: read in real encodings, copied whole, refused without harm, chosen from, behind their walls."""

import datetime as dt
import json

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.datasets.data import Refused, Use
from parvis.datasets.domain import fetching, loading, mapping
from parvis.datasets.domain.looking import SALT, source
from parvis.datasets.models import DataSet, Row, Version
from parvis.datasets.registry import USERS, User
from parvis.datasets.views import searching
from parvis.identity.api import Flood
from parvis.kernel import http
from parvis.notifications.models import Mail
from tests.conftest import _as_owner
from tests.queue import run_waiting

SETS = "/administration/jeux-de-donnees/"
HOST = "cu-dunkerque.localhost"
SHEET = (
    "Liste des commerces;;;\r\nCode;Enseigne;Commune;Téléphone\r\n"
    "b1;Boulangerie du Port;Dunkerque;0328\r\nb2;Boulangerie de l’Écluse;Bergues;\r\n"
    "c3;Café de la Plage;;\r\n;Sans code;;\r\n"
)


def csv(text: str = SHEET, encoding: str = "cp1252") -> SimpleUploadedFile:
    return SimpleUploadedFile("commerces.csv", text.encode(encoding, errors="replace"), "text/csv")


def begin(studio, text: str = SHEET, encoding: str = "cp1252", **more):
    client = studio.client()
    answer = client.post(SETS, {"name_fr": "Commerces", "file": csv(text, encoding), **more}, headers={"host": HOST})
    assert answer.status_code == 302, answer.content.decode()
    run_waiting()
    return client


def mapped(client, code: str = "commerces", header: str = "2", **more):
    sent = {"act": "map", "header": header, "key": "Code", "label": "Enseigne", "columns": ["Commune"], **more}
    answer = client.post(f"{SETS}{code}/", sent, headers={"host": HOST})
    run_waiting()
    return answer


def row(code: str = "commerces") -> DataSet:
    with _as_owner():
        return DataSet.objects.get(code=code)


@pytest.fixture
def shops(studio):
    mapped(begin(studio))
    return studio


def found(studio, text: str) -> list[str]:
    return [one.key for one in source().search(studio.town.group.id, "commerces", text, 9)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_becomes_choices(studio, encoding):
    client = begin(studio, encoding=encoding)
    page = client.get(f"{SETS}commerces/", headers={"host": HOST}).content.decode()
    assert "Liste des commerces" in page
    assert row().state == "mapping"
    assert mapped(client).status_code == 302
    kept = row()
    assert (kept.state, kept.left_out, kept.done) == ("ready", 1, 6)
    assert found(studio, "ecluse") == ["b2"]
    assert found(studio, "boul du") == ["b1"]
    assert found(studio, "b") == []
    assert found(studio, "boulangerie") == ["b1", "b2"]
    assert found(studio, "100%_") == []
    one = source().chosen(studio.town.group.id, "commerces", "b1")
    assert one is not None
    assert one.cells == {"commune": "Dunkerque"}


def test_pages_take_as_many_statements_for_many_rows(shops):
    client = shops.client()

    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path, headers={"host": HOST}).status_code == 200
        return len(queries)

    few = count(SETS), count(f"{SETS}commerces/")
    begin(shops, "Code;Enseigne\n" + "".join(f"k{n};Nom {n}\n" for n in range(300)), name_fr="Autres")
    assert (count(SETS), count(f"{SETS}commerces/")) == few


def test_a_copy_without_what_is_used_is_refused_and_told(shops):
    with _as_owner():
        group = shops.town.group.id
    user = User(
        "test",
        lambda organisation: (
            [Use("Vide-grenier", "commerces", frozenset({"commune"}))] if organisation == group else []
        ),
    )
    with USERS.overridden(user):
        client = shops.client()
        other = "Code;Enseigne\nb1;Boulangerie du Quai\n"
        client.post(f"{SETS}commerces/", {"act": "replace", "file": csv(f"x\n{other}")}, headers={"host": HOST})
        run_waiting()
        kept = row()
        assert kept.state == "failed"
        assert "Vide-grenier" in kept.told
        assert "Commune" in kept.told
        # forms go on with the last good copy, and the designers know
        assert found(shops, "port") == ["b1"]
        with _as_owner():
            told = Mail.objects.filter(template="datasets/refused").values_list("to", flat=True)
            assert sorted(told) == ["ines@example.org", "marc@example.org"]
            assert Row.objects.exclude(version__current=True).count() == 0
        # nor can it be removed
        assert (
            client.post(f"{SETS}commerces/", {"act": "remove"}, headers={"host": HOST}, follow=True).status_code == 200
        )
        assert found(shops, "port") == ["b1"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x\nCode;Enseigne\nb1;Un\nb1;Deux\n", "deuxième fois"),
        ("x\nCode;Nom\nb1;Un\n", "Enseigne"),
        ("x\nCode;Enseigne\n;Un\n", "Aucune ligne"),
        ("x\nCode;Enseigne\nb1;" + "a" * 201 + "\n", "200"),
    ],
)
def test_a_bad_copy_leaves_the_good_one(shops, text, told):
    client = shops.client()
    client.post(f"{SETS}commerces/", {"act": "replace", "file": csv(text)}, headers={"host": HOST})
    run_waiting()
    assert row().state == "failed"
    assert told in row().told
    assert found(shops, "port") == ["b1"]


@pytest.mark.parametrize(
    "body",
    [
        b'[{"Code": "b1", "Enseigne": "\\u0000"}]',
        b'[{"Code": "b1", "Enseigne": "\\ud800"}]',
        b'[{"Code\\ud800": "b1"}]',
    ],
)
def test_what_no_database_holds_is_cleaned(body):
    """Written as a worker keeps it, and read back."""
    kept = json.dumps(fetching.lines(body, ""), ensure_ascii=False)
    assert kept.encode().decode() == kept
    assert "\\u0000" not in kept


def test_a_file_too_short_for_its_titles_is_told(shops):
    with _as_owner():
        DataSet.objects.update(mapping={**row().mapping, "header": 4})
    shops.client().post(f"{SETS}commerces/", {"act": "replace", "file": csv("Code;Enseigne\n")}, headers={"host": HOST})
    run_waiting()
    assert (row().state, "titres" in row().told) == ("failed", True)


def test_what_nobody_foresaw_is_told_too(shops, monkeypatch):
    def odd(*_arguments):
        raise ValueError("odd")

    monkeypatch.setattr(loading, "_written", odd)
    shops.client().post(f"{SETS}commerces/", {"act": "replace", "file": csv()}, headers={"host": HOST})
    run_waiting()
    assert (row().state, "Lecture impossible" in row().told) == ("failed", True)
    assert found(shops, "port") == ["b1"]


def test_a_worker_that_is_killed_is_gone_on_with(studio, monkeypatch):
    monkeypatch.setattr(loading, "SLICE", 2)
    client = begin(studio)
    finish = loading._finish

    def killed(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "_finish", killed)
    with pytest.raises(KeyboardInterrupt):
        mapped(client)
    assert found(studio, "port") == []
    monkeypatch.setattr(loading, "_finish", finish)
    run_waiting()
    assert row().state == "ready"
    assert found(studio, "boulangerie") == ["b1", "b2"]
    with _as_owner():
        assert Version.objects.get().rows == 3


def test_only_the_designers_of_the_organisation(shops):
    luc = shops.client(shops.luc, host="dunkerque.localhost")
    assert luc.get(f"{SETS}commerces/", headers={"host": "dunkerque.localhost"}).status_code == 404
    assert luc.get(f"{SETS}commerces/", headers={"host": HOST}).status_code in (302, 403, 404)
    with _as_owner():
        token = signing.dumps([str(shops.town.dunkerque.id), "commerces"], salt=SALT)
    assert luc.get(f"/choisir/{token}/?q=boulangerie", headers={"host": HOST}).json() == {"found": []}
    assert luc.get("/choisir/hand-made/?q=boulangerie", headers={"host": HOST}).status_code == 404
    token = signing.dumps([str(shops.town.group.id), "commerces"], salt=SALT)
    said = luc.get(f"/choisir/{token}/?q=plage", headers={"host": HOST}).json()
    assert said == {"found": [{"key": "c3", "label": "Café de la Plage"}]}


def test_floods_are_held_back(shops, monkeypatch):
    monkeypatch.setattr(searching, "ASKED", Flood("datasets:search", 1, dt.timedelta(minutes=1)))
    address = f"/choisir/{signing.dumps([str(shops.town.group.id), 'commerces'], salt=SALT)}/?q=plage"
    somebody = Client(headers={"host": HOST}, REMOTE_ADDR="203.0.113.7")
    assert [somebody.get(address).status_code for _time in range(2)] == [200, 429]


def test_a_service_is_asked_by_a_worker_and_its_copy_stays(studio, monkeypatch):
    body = json.dumps(
        {"results": [{"Code": "b1", "Enseigne": "Un", "geo": {"lat": 51.0}}, {"Code": 2, "Enseigne": "Deux"}]}
    )
    monkeypatch.setattr(fetching, "fetch", lambda url: body.encode())
    client = studio.client()
    sent = {"name_fr": "Commerces", "url": "https://data.example.fr/shops", "every": "day"}
    assert client.post(SETS, {**sent, "url": "http://127.0.0.1/"}, headers={"host": HOST}).status_code == 422
    assert client.post(SETS, sent, headers={"host": HOST}).status_code == 302
    run_waiting()
    mapped(client, header="1", columns=["geo.lat"])
    assert found(studio, "deux") == ["2"]
    one = source().chosen(studio.town.group.id, "commerces", "b1")
    assert one is not None
    assert one.cells == {"geo_lat": "51.0"}
    assert row().due_at is not None

    def silent(url):
        raise http.Unreachable("nobody", "timeout")

    monkeypatch.setattr(fetching, "fetch", silent)
    client.post(f"{SETS}commerces/", {"act": "refresh"}, headers={"host": HOST})
    run_waiting()
    assert row().state == "failed"
    assert found(studio, "deux") == ["2"]


@pytest.mark.parametrize(
    ("body", "path"),
    [(b"{}", ""), (b"[]", ""), (b'{"a": {"b": 1}}', "a.b"), (b"[" * 100_000, ""), (b'{"results": "x"}', "")],
)
def test_what_is_no_list_is_refused(body, path):
    with pytest.raises(Refused):
        fetching.lines(body, path)


def test_titles_become_names():
    assert mapping.named(["Code postal", "Code postal (2)", "2024", "Œuvre", "", "Code-postal"]) == [
        ("code_postal", "Code postal"),
        ("code_postal_2", "Code postal (2)"),
        ("c_2024", "2024"),
        ("oeuvre", "Œuvre"),
        ("code_postal_3", "Code-postal"),
    ]
    assert mapping.named(["Ville", "Neuf"], {"Ville": "town"}) == [("town", "Ville"), ("neuf", "Neuf")]
