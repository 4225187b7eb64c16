"""The workflow editor: drawn whole, changed by typed operations, wrong workflows told and not published."""

import pytest
from hypothesis import given, settings, strategies as st
from pydantic import ValidationError

from parvis.forms.data import LocalizedText
from parvis.procedures.demonstration.catalogue import AT_WORK, CATALOGUE
from parvis.studio.data import OPERATIONS, EditPart, Refused, UseWorkflow
from parvis.studio.domain import checking, drawing, flow_words, patches
from parvis.studio.domain.action_options import VALUES, WORDS, Around, options_of
from parvis.studio.domain.flow_operations import find
from parvis.studio.domain.library import LIBRARY
from parvis.studio.domain.operations import do, parse, written
from parvis.studio.domain.options import Look
from parvis.studio.domain.starting import starter
from parvis.workflows.registry import ACTIONS
from tests.studio.test_rules import inputs

NEW = starter(LocalizedText(fr="Essai", en="Try"), "accueil")
SIX = [written(entry.definition(AT_WORK), entry.face) for entry in CATALOGUE]
READY = [do(NEW, UseWorkflow(name=name)).document for name in LIBRARY]


def flow(document):
    return document["definition"]["workflow"]


def drawn(workflow):
    return drawing.draw(workflow, flow_words.boxes(workflow, "fr"))


def whole(workflow, found):
    """What holds of any drawing: a box for each status and each step that stands somewhere, none upon another."""
    known = {one["id"] for one in workflow["statuses"]}
    steps = [one for one in workflow["transitions"] if one["target"] in known and known & set(one["sources"])]
    keys = {drawing.status_key(one) for one in known} | {drawing.step_key(one["id"]) for one in steps}
    assert {box.key for box in found.boxes} == keys
    for number, box in enumerate(found.boxes):
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= found.width
        assert box.y + box.height <= found.height
        for other in found.boxes[:number]:
            apart = box.x + box.width <= other.x or other.x + other.width <= box.x
            assert apart or box.y + box.height <= other.y or other.y + other.height <= box.y, (box.key, other.key)
    lines = [
        (drawing.status_key(one), drawing.step_key(step["id"]))
        for step in steps
        for one in dict.fromkeys(step["sources"])
        if one in known
    ]
    lines += [(drawing.step_key(step["id"]), drawing.status_key(step["target"])) for step in steps]
    assert sorted((line.start, line.end) for line in found.lines) == sorted(lines)
    assert all(bool(line.tip) == line.end.startswith("status:") for line in found.lines)


@pytest.mark.parametrize("document", [*SIX, *READY])
def test_every_workflow_is_drawn_whole_and_passes(document):
    whole(flow(document), drawn(flow(document)))
    assert drawn(flow(document)) == drawn(flow(document))
    assert [one for one in checking.check(document, *parse(document)) if one.blocking] == []


names = st.sampled_from("abcdefgh")


@settings(max_examples=60)
@given(
    st.lists(names, min_size=1, max_size=8, unique=True),
    st.lists(st.tuples(st.lists(names, min_size=1, max_size=4), names), max_size=12),
    names,
)
def test_any_graph_is_drawn_whole(statuses, steps, initial):
    """Cycles, steps that stay, names of nothing, statuses that nothing leads to."""
    words = {"fr": "Un statut au nom plutôt long, qui se plie"}
    workflow = {
        "initial": initial,
        "statuses": [{"id": one, "kind": "open", "agent": words, "resident": words} for one in statuses],
        "transitions": [
            {"id": f"s{number}", "sources": sources, "target": target, "label": words, "rights": ["agent"]}
            for number, (sources, target) in enumerate(steps)
        ],
    }
    whole(workflow, drawn(workflow))


def test_what_lies_further_stands_lower():
    """In the drawing of a plain way, each status stands below the one before."""
    places = {box.key: box.y for box in drawn(flow(NEW)).boxes}
    ways = ["status:received", "step:take", "status:under_review", "step:accept", "status:accepted"]
    assert [places[one] for one in ways] == sorted(places[one] for one in ways)


