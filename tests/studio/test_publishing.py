"""Previewed, published, told in plain words, gone back to; nothing kept of a preview, nothing lost of a request."""

import copy
import html
import json
import re

import pytest
from hypothesis import given, settings, strategies as st
from pydantic import ValidationError

from parvis.cases import api as cases
from parvis.cases.models import CaseType, Draft as Request, Revision
from parvis.forms.data import LocalizedText
from parvis.kernel import clock
from parvis.kernel.reach import acting
from parvis.procedures.models import Procedure
from parvis.studio.data import AddField, Delete, Duplicate, Edit, Move, Refused, Settle
from parvis.studio.domain import differences
from parvis.studio.domain.elements import find
from parvis.studio.domain.operations import do
from parvis.studio.models import Draft, Publication
from tests.conftest import _as_owner
from tests.studio.conftest import LIST, Changed
from tests.studio.test_operations import DOCUMENTS, operations, same


@settings(max_examples=25)
@given(st.data(), st.sampled_from(DOCUMENTS))
def test_nothing_that_differs_is_left_unsaid(data, original):
    document = original
    for _step in range(data.draw(st.integers(1, 3))):
        try:
            document = do(document, data.draw(operations(document))).document
        except (Refused, ValidationError):
            continue
    found = differences.changes(original, document, "fr")
    assert bool(found) == (not same(original, document))
    assert all(one.text for one in found)
    back = differences.changes(document, original, "fr")
    assert bool(back) == bool(found)
    for told in differences.said(original, document):
        assert told["fr"]
        assert told["en"]


def told(*steps):
    document = DOCUMENTS[0]
    for step in steps:
        document = do(document, step).document
    return [(one.kind, one.where, one.text) for one in differences.changes(DOCUMENTS[0], document, "fr")]


def test_changes_in_plain_words():
    day = AddField(into="demande_questions", type="date", label=LocalizedText(fr="Jour"))
    gone = "question supprimée\u202f; les réponses déjà données restent avec leurs demandes"
    assert told(Delete(id="objet"), day) == [
        ("removed", "Que demandez-vous\u202f?", gone),
        ("added", "Jour", "question ajoutée\u00a0: Date"),
    ]
    assert told(Edit(id="telephone", values={"required": True, "label": {"fr": "Mobile", "en": "Phone"}})) == [
        ("changed", "Mobile", "renommé, au lieu de «\u00a0Téléphone\u00a0»"),
        ("changed", "Mobile", "devient obligatoire"),
    ]
    assert told(Delete(id="identite")) == [("removed", "Vous", "page supprimée (3 questions)")]
    assert told(Duplicate(id="demande")) == [("added", "Votre demande", "page ajoutée (1 question)")]
    assert told(Move(id="identite", down=True)) == [("changed", "", "pages dans un autre ordre")]
    assert told(Move(id="telephone", down=True)) == [
        ("changed", "Téléphone", "déplacé vers «\u00a0Votre demande\u00a0»")
    ]
    assert told(Settle(face={"often": 3})) == [("changed", "Place dans la liste des démarches", "modifié")]


