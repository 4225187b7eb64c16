"""What a draft refuses to hold, and says so: nothing fails later for what was let in."""

import html
import json
import math
import re

import pytest
from django.conf import settings

from parvis.cases.models import CaseType
from parvis.forms.data import LocalizedText
from parvis.kernel import clock
from parvis.kernel.reach import acting
from parvis.procedures.demonstration.catalogue import AT_WORK, CATALOGUE
from parvis.procedures.models import Procedure
from parvis.studio.data import AddField, Author, Delete, Edit, Paste, Refused
from parvis.studio.domain import choices, editing
from parvis.studio.domain.elements import find, places
from parvis.studio.domain.operations import do, parse, written as document_of
from parvis.studio.domain.starting import starter
from parvis.studio.models import Clip, Draft
from parvis.territory.data import Sphere
from tests.conftest import _as_owner
from tests.factories.procedures import SLUG
from tests.studio.conftest import LIST, Changed, written

BAR = document_of(CATALOGUE[0].definition(AT_WORK), CATALOGUE[0].face)
NEW = {"title_en": "New", "sphere": "general", "department": "accueil"}


def adopted(studio, definition, slug="venue-d-ailleurs"):
    with acting(studio.reach()):
        return editing.adopt(
            studio.town.group.id,
            definition,
            slug,
            sphere=Sphere.GENERAL,
            by=Author(studio.ines.id, "Inès Morel"),
            at=clock.now(),
        )


def odd(**values):
    """A definition one of whose questions has these values."""
    document = document_of(*parse(starter(LocalizedText(fr="Essai"), "accueil")))
    next(place.element for place in places(document) if "type" in place.element).update(values)
    return parse(document).definition


@pytest.mark.django_db
def test_what_comes_from_elsewhere_is_bounded_as_what_is_made_here(studio):
    many = document_of(*parse(starter(LocalizedText(fr="Essai"), "accueil")))
    section = next(place.element for place in places(many) if "items" in place.element)
    section["items"] += [{"id": f"q{number}", "type": "text", "label": {"fr": "?"}} for number in range(1_000)]
    for definition in (
        odd(options={"pattern": "a\0"}),
        odd(options={"pattern": "\ud800"}),
        odd(condition={"<": [1, math.inf]}),
        odd(options={"x": math.nan}),
        odd(condition=json.loads('{"!":[' * 240 + "1" + "]}" * 240)),
        parse(many).definition,
    ):
        with pytest.raises(Refused):
            adopted(studio, definition)
    with _as_owner():
        assert not Draft.objects.exists()
    assert adopted(studio, odd()).slug == "venue-d-ailleurs"


@pytest.mark.django_db
def test_an_address_that_is_offered_of_anothers_is_taken(studio):
    """The communauté's bar, offered by Dunkerque, closed there: no procedure of Dunkerque may take its address."""
    with _as_owner():
        Procedure.objects.update(slug="buvette-partagee", is_open=False)
        assert Procedure.objects.get().organisation_id == studio.town.dunkerque.id
    client = studio.client(studio.luc, "dunkerque.localhost")
    refused = client.post(f"{LIST}nouvelle/", {**NEW, "title_fr": "Buvette partagée"})
    assert refused.status_code == 422
    assert "existe déjà" in refused.content.decode()
    # offered only after the draft was begun: said in words at the end
    place = client.post(f"{LIST}nouvelle/", {**NEW, "title_fr": "Autre buvette"})["Location"]
    with _as_owner():
        Procedure.objects.filter(slug="buvette-partagee").update(slug="autre-buvette")
    late = client.post(f"{place}publier/", {"version": 1})
    assert late.status_code == 409
    assert "à l’adresse «\u00a0autre-buvette\u00a0»" in html.unescape(late.content.decode())
    assert CaseType.objects.count() == 1


@pytest.mark.django_db
def test_what_is_adopted_takes_an_address_of_its_own(studio):
    with _as_owner():
        row = Procedure.objects.get()
        row.pk, row.organisation_id, row.slug = None, studio.town.group.id, "pas-le-sien"
        row.save(force_insert=True)  # at another address than its case type's
    assert adopted(studio, odd(), "pas le sien").slug == "pas-le-sien-2"
    assert adopted(studio, odd(), SLUG).slug == f"{SLUG}-2"


@pytest.mark.django_db
def test_a_preview_of_an_earlier_version_begins_anew(studio, draft):
    path, client = f"{draft.path}apercu/", studio.client()

    def hidden(page):
        found = re.findall(r'<input type="hidden" name="(page|answers)" value="([^"]*)"', page)
        return {name: html.unescape(value) for name, value in found}

    page = client.post(path, {**hidden(draft.page("apercu/")), "skip": "1"}).content.decode()
    page = client.post(path, {**hidden(page), "f-event_name": "Bal", "skip": "1"}).content.decode()
    before = hidden(page)
    assert "recommence" not in page
    # the text becomes a date, under the same id
    row = draft.row
    find(row.document, "event_name").element["type"] = "date"
    find(row.document, "event_name").element.pop("options", None)
    with _as_owner():
        Draft.objects.filter(id=row.id).update(document=row.document, version=row.version + 1)
    answer = client.post(path, {**before, "skip": "1"})
    assert answer.status_code == 200
    page = html.unescape(answer.content.decode())
    assert "L’aperçu recommence" in page
    assert hidden(page)["page"] != before["page"]
    going_on = client.post(path, {**hidden(page), "skip": "1"})
    assert "recommence" not in going_on.content.decode()


