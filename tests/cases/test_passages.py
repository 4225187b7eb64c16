"""Passages have a French and an English name; both are understood, kept alike, and shown in the reader's language."""

import datetime as dt

import pytest

from parvis.cases import api as cases
from parvis.cases.models import Reply
from parvis.exchange.data import NotPossible
from parvis.exchange.domain import naming
from parvis.procedures.demonstration import temporary_bar
from tests.cases.test_own_texts import client_of, field, kept, page as page_of, text
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk

passages = cases.passages
GENERAL = passages.Passages(passages.of_use("text"))


@pytest.mark.parametrize(
    ("typed", "kept_as", "french", "english"),
    [
        ("{reference}", "{reference}", "{reference}", "{reference}"),
        ("{ Référence }", "{reference}", "{reference}", "{reference}"),
        ("{titre} – {title}", "{title} – {title}", "{titre} – {titre}", "{title} – {title}"),
        ("{Démarche}", "{procedure}", "{demarche}", "{procedure}"),
        ("{reçue le}, {RECEIVED_ON}", "{received_on}, {received_on}", "{recue_le}, {recue_le}", None),
        ("{échéance} {service} {collectivité}", "{due_on} {department} {organisation}", None, None),
    ],
)
def test_any_name_is_kept_as_one_and_shown_in_the_reader_s_language(typed, kept_as, french, english):
    assert GENERAL.kept(typed) == kept_as
    assert GENERAL.kept(kept_as) == kept_as
    if french:
        assert GENERAL.shown(kept_as, "fr") == french
    if english:
        assert GENERAL.shown(kept_as, "en") == english
    for language in ("fr", "en"):
        assert GENERAL.kept(GENERAL.shown(kept_as, language)) == kept_as


@pytest.mark.parametrize(("typed", "wrong"), [("{nom} {x}", ["nom", "x"]), ("{", []), ("a } b", []), ("{{titre}}", [])])
def test_what_stands_for_nothing_is_told(typed, wrong):
    with pytest.raises(passages.Unknown) as told:
        GENERAL.kept(typed)
    assert told.value.marks == wrong


def test_no_two_passages_have_one_name():
    for use in ("text", "name"):
        names = [{passages.fold(name) for name in (one.key, one.fr, one.en)} for one in passages.of_use(use)]
        assert sum(map(len, names)) == len(set().union(*names)), use


def test_answers_are_named_by_their_question_or_by_themselves():
    found = passages.of_answers(temporary_bar.definition().form, "fr")
    event = found["event_name"]
    assert event.fr != event.en
    known = passages.Passages((*passages.of_use("text"), *found.values()))
    for language in ("fr", "en"):
        assert known.kept(f"{{{event.name(language)}}}") == "{event_name}"
    names = [name for one in found.values() for name in {one.key, one.fr, one.en}]
    assert len(names) == len(set(names))


def test_names_of_files_take_the_same_passages():
    assert naming.check("{Démarche}/{Date} {titre} {référence}") == "{procedure}/{date} {title} {reference}"
    assert naming.shown("{procedure}/{title} {reference}") == "{demarche}/{titre} {reference}"
    for wrong in ("{service}/{reference}", "{titre}", "{reference", "{date}/{titre}"):
        with pytest.raises(NotPossible):
            naming.check(wrong)
    # a template that was kept before names were made one
    assert (
        naming.Names("{demarche}/{titre} {reference}").name(
            {"procedure": "Buvette", "title": "Bal/1", "reference": "DK-1", "document": "x"},
            dt.datetime(2026, 5, 4, tzinfo=dt.UTC),
            ".pdf",
        )
        == "Buvette/Bal-1 DK-1.pdf"
    )


@pytest.mark.django_db
def test_a_reply_is_written_and_read_with_the_names_of_one_s_language():
    desk = make_desk()
    made = desk.submit()
    old = kept(desk, desk.sofia, "{reference} {event_name} {received_on}")  # as replies were written before
    with _as_owner():
        Reply.objects.filter(id=old.id).update(text={"fr": "{reference} {event_name} {received_on}"})
    client = client_of(desk.sofia)
    page = client.get(f"/agents/reponses/{old.id}/")
    assert "{recue_le}" in field(page, "fr")
    assert "{received_on}" not in text(page)
    typed = field(page, "fr").strip() + " {Échéance}"
    sent = {"name": "x", "fr": typed, "en": "", "procedure": desk.town.case_type.slug, "shared": ""}
    assert client.post(f"/agents/reponses/{old.id}/", sent).status_code == 302
    with _as_owner():
        assert Reply.objects.get().text["fr"] == "{reference} {event_name} {received_on} {due_on}"
    assert "{echeance}" in text(client.get("/agents/reponses/"))
    filled = client.post(page_of(made, "message/"), {"body": "", "reply": str(old.id), "insert": "1", "version": 1})
    assert f"{made.reference} Fête de la Saint-Jean" in field(filled, "body")
