"""The outline and its pages: every change saved at once, one pen, nothing lost between windows, nothing seen from
elsewhere."""

import datetime as dt
import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.kernel import clock
from parvis.kernel.reach import acting
from parvis.studio.data import AddField, Edit
from parvis.studio.domain import patches, pen
from parvis.studio.domain.elements import find, places
from parvis.studio.models import Clip, Draft, Step
from tests.conftest import _as_owner
from tests.studio.conftest import LIST, written

pytestmark = pytest.mark.django_db


def test_the_list_says_what_is_published_and_what_is_being_changed(studio):
    page = studio.client().get(LIST).content.decode()
    assert "Révision 1" in page
    assert "en cours de modification" not in page
    draft = studio.begun()
    assert studio.begun(studio.marc).path == draft.path  # the very same draft
    page = studio.client(studio.marc).get(LIST).content.decode()
    assert "en cours de modification" in page
    assert "Inès Morel" in page
    # on the territory's own site too
    assert "Inès Morel" in studio.client(host="localhost").get(LIST).content.decode()
    assert studio.client(studio.luc, "localhost").get(draft.path).status_code == 404
    # what Dunkerque offers of the communauté's is changed there
    page = studio.client(studio.luc, "dunkerque.localhost").get(LIST).content.decode()
    assert "Révision" not in page
    assert "faites par un autre organisme" in page


def test_nobody_else_sees_a_draft(studio, draft):
    for who, host in ((studio.luc, "dunkerque.localhost"), (studio.luc, "cu-dunkerque.localhost")):
        for path in ("", "element/email/", "ajouter/?into=what", "reglages/"):
            assert studio.client(who, host).get(draft.path + path).status_code == 404
        assert studio.client(who, host).post(f"{draft.path}agir/", {"act": "undo"}).status_code == 404
    # the database says so too, whatever the code would ask
    written(studio, Edit(id="email", values={"hint": {"fr": "Vu"}}), draft.row)
    with acting(studio.reach()):
        assert (Draft.objects.count(), Step.objects.count()) == (1, 1)
    for reach in (
        studio.reach(studio.luc, "dunkerque"),
        studio.reach(studio.luc, "group"),  # walls that a page would never open to him
        studio.reach(studio.ines, "dunkerque"),
    ):
        with acting(reach):
            assert (Draft.objects.count(), Step.objects.count()) == (0, 0)
            assert Draft.objects.filter(id=draft.row.id).update(version=99) == 0


def test_a_question_is_changed_undone_and_done_again(studio, draft):
    page = draft.page("element/email/")
    assert "Adresse électronique" in page
    sent = {"label_fr": "Votre courriel", "label_en": "Your e-mail", "required": "always", "o_own": "on"}
    answer = draft.post("element/email/", sent)
    assert answer.status_code == 302
    assert answer["Location"].endswith("#e-email")
    row = draft.row
    assert row.version == 2
    element = find(row.document, "email").element
    assert element["label"] == {"fr": "Votre courriel", "en": "Your e-mail"}
    assert element["required"] is True
    assert "hint" not in element
    draft.act("undo")
    assert find(draft.row.document, "email").element["label"]["fr"] == "Adresse électronique"
    draft.act("redo")
    assert find(draft.row.document, "email").element["label"]["fr"] == "Votre courriel"
    assert "rien de plus" in html.unescape(draft.act("redo").content.decode())


def test_saving_what_is_there_changes_nothing(studio, draft):
    """Every element's page, saved as it is shown, leaves the document as it was."""
    import re

    before = draft.row.document
    client = studio.client()
    for place in list(places(before)):
        page = draft.page(f"element/{place.id}/")
        form = page[page.index('<form method="post" novalidate>') :]
        form = form[: form.index("</form>")]
        sent: dict[str, list[str]] = {}
        for tag in re.findall(r"<input[^>]*>", form):
            named = re.search(r'name="([^"]*)"', tag)
            if not named or (("checkbox" in tag or "radio" in tag) and " checked" not in tag):
                continue
            value = re.search(r'value="([^"]*)"', tag)
            sent.setdefault(named[1], []).append(html.unescape(value[1]) if value else "")
        for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
            sent[name] = [html.unescape(text)]
        for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
            chosen = re.search(r'value="([^"]*)" selected', options)
            sent[name] = [html.unescape(chosen[1]) if chosen else ""]
        answer = client.post(f"{draft.path}element/{place.id}/", sent)
        assert answer.status_code == 302, (place.id, answer.status_code)
    assert patches.patch(before, draft.row.document) == []
    assert draft.row.version == 1