@st.composite
def operations(draw, document):
    held = flow(document)
    part = draw(st.sampled_from(checking.PARTS))
    ids = st.sampled_from([one["id"] for one in held.get(part, ())] + ["nothing_here"])
    words = st.builds(lambda text: {"fr": text}, st.sampled_from(["Reçue", "", "À voir", "ajouter"]))
    status = st.sampled_from([one["id"] for one in held["statuses"]] + ["nowhere"])
    steps = st.sampled_from([one["id"] for one in held["transitions"]] + ["nothing_here"])
    values = st.fixed_dictionaries(
        {},
        optional={
            "agent": words,
            "resident": words,
            "label": words,
            "kind": st.sampled_from(["open", "waiting", "text", "date"]),
            "sources": st.lists(status, max_size=3),
            "target": status,
            "rights": st.lists(st.sampled_from(["agent", "system", "resident"]), max_size=2),
            "status": status,
            "transition": steps,
            "days": st.integers(-1, 40),
            "condition": st.none() | st.just(False) | st.just({"is_filled": [{"var": "objet"}]}),
            "actions": st.just([]),
        },
    )
    place = st.integers(-1, 3)
    return OPERATIONS.validate_python(
        draw(
            st.one_of(
                st.fixed_dictionaries({"do": st.just("add_part"), "part": st.just(part), "values": values}),
                st.fixed_dictionaries({"do": st.just("edit_part"), "part": st.just(part), "id": ids, "values": values}),
                st.fixed_dictionaries(
                    {"do": st.just("move_part"), "part": st.just(part), "id": ids, "down": st.booleans()}
                ),
                st.fixed_dictionaries({"do": st.just("delete_part"), "part": st.just(part), "id": ids}),
                st.fixed_dictionaries({"do": st.just("begin_at"), "status": status}),
                st.fixed_dictionaries(
                    {"do": st.just("add_action"), "step": steps, "type": st.sampled_from(["mend", "nonsense"])}
                ),
                st.fixed_dictionaries(
                    {"do": st.just("move_action"), "step": steps, "place": place, "down": st.booleans()}
                ),
                st.fixed_dictionaries({"do": st.just("delete_action"), "step": steps, "place": place}),
                st.fixed_dictionaries(
                    {"do": st.just("use_workflow"), "name": st.sampled_from([*LIBRARY, "none_such"])}
                ),
            )
        )
    )


@settings(max_examples=40)
@given(st.data(), st.sampled_from([NEW, *SIX, *READY]))
def test_any_steps_of_a_designer_are_drawn_checked_and_undone(data, original):
    document, done = original, []
    for _step in range(data.draw(st.integers(1, 6))):
        try:
            after = do(document, data.draw(operations(document))).document
        except (Refused, ValidationError):
            continue
        done.append(patches.patch(document, after))
        document = after
    checking.check(document, *parse(document))
    whole(flow(document), drawn(flow(document)))
    for patch in reversed(done):
        document = patches.apply(patches.inverse(patch), document)
    assert document == original


def told(document):
    return {one.element for one in checking.check(document, *parse(document)) if one.blocking}


def changed(**parts):
    """The simple workflow with other values of some of its parts: `received={"kind": …}`."""
    document = READY[0]
    for name, values in parts.items():
        part = "statuses" if find(document, "statuses", name) else "transitions"
        document = do(document, EditPart(part=part, id=name, values=values)).document
    return document


def added(document, part, **values):
    return do(document, OPERATIONS.validate_python({"do": "add_part", "part": part, "values": values})).document


WORDS_OF = {"fr": "Quelque chose"}
TIMED = changed(close={"rights": ["agent", "supervisor", "system"]})


