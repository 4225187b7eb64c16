"""Operations on a procedure being changed: always a procedure, always undone, listed problems instead of failures."""

import json

import pytest
from hypothesis import given, settings, strategies as st
from pydantic import ValidationError

from parvis.forms.data import LocalizedText
from parvis.forms.registry import FIELD_TYPES
from parvis.procedures.demonstration.catalogue import AT_WORK, CATALOGUE
from parvis.studio.data import (
    OPERATIONS,
    AddBlock,
    AddField,
    Delete,
    Duplicate,
    Edit,
    Move,
    Paste,
    Put,
    Refused,
    Settle,
)
from parvis.studio.domain import checking, patches
from parvis.studio.domain.elements import Kind, find, places
from parvis.studio.domain.naming import new_id
from parvis.studio.domain.operations import do, parse, written
from parvis.studio.domain.starting import starter

BAR = CATALOGUE[0]
DOCUMENTS = [
    starter(LocalizedText(fr="Essai", en="Try"), "accueil"),
    *(written(entry.definition(AT_WORK), entry.face) for entry in CATALOGUE),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=20,
)
HOLDERS = st.dictionaries(st.sampled_from("abcd"), JSON, max_size=4)


def same(one, other):
    """The very same JSON: `1` is neither `1.0` nor `true`."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@given(HOLDERS, HOLDERS)
def test_a_patch_leads_there_and_back(before, after):
    found = json.loads(json.dumps(patches.patch(before, after)))
    assert same(patches.apply(found, before), after)
    assert same(patches.apply(patches.inverse(found), after), before)
    assert bool(found) == (not same(before, after))


def test_a_patch_knows_what_it_was_made_from():
    found = patches.patch({"a": [1, 2]}, {"a": [1, 3]})
    for other in ({"a": [1, 5]}, {"a": [1]}, {}, {"a": 4}):
        with pytest.raises(ValueError):
            patches.apply(found, other)


def texts():
    words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.sampled_from(
        ["Nom de l’association", "<script>alert(1)</script>", "É", "123", "today", "zone_a", "œuvre", "\0", "  "]
    )
    return st.builds(lambda fr, en: {"fr": fr, "en": en}, words, st.just("") | words)


@st.composite
def operations(draw, document):
    """An operation on elements that are there, or are not; values right and wrong."""
    here = list(places(document))
    one = st.sampled_from([place.id for place in here] + ["nothing_of_that_name"])
    values = st.fixed_dictionaries(
        {},
        optional={
            "label": st.none() | texts(),
            "title": st.none() | texts(),
            "hint": st.none() | texts(),
            "required": st.booleans() | st.just({"var": "today"}) | JSON,
            "condition": st.none() | JSON | st.builds(lambda name: {"is_filled": [{"var": name}]}, one),
            "options": st.dictionaries(st.sampled_from(["max", "choices", "min"]), JSON, max_size=2),
            "min": st.integers(-2, 60),
            "id": st.just("other"),
            "checks": JSON,
        },
    )
    kinds = st.sampled_from([*(kind.name for kind in FIELD_TYPES), "no_such_type"])
    made = draw(
        st.one_of(
            st.fixed_dictionaries({"do": st.just("add_page"), "title": texts(), "after": st.none() | one}),
            st.fixed_dictionaries({"do": st.just("add_section"), "page": one, "title": st.none() | texts()}),
            st.fixed_dictionaries({"do": st.just("add_field"), "into": one, "type": kinds, "label": texts()}),
            st.fixed_dictionaries(
                {"do": st.just("add_block"), "into": one, "label": texts(), "item_label": texts(), "first": texts()}
            ),
            st.fixed_dictionaries({"do": st.just("edit"), "id": one, "values": values}),
            st.fixed_dictionaries({"do": st.just("move"), "id": one, "down": st.booleans()}),
            st.fixed_dictionaries({"do": st.just("put"), "id": one, "into": one, "before": st.none() | one}),
            st.fixed_dictionaries({"do": st.just("duplicate"), "id": one}),
            st.fixed_dictionaries({"do": st.just("delete"), "id": one}),
            st.builds(
                lambda place, into: {"do": "paste", "element": place.element, "into": into},
                st.sampled_from(here),
                st.none() | one,
            ),
            st.fixed_dictionaries(
                {
                    "do": st.just("settle"),
                    "definition": st.dictionaries(
                        st.sampled_from(["name", "contact", "form", "title"]), texts() | JSON
                    ),
                    "face": st.dictionaries(st.sampled_from(["summary", "often", "x"]), texts() | JSON),
                }
            ),
        )
    )
    return OPERATIONS.validate_python(made)


@settings(max_examples=25)
@given(st.data(), st.sampled_from(DOCUMENTS))
def test_any_steps_are_undone_to_what_it_was(data, original):
    document, done = original, []
    for _step in range(data.draw(st.integers(1, 6))):
        try:
            operation = data.draw(operations(document))
        except ValidationError:
            continue  # a text that is none (only spaces that are taken away, say)
        before = json.dumps(document)
        try:
            after, focus = do(document, operation)
        except Refused:
            continue
        finally:
            assert json.dumps(document) == before  # pure, done or not
        definition, face = parse(after)
        assert same(written(definition, face), after)
        ids = {place.id for place in places(after)}
        assert focus in ids or focus == ""
        for told in checking.check(after, definition, face):
            assert told.message.fr
            assert told.message.en
            assert told.element in ids | {""}
        done.append(patches.patch(document, after))
        document = after
    for found in reversed(done):
        document = patches.apply(patches.inverse(json.loads(json.dumps(found))), document)
    assert same(document, original)


def test_new_ids_are_made_of_words_and_stay_free():
    assert new_id("Nom de l’association", set()) == "nom_de_l_association"
    assert new_id("Œuvre n° 1", {"oeuvre_n_1"}) == "oeuvre_n_1_2"
    assert new_id("today", set()) == "q_today"
    assert new_id("2026", {"q_2026", "q_2026_2"}) == "q_2026_3"
    assert new_id("日本", set()) == "question"
    assert len(new_id("a" * 500, set())) <= 60


def first(document, kind):
    return next(place for place in places(document) if place.kind is kind)


def test_no_new_question_takes_the_id_of_one_that_was_asked_before():
    document = DOCUMENTS[0]
    section = first(document, Kind.SECTION).id
    adding = AddField(into=section, type="text", label=LocalizedText(fr="Ancienne question"))
    assert do(document, adding, frozenset({"ancienne_question"})).focus == "ancienne_question_2"


def test_a_question_moves_over_the_edges_of_sections_and_pages():
    document = DOCUMENTS[0]
    document = do(document, Move(id="telephone", down=True)).document
    assert find(document, "telephone").page.id == "demande"
    assert find(document, "telephone").index == 0
    document = do(document, Move(id="telephone")).document
    assert find(document, "telephone").page.id == "identite"
    with pytest.raises(Refused):
        do(document, Move(id="identite"))


def test_what_is_copied_reads_its_copy():
    document = DOCUMENTS[0]
    rule = {"and": [{"is_filled": [{"var": "courriel"}]}, {"==": [{"var": "demandeur.family_name"}, "A"]}]}
    document = do(document, Edit(id="telephone", values={"condition": rule})).document
    copied, focus = do(document, Duplicate(id="identite"))
    assert focus != "identite"
    twin = [place for place in places(copied) if place.page.id == focus]
    assert len(twin) == len([place for place in places(copied) if place.page.id == "identite"])
    condition = next(place.element["condition"] for place in twin if "condition" in place.element)
    names = {place.id for place in twin}
    assert condition["and"][0]["is_filled"][0]["var"] in names
    assert condition["and"][1]["=="][0]["var"].partition(".")[0] in names
    ids = [place.id for place in places(copied)]
    assert len(ids) == len(set(ids))
    # what is cut comes back under its own ids, which earlier answers know
    element = find(document, "telephone").element
    cut = do(document, Delete(id="telephone")).document
    back = do(cut, Paste(element=element, into="demande_questions")).document
    assert find(back, "telephone").element["condition"] == rule


def test_what_would_leave_no_form_is_refused_with_its_reason():
    document = DOCUMENTS[0]
    one_page = do(document, Delete(id="identite")).document
    for operation in (
        Delete(id="demande"),
        Edit(id="objet", values={"label": {"fr": ""}}),
        Edit(id="objet", values={"id": "x"}),
        Put(id="demande_questions", into="objet"),
        Settle(definition={"form": {}}),
        Settle(definition={"retention": {"years": 0, "source": {"fr": "x"}}}),
        Paste(element={"id": "x"}, into="demande_questions"),
        Edit(id="objet", values={"condition": {"==": [{"var": "objet"}, "a\0"]}}),
        Edit(id="objet", values={"condition": {"==": [{"var": "objet"}, "\ud800"]}}),
        Edit(id="objet", values={"condition": float("inf")}),
    ):
        with pytest.raises(Refused) as refused:
            do(one_page, operation)
        assert str(refused.value)


def test_the_starter_may_be_published_as_it_is():
    document = DOCUMENTS[0]
    assert checking.check(document, *parse(document)) == []


def test_problems_stand_beside_what_they_concern():
    document = do(DOCUMENTS[0], Delete(id="courriel")).document
    told = checking.check(document, *parse(document))
    assert [(one.element, one.part) for one in told] == [("", "contact.email")]
    document = do(DOCUMENTS[0], Edit(id="telephone", values={"condition": {"==": [{"var": "objet"}, "x"]}})).document
    document = do(document, AddField(into="demande_questions", type="choice", label=LocalizedText(fr="Choix"))).document
    told = checking.check(document, *parse(document))
    assert [(one.element, one.part) for one in told] == [("choix", "options.choices")]
    document = do(document, Delete(id="choix")).document
    told = checking.check(document, *parse(document))
    assert [(one.element, one.part) for one in told] == [("telephone", "condition")]
    assert "plus loin" in told[0].message.fr or "plus tard" in told[0].message.fr


def test_every_option_of_every_type_has_its_words():
    from parvis.studio.domain.options import VALUES, WORDS, options_of
    from parvis.studio.views.adding import types

    used = set()
    for kind in FIELD_TYPES:
        for option in options_of(kind):
            known = [name for name in (f"{kind.name}.{option.name}", option.name) if name in WORDS]
            assert known, (kind.name, option.name)
            used.add(known[0])
            for value, _said in option.offered:
                assert not value or f"{option.name}.{value}" in VALUES, (kind.name, option.name, value)
    assert set(WORDS) == used
    offered = [one["value"] for family in types() for one in family["types"]]
    assert sorted(offered) == sorted(kind.name for kind in FIELD_TYPES)


def test_a_rule_found_sound_is_looked_at_anew_where_what_it_reads_has_changed():
    document = DOCUMENTS[0]
    label = LocalizedText(fr="Lieu")
    offered = [{"value": value, "label": {"fr": value}} for value in ("salle", "place")]
    adding = AddField(into="identite_questions", type="choice", label=label, values={"options": {"choices": offered}})
    document = do(document, adding).document
    document = do(document, Edit(id="objet", values={"condition": {"==": [{"var": "lieu"}, "salle"]}})).document
    for _again in range(2):
        assert checking.check(document, *parse(document)) == []
    less = do(document, Edit(id="lieu", values={"options": {"choices": offered[1:]}})).document
    assert [(one.element, one.part) for one in checking.check(less, *parse(less))] == [("objet", "condition.==.1")]
    gone = do(document, Move(id="lieu", down=True)).document
    gone = do(gone, Move(id="lieu", down=True)).document
    assert [one.element for one in checking.check(gone, *parse(gone))] == ["objet"]
    assert checking.check(document, *parse(document)) == []


def test_what_is_nested_without_end_is_refused():
    rule: dict = {"var": "objet"}
    for _level in range(5000):
        rule = {"!": [rule]}
    with pytest.raises(Refused):
        do(DOCUMENTS[0], Edit(id="objet", values={"condition": rule}))


def test_blocks_stand_in_blocks_as_deep_as_they_may():
    words = LocalizedText(fr="Bloc", en="Block")
    document = DOCUMENTS[0]
    into = next(place.id for place in places(document) if place.kind is Kind.SECTION)
    made = []
    for _depth in range(3):
        document, into = do(document, AddBlock(into=into, label=words, item_label=words, first=words))
        made.append(into)
    assert [find(document, one).above.id for one in made[1:]] == made[:2]
    with pytest.raises(Refused):
        do(document, AddBlock(into=into, label=words, item_label=words, first=words))
    # two blocks don't fit into the second, nor one into a table or into itself
    outer = do(document, Duplicate(id=made[1]))
    with pytest.raises(Refused):
        do(outer.document, Put(id=outer.focus, into=made[1]))
    with pytest.raises(Refused):
        do(document, Put(id=made[0], into=made[1]))
    table = do(outer.document, Edit(id=made[2], values={"layout": "table", "row_labels": [{"fr": "Lundi"}]})).document
    assert (find(table, made[2]).element["min"], find(table, made[2]).element["max"]) == (1, 1)
    with pytest.raises(Refused):
        do(table, Paste(element=find(table, outer.focus).element, into=made[2]))
    # moved out, it stands in the section, with all that it holds
    section = next(place.id for place in places(document) if place.kind is Kind.SECTION)
    moved = do(document, Put(id=made[1], into=section)).document
    assert find(moved, made[2]).above.id == made[1]
    assert find(moved, made[1]).above.id == section
