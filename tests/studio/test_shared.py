"""Shared blocks: kept in versions, placed, taken over one procedure at a time or everywhere, never by themselves."""

import copy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.cases.domain import revisions
from parvis.forms.data import LocalizedText
from parvis.kernel import clock
from parvis.kernel.reach import acting
from parvis.studio.data import AddField, Author, Edit
from parvis.studio.domain import editing, shared
from parvis.studio.domain.elements import find, within
from parvis.studio.models import Draft, Shared
from parvis.territory.data import Sphere
from tests.conftest import _as_owner
from tests.studio.conftest import LIST, Studio, make_studio, written

KEY = "0198c0de-0000-7000-8000-000000000001"


def question(name, label="Nom", **more):
    return {"id": name, "type": "text", "label": {"fr": label}, **more}


BASE = {
    "id": "tuteur",
    "title": {"fr": "Tuteur"},
    "items": [question("nom"), question("lien"), question("mail", condition={"==": [{"var": "lien"}, "x"]})],
}


def test_what_was_changed_here_stays_and_the_rest_is_taken_over():
    local = shared.placed(BASE, KEY, 1)
    local["items"][0]["label"] = {"fr": "Nom du tuteur"}  # changed here alone
    local["items"][1]["hint"] = {"fr": "Ici"}  # changed here and there
    local["items"].insert(1, question("ajout"))  # added here
    del local["items"][3]  # deleted here
    local["condition"] = {"var": "mineur"}
    newer = copy.deepcopy(BASE)
    newer["items"][1]["hint"] = {"fr": "Là"}
    newer["items"][2]["label"] = {"fr": "Courriel"}
    newer["items"].append(question("tel", "Téléphone"))
    made = shared.taken_over(local, BASE, newer, 2, {"tel"})
    assert [one["id"] for one in made["items"]] == ["nom", "ajout", "lien", "tel_2"]
    assert made["items"][0]["label"] == {"fr": "Nom du tuteur"}
    assert made["items"][2]["hint"] == {"fr": "Là"}
    assert made["condition"] == {"var": "mineur"}
    assert made["origin"] == {
        "block": KEY,
        "version": 2,
        "ids": {"tuteur": "tuteur", "nom": "nom", "lien": "lien", "mail": "mail", "tel": "tel_2"},
    }


def test_ids_that_were_renamed_here_are_those_of_the_block_in_the_library():
    local = shared._named(shared.placed(BASE, KEY, 1), {"lien": "lien_2", "tuteur": "tuteur_2"})
    assert local["items"][2]["condition"] == {"==": [{"var": "lien_2"}, "x"]}
    assert shared.plain(local) == BASE
    again = shared.taken_over(local, BASE, BASE, 2, {one["id"] for one in within(local)})
    assert [one["id"] for one in within(again)] == ["tuteur_2", "nom", "lien_2", "mail"]
    assert again["items"][2]["condition"] == {"==": [{"var": "lien_2"}, "x"]}
    assert shared.stamped(local, KEY, 3)["origin"]["ids"] == local["origin"]["ids"]


@pytest.fixture
def studio(db):
    revisions.load.cache_clear()
    yield make_studio()
    revisions.load.cache_clear()


def _second(studio: Studio) -> Draft:
    with acting(studio.reach()):
        return editing.create(
            studio.town.group.id,
            LocalizedText(fr="Autre démarche", en="Another"),
            sphere=Sphere.GENERAL,
            department="accueil",
            by=Author(studio.ines.id, "Inès Morel"),
            at=clock.now(),
        )


@pytest.mark.django_db
def test_a_block_is_shared_placed_and_its_newer_version_taken_where_one_says(studio: Studio):
    client, first = studio.client(), studio.begun()
    section = _section(first)
    first.act(f"share:{section}")
    with _as_owner():
        block = Shared.objects.get()
    assert find(first.row.document, section).element["origin"]["version"] == 1
    first.act(f"share:{section}")  # nothing differs
    page, second = f"{LIST}blocs/{block.key}/", _second(studio)
    client.post(page, {"act": "hold"})
    version = second.version
    client.post(f"{LIST}brouillon/{second.id}/agir/", {"act": "paste:identite", "version": version})
    with _as_owner():
        second.refresh_from_db()
        assert Shared.objects.count() == 1
    (placed,) = shared.standing(second.document)
    assert placed["origin"]["block"] == str(block.key)
    # a newer version: told, and taken nowhere by itself
    written(studio, Edit(id=section, values={"title": {"fr": "Qui demande ?"}}), first.row)
    first.act(f"share:{section}")
    shown = client.get(page).content.decode()
    assert "Qui demande" in shown
    assert "Autre démarche" in shown
    with _as_owner():
        second.refresh_from_db()
    assert next(shared.standing(second.document))["origin"]["version"] == 1
    # another organisation's designer neither sees nor takes it; a number that is none is none
    assert studio.client(studio.luc, "dunkerque.localhost").get(page).status_code == 404
    assert studio.client(studio.luc, "dunkerque.localhost").post(page, {"act": "take:"}).status_code == 404
    assert client.post(page, {"act": "take:nonsense"}).status_code == 404
    # somebody else has the pen: said, nothing done
    assert "quelqu’un d’autre" in studio.client(studio.marc).post(page, {"act": "take:"}, follow=True).content.decode()
    client.post(page, {"act": f"take:{second.id}"})
    with _as_owner():
        second.refresh_from_db()
    taken = next(shared.standing(second.document))
    assert (taken["origin"]["version"], taken["title"]["fr"]) == (2, "Qui demande ?")
    assert "Autre démarche" not in client.get(page).content.decode()
    assert "Qui demande ?" in client.get(f"{LIST}blocs/").content.decode()


@pytest.mark.django_db
def test_a_block_never_holds_itself(studio: Studio):
    client, draft = studio.client(), studio.begun()
    written(studio, AddField(into=_section(draft), type="text", label=LocalizedText(fr="Plaque")), draft.row)
    draft.act("share:plaque")
    with _as_owner():
        field = Shared.objects.get()
    section = _section(draft)
    draft.act(f"share:{section}")  # the section holds the question
    with _as_owner():
        assert Shared.objects.count() == 2
        whole = Shared.objects.exclude(key=field.key).get()
    assert shared.uses(whole.element) == {str(field.key)}
    # by hand: the section's block put into the question's place, so that each would hold the other
    row = draft.row
    document = copy.deepcopy(row.document)
    place = find(document, section)
    place.element["origin"] = {"block": str(field.key), "version": 1, "ids": {}}
    with _as_owner():
        Draft.objects.filter(id=row.id).update(document=document)
    assert "se contiendrait lui-même" in draft.act(f"share:{section}").content.decode()
    with _as_owner():
        assert Shared.objects.count() == 2
    with CaptureQueriesContext(connection) as before:
        client.get(f"{LIST}blocs/{whole.key}/")
    with acting(studio.reach()):
        _second(studio)
    with CaptureQueriesContext(connection) as after:
        client.get(f"{LIST}blocs/{whole.key}/")
    assert len(after) == len(before)


def _section(draft) -> str:
    return str(draft.row.document["definition"]["form"]["pages"][0]["sections"][0]["id"])