@pytest.mark.parametrize(
    ("document", "element"),
    [
        (changed(take={"sources": ["to_mend"]}), "statuses:under_review"),
        (changed(accept={"target": "under_review", "sources": ["under_review"]}), "statuses:accepted"),
        (changed(close={"sources": ["under_review"]}, accept={"condition": False}), "transitions:accept"),
        (
            changed(
                accept={"condition": {"and": [{"is_filled": [{"var": "objet"}]}, {"is_empty": [{"var": "objet"}]}]}}
            ),
            "transitions:accept",
        ),
        (changed(accept={"condition": {"is_filled": [{"var": "no_such_answer"}]}}), "transitions:accept"),
        (changed(take={"rights": ["resident"]}, close={"sources": ["under_review"]}), "statuses:received"),
        (changed(take={"rights": ["nobody_at_all"]}), "transitions:take"),
        (added(changed(), "timers", status="to_mend", transition="close", days=3, reason=WORDS_OF), "timers:to_mend_3"),
        (added(TIMED, "timers", status="to_mend", transition="close", days=3), "timers:to_mend_3"),
        (added(TIMED, "timers", status="accepted", transition="close", days=3, reason=WORDS_OF), "timers:accepted_3"),
        (
            added(
                added(
                    changed(),
                    "transitions",
                    label=WORDS_OF,
                    sources=["under_review"],
                    target="under_review",
                    rights=["system"],
                ),
                "timers",
                status="under_review",
                transition="quelque_chose",
                days=1,
            ),
            "timers:under_review_1",
        ),
        (
            do(
                changed(), OPERATIONS.validate_python({"do": "add_action", "step": "take", "type": "nonsense"})
            ).document,
            "transitions:take",
        ),
    ],
)
def test_what_is_wrong_is_told_beside_it(document, element):
    assert element in told(document)


def test_a_timer_that_may_act_is_accepted():
    assert told(added(TIMED, "timers", status="to_mend", transition="close", days=3, reason=WORDS_OF)) == set()


def test_every_option_of_every_action_has_its_words():
    used, values = set(), set()
    around = Around(NEW, flow(NEW)["transitions"][0], "fr")
    for action in ACTIONS:
        for option in options_of(action.name, around):
            used.add(f"{action.name}.{option.name}")
            if option.look is Look.ONE:
                values |= {f"{option.name}.{value}" for value, _label in option.offered if value}
    assert used <= set(WORDS)
    assert values <= set(VALUES) | {f"department.{flow(NEW) and 'accueil'}"}


# -- the pages ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_designer_builds_a_workflow_without_script(draft, django_assert_max_num_queries):
    page = draft.page("circuit/")
    boxes = page.count('class="st-flow__box')
    assert boxes == len(flow(draft.row.document)["statuses"]) + len(flow(draft.row.document)["transitions"])
    draft.act("use:simple", at="workflow")
    answer = draft.post(
        "circuit/statuses/un-de-plus/", {"agent_fr": "En attente", "resident_fr": "Nous attendons.", "kind": "open"}
    )
    assert answer["Location"].endswith("circuit/#statuses-en_attente")
    assert "aucun chemin ne mène à la fin" in draft.page("circuit/")
    answer = draft.post(
        "circuit/transitions/un-de-plus/",
        {
            "label_fr": "Mettre en attente",
            "sources": ["under_review"],
            "target": "en_attente",
            "rights": ["agent"],
            "reason": "none",
            "weight": "other",
        },
    )
    assert answer["Location"].endswith("circuit/transitions/mettre_en_attente/")
    draft.post("circuit/actions/mettre_en_attente/une-de-plus/", {"type": "assign", "o_to": "nobody"})
    assert find(draft.row.document, "transitions", "mettre_en_attente")["actions"] == [
        {"type": "assign", "options": {"to": "nobody"}}
    ]
    draft.post(
        "circuit/transitions/close/",
        {
            "label_fr": "Classer",
            "sources": ["received", "under_review", "to_mend", "en_attente"],
            "target": "closed",
            "rights": ["agent", "system"],
            "reason": "required",
            "weight": "warning",
        },
    )
    draft.post(
        "circuit/timers/un-de-plus/",
        {
            "status": "en_attente",
            "days": "30",
            "counted": "working",
            "transition": "close",
            "reason_fr": "Sans nouvelles.",
        },
    )
    with django_assert_max_num_queries(12):
        page = draft.page("circuit/")
    assert "après 30 jours ouvrés" in page
    assert [one for one in draft.row.problems if one["blocking"] and one["element"].partition(":")[2]] == []
    draft.act("begin:statuses:under_review", at="workflow")
    assert flow(draft.row.document)["initial"] == "under_review"
    draft.act("undo", at="workflow")
    assert flow(draft.row.document)["initial"] == "received"
    draft.act("delete:statuses:en_attente", at="workflow")
    assert find(draft.row.document, "transitions", "mettre_en_attente") is None
    assert "timers" not in flow(draft.row.document)
    draft.act("undo", at="workflow")
    assert find(draft.row.document, "timers", "en_attente_30")