def test_two_windows_lose_nothing(studio, draft):
    sent = {"label_fr": "De la première", "required": "never"}
    assert draft.post("element/email/", sent, version=1).status_code == 302
    late = {"label_fr": "De la seconde <b>", "required": "never"}
    answer = draft.post("element/email/", late, version=1)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "De la seconde &lt;b&gt;" in page
    assert f'name="version" value="{draft.row.version}"' in page
    assert find(draft.row.document, "email").element["label"]["fr"] == "De la première"
    page = html.unescape(draft.act("delete:email", version=1).content.decode())
    assert "modifiée dans une autre fenêtre" in page
    assert find(draft.row.document, "email") is not None
    for nonsense in ("", "x", "-1", "9" * 30):
        assert draft.post("element/email/", late, version=nonsense).status_code == 409


def test_one_pen(studio, draft):
    page = draft.page(who=studio.marc)
    assert "Inès Morel a la main" in html.unescape(page)
    assert "Demander la main" in page
    assert 'value="delete:' not in page
    refused = html.unescape(draft.act("delete:email", studio.marc).content.decode())
    assert "Inès Morel modifie cette démarche" in refused
    kept = draft.post("element/email/", {"label_fr": "De Marc", "required": "never"}, studio.marc)
    assert kept.status_code == 409
    assert "De Marc" in kept.content.decode()
    draft.act("ask", studio.marc)
    assert "Marc Morel la demande" in html.unescape(draft.page())
    draft.act("give")
    assert draft.row.holder_id == studio.marc.id
    draft.act("up:email", studio.marc)
    assert draft.row.version == 2
    draft.act("give", studio.marc)  # laid down: nobody asked
    assert draft.row.holder_id is None
    draft.act("down:email")
    assert draft.row.holder_id == studio.ines.id


def test_a_pen_that_rests_is_taken(studio, draft):
    row = draft.row
    who, now = studio.marc, clock.now()
    with _as_owner():
        assert not pen.free(row, at=row.pen_at + pen.IDLE - dt.timedelta(seconds=1))
        assert pen.free(row, at=row.pen_at + pen.IDLE)
        row.asker_id, row.asked_at = who.id, row.pen_at + dt.timedelta(minutes=1)
        assert pen.free_at(row) == row.asked_at + pen.PATIENCE
        assert not pen.free(row, at=row.asked_at + pen.PATIENCE - dt.timedelta(seconds=1))
        assert pen.free(row, at=row.asked_at + pen.PATIENCE)
        row.pen_at = row.asked_at + dt.timedelta(seconds=1)  # went on meanwhile
        assert not pen.free(row, at=row.asked_at + pen.PATIENCE)
        Draft.objects.filter(id=row.id).update(pen_at=now - pen.IDLE)
    draft.act("take", who)
    assert draft.row.holder_id == who.id
    assert "Marc Morel modifie cette démarche" in html.unescape(draft.act("undo").content.decode())


def test_cut_here_and_pasted_in_another_procedure(studio, draft):
    new = studio.client().post(
        f"{LIST}nouvelle/",
        {"title_fr": "Prêt de barrières", "title_en": "Barriers", "sphere": "general", "department": "accueil"},
    )
    assert new.status_code == 302
    other = type(draft)(studio, new["Location"])
    assert other.row.problems == []
    draft.act("cut:occasion")
    assert find(draft.row.document, "occasion") is None
    assert 'value="paste:identite_questions"' in other.page()
    other.act("paste:demande_questions")
    assert find(other.row.document, "occasion").page.id == "demande"
    with acting(studio.reach(studio.marc)):
        assert not Clip.objects.exists()
    # the same name twice is refused beside its field
    again = studio.client().post(
        f"{LIST}nouvelle/", {"title_fr": "Prêt de barrières", "sphere": "general", "department": "accueil"}
    )
    assert again.status_code == 422
    assert "existe déjà" in again.content.decode()