@pytest.mark.django_db
def test_a_label_of_nothing_that_can_be_kept_is_refused_beside_its_field(studio, draft):
    sent = {"label_fr": "\uf8ff", "type": "text"}
    answer = draft.post("ajouter/?into=what&what=field", sent)
    assert answer.status_code == 422
    assert "écrivez-le en lettres" in answer.content.decode()
    assert draft.post("ajouter/?into=event&what=page", {"title_fr": "\uf8ff \ue000"}).status_code == 422
    assert draft.post("element/email/", {"label_fr": "Nom", "label_en": "\uf8ff"}).status_code == 422
    assert studio.client().post(f"{LIST}nouvelle/", {**NEW, "title_fr": "\uf8ff"}).status_code == 422
    assert draft.post("ajouter/?into=what&what=field", {**sent, "label_fr": "Nom \uf8ff"}).status_code == 302
    assert find(draft.row.document, "nom").element["label"] == {"fr": "Nom"}


def test_what_is_pasted_from_elsewhere_takes_no_id_of_earlier_revisions():
    section = next(place.id for place in places(BAR) if "items" in place.element)
    clip = {"id": "jour", "type": "text", "label": {"fr": "Jour"}}
    reserved = frozenset({"jour", "jour_2"})
    assert do(BAR, Paste(element=clip, into=section), reserved).focus == "jour_3"
    own = do(BAR, Paste(element=clip, into=section, own=True), reserved)
    assert own.focus == "jour"
    assert do(own.document, Paste(element=clip, into=section, own=True), reserved).focus == "jour_3"


@pytest.mark.django_db
def test_what_is_cut_here_comes_back_under_its_name_and_elsewhere_under_another(studio, draft):
    draft.act("cut:occasion")
    draft.act("paste:what")
    assert find(draft.row.document, "occasion").above.id == "what"
    place = studio.client().post(f"{LIST}nouvelle/", {**NEW, "title_fr": "Occasions"})["Location"]
    other = Changed(studio, place)
    section = next(place.id for place in places(other.row.document) if "items" in place.element)
    written(studio, AddField(into=section, type="date", label=LocalizedText(fr="Occasion")), other.row)
    draft_row = draft.row
    written(studio, Delete(id="occasion"), draft_row)
    other.act("cut:occasion")
    draft.act("paste:what")
    document = draft.row.document
    assert find(document, "occasion") is None
    assert find(document, "occasion_2").element["type"] == "date"


@pytest.mark.django_db
def test_a_list_holds_as_many_answers_as_a_page_may_send(studio, draft):
    question = AddField(into="what", type="choice", label=LocalizedText(fr="Rue"))
    written(studio, question, draft.row)

    def lines(number):
        return "\n".join(f"Rue {one} | Street {one}" for one in range(number))

    sent = {"label_fr": "Rue", "required": "never", "o_look": "list"}
    refused = draft.post("element/rue/", {**sent, "choices-more": lines(choices.MOST + 1)})
    assert refused.status_code == 422
    assert f"Une liste contient au plus {choices.MOST} réponses\u202f; en voici {choices.MOST + 1}" in html.unescape(
        refused.content.decode()
    )
    assert draft.post("element/rue/", {**sent, "choices-more": lines(choices.MOST)}).status_code == 302
    page = draft.page("element/rue/")
    form = page[page.index('<form method="post" novalidate>') :]
    names = re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]*)"', form[: form.index("</form>")])
    assert len(names) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    kept = {name: "" for name in names if name.startswith("choice-")}
    for number, one in enumerate(choices.rows(find(draft.row.document, "rue").element, 0)):
        kept |= {f"choice-{number}-{part}": one[part] for part in ("place", "value", "fr", "en")}
    assert draft.post("element/rue/", {**sent, **kept, "label_fr": "Votre rue"}).status_code == 302
    assert len(find(draft.row.document, "rue").element["options"]["choices"]) == choices.MOST
    # a longer list, made elsewhere: the rest is changed, the list stays
    held = [{"value": f"v{one}", "label": {"fr": f"{one}"}} for one in range(choices.MOST + 5)]
    written(studio, Edit(id="rue", values={"options": {"choices": held, "look": "list"}}), draft.row)
    page = html.unescape(draft.page("element/rue/"))
    assert "trop pour être modifiées ici" in page
    assert "choice-0-fr" not in page
    assert draft.post("element/rue/", {**sent, "label_fr": "Sa rue"}).status_code == 302
    element = find(draft.row.document, "rue").element
    assert element["label"]["fr"] == "Sa rue"
    assert element["options"]["choices"] == held


@pytest.mark.django_db
def test_who_has_no_pen_cuts_nothing(studio, draft):
    page = html.unescape(draft.act("cut:email", studio.marc).content.decode())
    assert "Inès Morel modifie cette démarche" in page
    assert "collez" not in page.partition("<main")[2].partition("</main>")[0].lower()
    with _as_owner():
        assert not Clip.objects.exists()