@pytest.mark.django_db
def test_only_who_has_the_pen_writes_and_words_stay_on_the_page(draft, studio):
    version = draft.row.version
    sent = {"agent_fr": "En attente", "resident_fr": "Nous attendons.", "kind": "open"}
    held = draft.post("circuit/statuses/un-de-plus/", sent, who=studio.marc)
    assert held.status_code == 409
    assert "Nous attendons." in held.content.decode()
    draft.act("use:papers", at="workflow")
    late = draft.post("circuit/statuses/received/", sent, version=version)
    assert late.status_code == 409
    assert studio.client(studio.luc, "dunkerque.localhost").get(f"{draft.path}circuit/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "circuit/nonsense/un-de-plus/",
        "circuit/statuses/none/",
        "circuit/nonsense/received/",
        "circuit/actions/take/99/",
        "circuit/actions/none/0/",
        "circuit/actions/take/une-de-plus/?type=nonsense",
        "circuit/actions/take/une-de-plus/",
        "circuit/actions/none/condition/",
        "circuit/actions/take/0/valeur/",
    ],
)
def test_hand_made_addresses_are_missing(draft, studio, path):
    assert studio.client().get(draft.path + path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "act", ["up:action:take:x", "delete:action:take:99", "begin:timers:a", "use:nonsense", "up:statuses:"]
)
def test_hand_made_buttons_change_nothing(draft, act):
    before = draft.row.document
    draft.act(act, at="workflow")
    assert draft.row.document == before


def in_text(draft, path, text):
    """Write a rule in its text form, as the page would send it."""
    sent = inputs(draft.page(path))
    sent = inputs(draft.post(path, {**sent, "rule-text": text, "rule-act": "text:r"}).content.decode())
    return draft.post(path, sent)


@pytest.mark.django_db
def test_a_step_has_its_condition_and_a_kept_value_its_formula_in_the_editor_of_conditions(draft):
    draft.act("use:simple", at="workflow")
    draft.post("circuit/kept/un-de-plus/", {"label_fr": "Montant", "kind": "integer"})
    path = "circuit/actions/accept/condition/"
    assert in_text(draft, path, "kept_montant > 100").status_code == 302
    step = find(draft.row.document, "transitions", "accept")
    assert step["condition"] == {"number.above": [{"var": "kept_montant"}, 100]}
    assert "Montant" in draft.page("circuit/transitions/accept/")
    wrong = in_text(draft, path, "no_such_thing > 100")
    assert "no_such_thing" in wrong.content.decode() or "transitions:accept" in told(draft.row.document)
    draft.post(path, {"remove": "1"})
    assert "condition" not in find(draft.row.document, "transitions", "accept")
    answer = draft.post("circuit/actions/accept/une-de-plus/", {"type": "set", "o_kept": "montant"})
    assert answer["Location"].endswith("circuit/actions/accept/1/valeur/")
    assert "transitions:accept" in told(draft.row.document)  # it says no value yet
    assert in_text(draft, "circuit/actions/accept/1/valeur/", "2 + 3").status_code == 302
    assert "transitions:accept" not in told(draft.row.document)
    draft.post("circuit/actions/accept/1/", {"o_kept": "montant"})
    held = find(draft.row.document, "transitions", "accept")["actions"][1]["options"]
    assert held == {"kept": "montant", "value": {"+": [2, 3]}}
