"""What stands beside the steps of a workflow: their own questions, their approvals, the opinions that are asked."""

import pytest
from hypothesis import given, settings, strategies as st
from pydantic import ValidationError

from parvis.forms.data import LocalizedText
from parvis.procedures.demonstration.catalogue import AT_WORK, CATALOGUE
from parvis.studio.data import OPERATIONS, Refused, UseWorkflow
from parvis.studio.domain import checking, differences, patches, step_operations
from parvis.studio.domain.operations import do, parse, written
from parvis.studio.domain.starting import starter

NEW = do(starter(LocalizedText(fr="Essai", en="Try"), "accueil"), UseWorkflow(name="papers")).document
MOVE = next(written(one.definition(AT_WORK), one.face) for one in CATALOGUE if one.definition(AT_WORK).opinions)
POSTED = next(
    written(one.definition(AT_WORK), one.face)
    for one in CATALOGUE
    if any(move.fields for move in one.definition(AT_WORK).workflow.transitions)
)


def done(document, **operation):
    return do(document, OPERATIONS.validate_python(operation))


@st.composite
def operations(draw, document):
    own = draw(st.sampled_from(["fields", "approvals", "opinions"]))
    steps = [one["id"] for one in document["definition"]["workflow"]["transitions"]]
    step = draw(st.none() if own == "opinions" else st.sampled_from([*steps, "nothing_here"]))
    held = step_operations.held(document, own, step) or []
    ids = st.sampled_from([one["id"] for one in held] + ["nothing_here"])
    label = st.sampled_from([{"fr": "Un avis"}, {"fr": ""}, {"fr": "Chef", "en": "Head"}])
    values = st.fixed_dictionaries(
        {"label": label},
        optional={
            "type": st.sampled_from(["text", "choice", "file", "nonsense"]),
            "required": st.booleans(),
            "options": st.none() | st.just({"choices": [{"value": "a", "label": {"fr": "A"}}]}),
            "rights": st.lists(st.sampled_from(["agent", "supervisor", "nobody"]), max_size=2),
            "department": st.none() | st.sampled_from(["accueil", "nulle_part"]),
            "least": st.integers(0, 4),
            "within": st.none() | st.just({"days": 15}) | st.just({"months": 1}),
            "clock": st.none() | st.just("police"),
            "silence": st.sampled_from(["none", "favourable", "unfavourable"]),
            "told": st.sampled_from(["nothing", "asked", "answer"]),
            "questions": st.just([{"id": "un", "label": {"fr": "Un ?"}}]),
            "confidential": st.booleans(),
        },
    )
    made = draw(
        st.one_of(
            st.fixed_dictionaries({"do": st.just("add_own"), "values": values}),
            st.fixed_dictionaries({"do": st.just("edit_own"), "id": ids, "values": values}),
            st.fixed_dictionaries({"do": st.just("move_own"), "id": ids, "down": st.booleans()}),
            st.fixed_dictionaries({"do": st.just("delete_own"), "id": ids}),
        )
    )
    if own == "fields" and made["do"] == "add_own":
        made["values"] = {
            name: one for name, one in made["values"].items() if name in ("type", "label", "required", "options")
        }
    return OPERATIONS.validate_python({**made, "own": own, "step": step})


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from([NEW, MOVE, POSTED]))
def test_any_of_them_are_checked_said_and_undone(data, original):
    document, kept = original, []
    for _step in range(data.draw(st.integers(1, 4))):
        try:
            after = do(document, data.draw(operations(document))).document
        except (Refused, ValidationError):
            continue
        said = differences.said(document, after)
        assert bool(said) == (document != after)
        assert all(one["fr"] and one["en"] for one in said)
        kept.append(patches.patch(document, after))
        document = after
    checking.check(document, *parse(document))
    for patch in reversed(kept):
        document = patches.apply(patches.inverse(patch), document)
    assert document == original


LABEL = {"fr": "Avis de la police", "en": "Police"}


@pytest.mark.parametrize(
    ("own", "step", "values", "element", "words"),
    [
        ("fields", "close", {"type": "choice", "label": LABEL}, "fields:close:avis_de_la_police", ""),
        ("fields", "close", {"type": "file", "label": LABEL}, "fields:close:avis_de_la_police", "de ce type"),
        ("fields", "close", {"type": "nonsense", "label": LABEL}, "fields:close:avis_de_la_police", ""),
        ("approvals", "close", {"rights": ["nobody"], "label": LABEL}, "approvals:close:avis_de_la_police", "rôle"),
        ("approvals", "close", {"rights": ["resident"], "label": LABEL}, "approvals:close:avis_de_la_police", "rôle"),
        ("opinions", None, {"clock": "no_such", "label": LABEL}, "opinions:avis_de_la_police", "consultation"),
        (
            "opinions",
            None,
            {"within": {"days": 5}, "shows": ["no_such"], "label": LABEL},
            "opinions:avis_de_la_police",
            "no_such",
        ),
    ],
)
def test_what_is_wrong_is_told_beside_it(own, step, values, element, words):
    document = done(NEW, do="add_own", own=own, step=step, values=values).document
    told = [one for one in checking.check(document, *parse(document)) if one.element == element]
    assert any(one.blocking and words in one.message.fr for one in told), told


def test_an_id_never_means_another_question():
    first = done(NEW, do="add_own", own="fields", step="close", values={"type": "text", "label": LABEL})
    operation = OPERATIONS.validate_python(
        {"do": "add_own", "own": "fields", "step": "close", "values": {"type": "date", "label": LABEL}}
    )
    assert do(NEW, operation, frozenset({"avis_de_la_police"})).focus == "fields:close:avis_de_la_police_2"
    assert do(first.document, operation).focus == "fields:close:avis_de_la_police_2"
    for values in ({"id": "x"}, {"type": "date"}, {"origin": None}):
        with pytest.raises(Refused):
            done(first.document, do="edit_own", own="fields", step="close", id="avis_de_la_police", values=values)


