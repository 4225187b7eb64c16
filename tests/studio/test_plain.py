"""Plain language: what is counted, what is remarked, whose words they are."""

import pytest
from hypothesis import given, strategies as st

from parvis.forms.data import LocalizedText
from parvis.kernel.reach import acting
from parvis.procedures.demonstration.catalogue import AT_WORK, CATALOGUE
from parvis.studio.data import AddField, Edit
from parvis.studio.domain import jargon, reading
from parvis.studio.domain.effort import effort
from parvis.studio.domain.operations import do, written
from parvis.studio.domain.starting import starter
from parvis.studio.domain.texts import reading_of, remarks, texts
from parvis.studio.models import Vocabulary
from tests.conftest import _as_owner
from tests.studio.conftest import LIST

READY = jargon.words_of([])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Un. Deux ? Trois !", ["Un.", "Deux ?", "Trois !"]),
        ("Selon l’art. L232-3 du code. Puis signez.", ["Selon l’art. L232-3 du code.", "Puis signez."]),
        ("Écrivez à M. Dupont, 3 rue Foch.", ["Écrivez à M. Dupont, 3 rue Foch."]),
        ("Joignez :\n- un bail\n- une facture", ["Joignez :", "- un bail", "- une facture"]),
        ("Il coûte 3.5 euros. C’est tout", ["Il coûte 3.5 euros.", "C’est tout"]),
        ("…", []),
        ("", []),
    ],
)
def test_sentences(text, found):
    assert reading.sentences(text) == found


def test_lix_is_words_a_sentence_plus_the_share_of_long_words():
    # 32 words in 2 sentences, 4 of them of more than six letters: 16 + 100 × 4 / 32
    text = "un " * 14 + "ordinaire familier. " + "Un " + "un " * 13 + "ordinaire familier."
    assert reading.read(text).lix == pytest.approx(16 + 12.5)
    assert reading.read("Trop court pour le dire.").lix is None


def test_numbers_addresses_and_passages_are_no_words():
    assert reading.words("Le 3 mai 2026, {{ demande.titre }} sur https://exemple.fr/long") == ["Le", "mai", "sur"]


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    found = reading.read(text)
    assert found.longest_words <= found.words
    assert (found.lix is None) == (found.words < 30)
    for one in READY.found(text, "fr"):
        assert one.written in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Les pièces justificatives\u202f:", [("pièces justificatives", "documents à joindre")]),
        ("Vous serez NOTIFIÉ", []),
        ("Nonobstant l’article 3", [("Nonobstant", "malgré")]),
        ("le sisal, un assis", []),
        ("le bien sis 3 rue Foch", [("sis", "situé")]),
        ("les récépissés et le récépissé", [("récépissés", "reçu")]),
        ("es\u00a0qualité", [("es\u00a0qualité", "à ce titre")]),
    ],
)
def test_words_to_avoid(text, said):
    assert [(one.written, one.proposal) for one in READY.found(text, "fr")] == said
    assert READY.found(text, "en") == []


def test_lists_follow_one_another():
    group = Vocabulary(
        terms=[["fr", "tiers", "voisin"], ["fr", "Étiage", "niveau d’eau"]], spared=[["fr", "récépissé"]]
    )
    town = Vocabulary(terms=[["fr", "récépissé", "accusé"]], spared=[["fr", "étiage"]])
    found = jargon.words_of([group, town])
    assert [(one.written, one.proposal) for one in found.found("Un tiers, l’étiage, un récépissé", "fr")] == [
        ("tiers", "voisin"),
        ("récépissé", "accusé"),
    ]


def _begun():
    return starter(LocalizedText(fr="Essai"), "accueil")


def _a_section(document):
    return document["definition"]["form"]["pages"][0]["sections"][0]["id"]


def test_each_kind_of_remark():
    long_question = "Quel est, " + "selon vous, " * 12 + "le bon jour\u202f?"
    document = _begun()
    into = _a_section(document)
    for kind, label, hint in (
        ("text", long_question, None),
        ("text", "Nom", "Ce nom " + "et puis encore ce nom " * 6),
        ("file", "Votre bail", None),
        ("file", "Votre bail", "En PDF."),
        ("text", "Nom du pétitionnaire", None),
    ):
        values = {"hint": {"fr": hint}} if hint else {}
        document = do(
            document, AddField(into=into, type=kind, label={"fr": label}, values=values), frozenset()
        ).document
    added = [one["id"] for one in document["definition"]["form"]["pages"][0]["sections"][0]["items"]][-5:]
    kinds = {(one.element, one.kind) for one in remarks(document, READY) if one.element in added}
    assert {one for one in kinds if one[1] != "english"} == {
        (added[0], "label"),
        (added[1], "sentence"),
        (added[2], "help"),
        (added[4], "jargon"),
    }
    assert {one for one in kinds if one[1] == "english"} == {(one, "english") for one in added}


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.slug)
def test_the_real_procedures_are_plain(entry):
    document = written(entry.definition(AT_WORK), entry.face)
    for language in ("fr", "en"):
        assert reading_of(document, language).lix < reading.DIFFICULT
    assert not [one for one in remarks(document, READY) if one.kind in ("english", "label")]
    asked = effort(document)
    assert 0 < asked.questions[0] <= asked.questions[1]
    assert 1 <= asked.minutes[0] <= asked.minutes[1] <= 30
    # the form's own texts are all there: one for each label at least
    assert len(list(texts(document))) > asked.questions[1]


def test_a_condition_makes_a_question_sometimes_asked():
    document = _begun()
    into = _a_section(document)
    field = AddField(into=into, type="text", label=LocalizedText(fr="Et encore\u202f?"))
    more = do(document, field)
    sure, both = effort(document).questions, effort(more.document).questions
    assert both == (sure[0] + 1, sure[1] + 1)
    added = more.document["definition"]["form"]["pages"][0]["sections"][0]["items"][-1]["id"]
    under = do(more.document, Edit(id=added, values={"condition": True}))
    assert effort(under.document).questions == (sure[0], sure[1] + 1)


def test_the_page_and_the_words_of_a_territory(studio, draft):
    page = draft.page("langage/")
    assert "Questions" in page
    assert "LIX" in page
    client = studio.client()
    words = f"{LIST}mots/"
    refused = client.post(words, {"terms_fr": "= rien", "spared_fr": ""})
    assert refused.status_code == 422
    assert "= rien" in refused.content.decode()
    with _as_owner():
        assert not Vocabulary.objects.exists()
    assert client.post(words, {"terms_fr": "buvette = bar\nfête"}, follow=True).status_code == 200
    page = draft.page("langage/")
    assert "«\u00a0bar\u00a0»" in page
    assert "on peut s’en passer" in page
    assert "buvette = bar" in client.get(words).content.decode()
    # a commune of the group reads them with its own, and changes only these
    luc = studio.client(studio.luc, "dunkerque.localhost")
    assert luc.post(words, {"terms_fr": "", "spared_fr": "buvette"}, follow=True).status_code == 200
    with acting(studio.reach(studio.luc, "dunkerque")):
        found = jargon.of_organisation(studio.town.dunkerque.id)
        assert [one.written for one in found.found("Une buvette, une fête", "fr")] == ["fête"]
        # by hand: another organisation's words change for nobody
        assert Vocabulary.objects.filter(organisation_id=studio.town.group.id).update(terms=[]) == 0