def test_everything_is_added_by_the_pages(studio, draft):
    add = "ajouter/?into={}&what={}"
    assert draft.post(add.format("event", "page"), {"title_fr": "Votre matériel"}).status_code == 302
    assert draft.post(add.format("votre_materiel", "section"), {"title_fr": ""}).status_code == 302
    block = {"label_fr": "Barrières", "item_label_fr": "Barrière", "first_fr": "Longueur"}
    answer = draft.post(add.format("votre_materiel_questions", "block"), block)
    assert answer["Location"].endswith("/element/barrieres/")
    answer = draft.post(add.format("barrieres", "field"), {"label_fr": "Couleur", "type": "choice", "required": "on"})
    assert answer["Location"].endswith("/element/couleur/")
    assert find(draft.row.document, "couleur").above.id == "barrieres"
    page = draft.page()
    assert "1 point à corriger" in html.unescape(page)
    chosen = {
        "label_fr": "Couleur",
        "required": "always",
        "choices-more": "Rouge | Red\nBleu\n\nRouge vif|Bright red",
        "choice-0-fr": "",
        "o_look": "auto",
    }
    assert draft.post("element/couleur/", chosen).status_code == 302
    offered = find(draft.row.document, "couleur").element["options"]["choices"]
    assert [one["value"] for one in offered] == ["rouge", "bleu", "rouge_vif"]
    assert offered[1]["label"] == {"fr": "Bleu"}
    # moved by its place, renamed without a new value; one taken away
    kept = {"label_fr": "Couleur", "required": "always", "o_look": "list"}
    for number, (place, value, fr) in enumerate(
        (("2", "rouge", "Vermillon"), ("1", "bleu", "Bleu"), ("3", "rouge_vif", ""))
    ):
        kept |= {f"choice-{number}-place": place, f"choice-{number}-value": value, f"choice-{number}-fr": fr}
    assert draft.post("element/couleur/", kept).status_code == 302
    element = find(draft.row.document, "couleur").element
    assert [(one["value"], one["label"]["fr"]) for one in element["options"]["choices"]] == [
        ("bleu", "Bleu"),
        ("rouge", "Vermillon"),
    ]
    assert element["options"]["look"] == "list"
    assert draft.row.problems == []
    for wrong in ("into=nothing&what=field", "into=couleur&what=field", "into=event&what=x", ""):
        assert studio.client().get(f"{draft.path}ajouter/?{wrong}").status_code == 404
    assert draft.post(add.format("barrieres", "field"), {"label_fr": "Sans type"}).status_code == 422


def test_settings_are_kept_and_their_problems_lead_to_them(studio, draft):
    draft.act("delete:event_name")
    page = html.unescape(draft.page("reglages/"))
    assert "«\u00a0event_name\u00a0» n’est pas une réponse" in page
    assert 'href="#id_naming"' in page
    before = draft.row.document
    sent = {
        "name_fr": "Buvette <i>", "name_en": "Bar", "summary_fr": "Une", "summary_en": "A", "subject_fr": "Fêtes",
        "subject_en": "Feasts", "audience_fr": "Tous", "audience_en": "All", "words": "bar, buvette,,",
        "department": before["definition"]["department"], "email": "", "phone": "phone", "postal": "",
        "naming": "", "promise": "5", "years": "3", "source_fr": "Délibération",
    }  # fmt: skip
    assert draft.post("reglages/", sent).status_code == 302
    document = draft.row.document
    assert document["face"]["title"] == {"fr": "Buvette <i>", "en": "Bar"}
    assert document["face"]["words"] == ["bar", "buvette"]
    assert document["definition"]["deadline"]["promise_working_days"] == 5
    assert document["definition"]["deadline"]["silence"] == before["definition"]["deadline"]["silence"]
    assert document["definition"]["retention"] == {"years": 3, "source": {"fr": "Délibération"}}
    assert "Buvette &lt;i&gt;" in draft.page()
    assert "<i>" not in draft.page()


@pytest.mark.parametrize(
    "act", ["", "explode:email", "up:", "up:nothing", "put:email", "paste:", "copy:nothing", "undo"]
)
def test_buttons_that_mean_nothing_change_nothing(studio, draft, act):
    before = draft.row.document
    answer = draft.act(act)
    assert answer.status_code == 200
    assert draft.row.document == before


def test_the_outline_costs_the_same_however_much_is_asked(studio, draft):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as found:
            draft.page()
        return len(found)

    first = cost()
    for number in range(5):
        from parvis.forms.data import LocalizedText

        written(
            studio,
            AddField(into="what", type="text", label=LocalizedText(fr=f"Question {number}")),
            draft.row,
        )
    assert cost() == first