def fill(page: str) -> dict[str, str]:
    """The hidden values of a previewed page."""
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(page|answers)" value="([^"]*)"', page)
    }


@pytest.mark.django_db
def test_a_preview_is_the_real_form_and_keeps_nothing(studio, draft):
    path = f"{draft.path}apercu/"
    page = draft.page("apercu/")
    assert "Quelle association tiendra la buvette" in page
    assert "rien n’est gardé" in page
    client = studio.client()
    wrong = client.post(path, {**fill(page), "f-agreed": ""})
    assert wrong.status_code == 422
    page = client.post(path, {**fill(page), "skip": "1"}).content.decode()
    assert "Nom de la manifestation" in page
    sent = {**fill(page), "f-event_name": "<b>Bal</b>", "f-setting": "outside", "f-occasion": "other", "skip": "1"}
    page = client.post(path, sent).content.decode()
    for _page in range(4):
        if "Vérifiez vos réponses" in page:
            break
        page = client.post(path, {**fill(page), "skip": "1"}).content.decode()
    assert "&lt;b&gt;Bal&lt;/b&gt;" in page
    assert "<b>Bal</b>" not in page
    with _as_owner():
        assert not Request.objects.exists()
        assert draft.row.version == 1
    for forged in ("", "x", "eyJhIjoxfQ:1:2"):
        assert client.post(path, {"page": "event", "answers": forged}).status_code in (200, 422)
    assert client.post(path, {"page": "no_such_page"}).status_code == 200
    draft.post("ajouter/?into=what&what=field", {"label_fr": "Sans choix", "type": "choice"})
    assert "Pas encore d’aperçu" in draft.page("apercu/")


@pytest.mark.django_db
def test_what_is_published_is_a_new_revision_and_old_requests_keep_theirs(studio, draft):
    case_type = CaseType.objects.get()
    first = case_type.published_id
    with _as_owner():
        Procedure.objects.update(is_open=False)  # closed: it stays so
    nothing = draft.post("publier/", {"note": ""})
    assert nothing.status_code == 409
    assert "Rien ne diffère" in html.unescape(nothing.content.decode())
    sent = {"label_fr": "Nom <script> de la fête", "label_en": "Name of the feast", "required": "always"}
    assert draft.post("element/event_name/", sent).status_code == 302
    page = html.unescape(draft.page("publier/"))
    assert "renommé, au lieu de «\u00a0Nom de la manifestation\u00a0»" in page
    assert "&lt;script&gt;" in draft.page("publier/")
    # a window that was drawn before the last change publishes nothing
    assert draft.post("publier/", {}, version=1).status_code == 409
    done = draft.post("publier/", {"note": "Après le bal <i>"})
    assert done.status_code == 302
    case_type.refresh_from_db()
    published = cases.types.load(case_type.published_id)
    assert published.number == 2
    assert Revision.objects.get(id=first).number == 1
    with _as_owner():
        assert not Draft.objects.exists()
        assert not Procedure.objects.get().is_open
        kept = Publication.objects.get()
    assert (kept.by_id, kept.by_name, kept.note) == (studio.ines.id, "Inès Morel", "Après le bal <i>")
    page = studio.client().get(done["Location"]).content.decode()
    assert "Publiée par Inès Morel" in html.unescape(page)
    assert "Après le bal &lt;i&gt;" in page
    for who, host in ((studio.luc, "dunkerque.localhost"), (studio.luc, "cu-dunkerque.localhost")):
        assert studio.client(who, host).get(done["Location"]).status_code == 404
        assert studio.client(who, host).get(f"{done['Location']}1/").status_code == 404
        assert studio.client(who, host).post(f"{done['Location']}1/reprendre/").status_code == 404
    # and back: a draft from the first revision, told against what is online
    assert "Repartir de cette révision" in html.unescape(studio.client().get(f"{done['Location']}1/").content.decode())
    again = studio.client().post(f"{done['Location']}1/reprendre/")
    back = Changed(studio, again["Location"].partition("#")[0])
    assert find(back.row.document, "event_name").element["label"]["fr"] == "Nom de la manifestation"
    assert "renommé" in html.unescape(back.page("publier/"))
    assert back.post("publier/", {}).status_code == 302
    case_type.refresh_from_db()
    third = cases.types.written(case_type.published_id)
    assert json.dumps(third.model_dump(mode="json")) == json.dumps(cases.types.written(first).model_dump(mode="json"))


@pytest.mark.django_db
def test_nothing_is_published_that_does_not_pass_or_was_overtaken(studio, draft):
    draft.act("delete:email")
    page = html.unescape(draft.page("publier/"))
    assert "points à corriger" in page
    assert 'name="note"' not in page
    assert draft.post("publier/", {}).status_code == 409
    draft.act("undo")
    row = draft.row
    sound = copy.deepcopy(row.document["definition"]["deadline"])
    row.document["definition"]["deadline"] |= {
        "promise_working_days": 60,
        "rules": sound["rules"] | {"completeness": {"within": {"months": 3}}},
    }
    for deadline, wrong in ((row.document["definition"]["deadline"], True), (sound, False)):
        with acting(studio.reach()):  # a clock that can't run, as an import may bring it
            row = draft.row
            row.document["definition"]["deadline"] = deadline
            row.save(update_fields=["document"])
        draft.post("element/phone/", {"label_fr": f"Mobile ({wrong})", "label_en": "Mobile", "required": "always"})
        page = html.unescape(draft.page("publier/"))
        assert ("Le dossier ne serait réputé complet qu’après la fin du délai" in page) is wrong
        assert ("La réponse est promise pour un jour où le silence aurait déjà eu son effet" in page) is wrong
        if wrong:
            assert draft.post("publier/", {}).status_code == 409
    draft.post("element/phone/", {"label_fr": "Mobile", "label_en": "Mobile", "required": "always"})
    with _as_owner():  # another way to publish: a command, the demonstration
        definition = cases.types.written(CaseType.objects.get().published_id)
        cases.types.publish(
            CaseType.objects.get().id,
            definition.model_copy(update={"withdrawal": False}),
            at=clock.now(),
        )
    late = draft.post("publier/", {})
    assert late.status_code == 409
    assert "entre-temps" in html.unescape(late.content.decode())
    assert Revision.objects.count() == 2
    assert studio.client(studio.marc).post(f"{draft.path}publier/", {"version": draft.row.version}).status_code == 409
    assert draft.post("abandonner/", {}, version=1).status_code == 302
    assert draft.row
    assert draft.post("abandonner/", {}).status_code == 302
    with _as_owner():
        assert not Draft.objects.exists()


@pytest.mark.django_db
def test_a_new_procedure_goes_online(studio):
    sent = {"title_fr": "Prêt de barrières", "title_en": "Barriers", "sphere": "school", "department": "accueil"}
    new = Changed(studio, studio.client().post(f"{LIST}nouvelle/", sent)["Location"])
    assert new.post("publier/", {"note": ""}).status_code == 302
    with _as_owner():
        made = Procedure.objects.get(slug="pret-de-barrieres")
    assert made.is_open
    assert made.organisation_id == studio.town.group.id
    answer = studio.client().get("/demarches/pret-de-barrieres/")
    assert answer.status_code == 200


@pytest.mark.django_db
def test_a_copy_of_a_ready_procedure_is_ones_own(studio):
    client = studio.client(studio.luc, "dunkerque.localhost")
    page = client.get(f"{LIST}nouvelle/").content.decode()
    like = str(CaseType.objects.get().id)
    assert like in page
    sent = {
        "title_fr": "Notre buvette",
        "title_en": "Our bar",
        "sphere": "general",
        "department": "accueil",
        "like": like,
    }
    made = client.post(f"{LIST}nouvelle/", sent)
    assert made.status_code == 302
    with _as_owner():
        draft = Draft.objects.get()
        assert draft.organisation_id == studio.town.dunkerque.id
        assert draft.case_type_id is None
        assert draft.problems == []
    assert client.post(f"{made['Location'].partition('#')[0]}publier/", {"version": draft.version}).status_code == 302
    assert CaseType.objects.get(slug="notre-buvette").organisation_id == studio.town.dunkerque.id
    for like in ("x", str(draft.id)):
        assert client.post(f"{LIST}nouvelle/", {**sent, "title_fr": "Encore", "like": like}).status_code == 422