def test_more_than_anybody_answers_is_refused():
    document = NEW
    for _number in range(6):
        level = {"rights": ["supervisor"], "label": LABEL}
        document = done(document, do="add_own", own="approvals", step="close", values=level).document
    with pytest.raises(Refused):
        done(document, do="add_own", own="approvals", step="close", values=level)


STEP = "circuit/etape/close/"


@pytest.mark.django_db
def test_a_designer_writes_them_without_script(draft, studio, django_assert_max_num_queries):
    draft.act("use:papers", at="workflow")
    answer = draft.post(f"{STEP}fields/une-de-plus/", {"label_fr": "Motif du classement", "type": "choice"})
    assert answer["Location"].endswith(f"{STEP}fields/motif_du_classement/")
    assert 'value="file"' not in draft.page(f"{STEP}fields/une-de-plus/")
    assert draft.post(f"{STEP}fields/une-de-plus/", {"label_fr": "Pièce", "type": "file"}).status_code == 422
    rows = {"choice-0-value": "", "choice-0-place": "1", "choice-0-fr": "Doublon", "choice-0-en": "Duplicate"}
    draft.post(f"{STEP}fields/motif_du_classement/", {"label_fr": "Motif", "required": "always", **rows})
    level = {"label_fr": "Chef de service", "rights": ["supervisor"], "least": "2"}
    assert draft.post(f"{STEP}approvals/une-de-plus/", {**level, "rights": []}).status_code == 422
    answer = draft.post(f"{STEP}approvals/une-de-plus/", level)
    assert answer["Location"].endswith("circuit/transitions/close/#st-approvals")
    draft.post(f"{STEP}approvals/une-de-plus/", {**level, "label_fr": "Finances"})
    opinion = {"label_fr": "Police municipale", "length": "15", "unit": "calendar", "silence": "favourable"}
    opinion |= {"told": "asked", "remind_days": "3", "choices-more": "Faut-il dévier ? | Divert?"}
    assert draft.post("avis/un-de-plus/", {**opinion, "length": ""}).status_code == 422
    draft.post("avis/un-de-plus/", opinion)
    definition = draft.row.document["definition"]
    step = next(one for one in definition["workflow"]["transitions"] if one["id"] == "close")
    assert step["fields"] == [
        {
            "id": "motif_du_classement",
            "type": "choice",
            "label": {"fr": "Motif"},
            "required": True,
            "options": {"choices": [{"value": "doublon", "label": {"fr": "Doublon", "en": "Duplicate"}}]},
        }
    ]
    assert [one["id"] for one in step["approvals"]] == ["chef_de_service", "finances"]
    (asked,) = definition["opinions"]
    assert asked["within"] == {"days": 15}
    assert asked["silence"] == "favourable"
    assert asked["questions"] == [{"id": "faut_il_devier", "label": {"fr": "Faut-il dévier ?", "en": "Divert?"}}]
    # an opinion that keeps its délai, and the id of its question, when other words change
    draft.post(
        "avis/police_municipale/",
        {
            **opinion,
            "label_fr": "Police",
            "choices-more": "",
            "choice-0-value": "faut_il_devier",
            "choice-0-fr": "Dévier ?",
        },
    )
    assert draft.row.document["definition"]["opinions"][0]["questions"][0]["id"] == "faut_il_devier"
    with django_assert_max_num_queries(12):
        page = draft.page("circuit/transitions/close/")
    assert "2 parmi" in page
    draft.act("up:approvals:close:finances")
    draft.act("delete:approvals:close:chef_de_service")
    draft.act("delete:opinions:police_municipale")
    definition = draft.row.document["definition"]
    assert "opinions" not in definition
    draft.act("undo", at="workflow")
    assert draft.row.document["definition"]["opinions"][0]["label"] == {"fr": "Police"}
    # another window, another designer, another organisation, nothing there
    assert draft.post(f"{STEP}approvals/finances/", level, version=1).status_code == 409
    assert draft.post(f"{STEP}approvals/finances/", level, who=studio.marc).status_code == 409
    luc = studio.client(studio.luc, "dunkerque.localhost")
    assert luc.get(f"{draft.path}{STEP}approvals/finances/").status_code == 404
    for path in ("opinions/une-de-plus/", "fields/none/", "approvals/none/", "nonsense/une-de-plus/", "opinions/x/"):
        assert studio.client().get(f"{draft.path}{STEP}{path}").status_code == 404
    assert studio.client().get(f"{draft.path}circuit/etape/none/fields/une-de-plus/").status_code == 404
    assert studio.client().get(f"{draft.path}avis/none/").status_code == 404
    assert draft.act("up:approvals:none:x").status_code == 200
    assert draft.act("cut:approvals:close:finances").status_code == 200
    long = {f"choice-{n}-fr": f"Réponse {n}" for n in range(483)}
    assert (
        draft.post(
            f"{STEP}fields/motif_du_classement/", {"label_fr": "Motif", "required": "always", **long}
        ).status_code
        == 422
    )


@pytest.mark.django_db
def test_corrections_are_held_to_who_may_ask_where_a_designer_says_so(draft):
    sent = draft.post("qui-peut-demander/", {"again": "1"})
    assert sent.status_code == 302
    assert draft.row.document["definition"]["eligible_again"] is True
    assert draft.post("qui-peut-demander/", {}, version=1).status_code == 409
    draft.post("qui-peut-demander/", {})
    assert "eligible_again" not in draft.row.document["definition"]
