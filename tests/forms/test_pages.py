"""Filling in: conditions, blocks, drafts, the way through the pages — as a browser without JavaScript does."""

import pytest
from django.utils import translation
from hypothesis import given, settings, strategies as st

from parvis.forms.data import TYPED
from tests.forms.making import CONTEXT, Browser, block, field, form, page, post


def yes(name):
    return {"==": [{"var": name}, True]}


def show(made, page_id, answers, errors=None, language="fr", revealed=()):
    state = made.evaluate(answers, CONTEXT)
    return Browser(
        made.render_page(page_id, answers, state, errors or {}, language, context=CONTEXT, revealed=revealed)
    )


def send(made, page_id, posted, answers=None):
    return made.parse_page(page_id, posted, answers or {}, CONTEXT, language="fr")


# -- conditions -----------------------------------------------------------------------------------------------------


@pytest.fixture
def bar():
    return form(
        page(
            "event",
            field("alcohol", "yes_no", required=True),
            field("groups", "text", condition=yes("alcohol"), required=True),
            field("sport", "yes_no", condition={"text.same": [{"var": "groups"}, "3"]}),
        ),
        page("medical", field("doctor", required=True), condition=yes("sport")),
        page("end", field("remark", "long_text")),
    )


def test_a_hidden_question_stands_ready_but_is_not_asked(bar):
    first = show(bar, "event", {})
    assert first.sent["f-unseen"] == ["groups sport"]
    [wrapper] = [found for _, found in first.elements if found.get("data-shown") == "groups"]
    assert "hidden" in wrapper
    result = send(bar, "event", first.post(**{"f-alcohol": "no"}))
    assert result.complete
    assert result.answers == {"alcohol": False}


def test_an_answer_that_opens_a_question_shows_the_page_again(bar):
    first = show(bar, "event", {})
    result = send(bar, "event", first.post(**{"f-alcohol": "yes"}))
    assert result.errors == {}, "nobody is blamed for a question that was not on the page"
    assert result.revealed == ("groups",)
    assert result.focus == "f-groups"
    assert not result.complete
    second = show(bar, "event", result.answers, revealed=result.revealed)
    assert ("a", {"class": "govuk-link", "href": "#f-groups"}) in second.elements
    assert second.sent["f-unseen"] == ["sport"]
    again = send(bar, "event", second.post(), result.answers)
    assert again.errors == {"f-groups": "Complétez «\u00a0Question groups\u00a0»"}
    assert not again.complete


def test_a_hidden_answer_is_kept_in_the_draft_and_dropped_at_submission(bar):
    answers = {"alcohol": False, "groups": "3", "sport": True, "doctor": "Dr No"}
    state = bar.evaluate(answers, CONTEXT)
    # groups is hidden, so nothing reads it: sport is hidden too, and with it a whole page
    assert state.pages == ("event", "end")
    assert bar.clean(answers, state) == {"alcohol": False}
    back = {**answers, "alcohol": True}
    assert bar.evaluate(back, CONTEXT).pages == ("event", "medical", "end")
    assert bar.clean(back, bar.evaluate(back, CONTEXT)) == back
    assert bar.validate({**answers, "doctor": None}, CONTEXT, language="fr") == {}


def test_the_way_through_the_pages(bar):
    state = bar.evaluate({}, CONTEXT)
    assert [one.id for one in bar.pages(state)] == ["event", "end"]
    assert bar.next_page("event", state).id == "end"
    assert bar.next_page("medical", state).id == "end", "from a page that vanished meanwhile"
    assert bar.next_page("end", state) is None
    assert bar.previous_page("end", state).id == "event"
    assert bar.previous_page("event", state) is None
    with pytest.raises(KeyError):
        bar.next_page("nowhere", state)


def test_an_empty_section_or_page_is_not_shown():
    made = form(
        page("one", field("a", "yes_no")),
        {
            "id": "two",
            "title": {"fr": "Deux"},
            "sections": [{"id": "s", "title": {"fr": "Rien"}, "items": [field("b", condition=yes("a"))]}],
        },
    )
    assert made.evaluate({}, CONTEXT).pages == ("one",)
    assert made.evaluate({"a": True}, CONTEXT).pages == ("one", "two")


def test_a_check_is_said_beside_the_question_once_all_it_compares_is_there():
    late = {"date.on_or_after": [{"var": "day"}, {"date.add": [{"today": []}, 15, "days"]}]}
    order = {"date.on_or_after": [{"var": "end"}, {"var": "day"}]}
    made = form(
        page(
            "p",
            field("day", "date", checks=[{"rule": late, "message": {"fr": "Au moins 15 jours après aujourd’hui"}}]),
            field("end", "date", checks=[{"rule": order, "message": {"fr": "La fin vient après le début"}}]),
        )
    )

    def errors(**answers):
        return made.validate(answers, CONTEXT, language="fr").get("p", {})

    assert errors(day="2026-05-18") == {"f-day-day": "Au moins 15 jours après aujourd’hui"}
    assert errors(day="2026-05-19") == {}
    assert errors(end="2020-01-01") == {}
    assert errors(day="2026-06-02", end="2026-06-01") == {"f-end-day": "La fin vient après le début"}


def test_computed_values_are_shown_never_read():
    made = form(
        page(
            "p",
            field("a", "integer"),
            field("b", "integer"),
            field("sum", "integer", computed={"+": [{"??": [{"var": "a"}, 0]}, {"??": [{"var": "b"}, 0]}]}),
            field("large", condition={"number.above": [{"var": "sum"}, 10]}),
        )
    )
    result = send(made, "p", post({"f-a": "7", "f-b": "5", "f-sum": "999"}))
    assert "sum" not in result.answers
    assert result.state.values["sum"] == 12
    assert "large" in result.state.visible
    assert made.computed(result.state, "fr") == {"sum": "12"}
    assert show(made, "p", result.answers).texts["f-sum"] == "12"
    assert made.clean(result.answers, result.state)["sum"] == 12


def test_required_may_be_a_rule():
    made = form(page("p", field("a", "yes_no"), field("why", required=yes("a"))))
    assert send(made, "p", post({"f-a": "no"})).complete
    assert send(made, "p", post({"f-a": "yes"})).errors == {"f-why": "Complétez «\u00a0Question why\u00a0»"}
    [optional] = [found for _, found in show(made, "p", {"a": True}).elements if found.get("data-optional") == "why"]
    assert "hidden" in optional


# -- drafts -----------------------------------------------------------------------------------------------------------


def test_what_could_not_be_read_stays_in_the_draft():
    made = form(page("p", field("n", "integer"), field("t")), page("q", field("u")))
    result = send(made, "p", post({"f-n": "douze <b>", "f-t": "bien"}))
    assert result.answers == {"t": "bien", TYPED: {"f-n": ["douze <b>"]}}
    assert show(made, "p", result.answers).sent["f-n"] == ["douze <b>"]
    later = send(made, "q", post({"f-u": "x"}), result.answers)
    assert later.answers[TYPED] == {"f-n": ["douze <b>"]}
    assert list(made.validate(later.answers, CONTEXT, language="en")) == ["p"]
    mended = send(made, "p", post({"f-n": "12", "f-t": ""}), later.answers)
    assert mended.answers == {"n": 12, "u": "x"}
    assert TYPED not in made.clean(later.answers, later.state)


def test_answers_are_never_changed_in_place():
    made = form(page("p", field("t")))
    answers = {"t": "before", TYPED: {"f-t": ["?"]}}
    send(made, "p", post({"f-t": "after"}), answers)
    assert answers == {"t": "before", TYPED: {"f-t": ["?"]}}


# -- blocks -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def people():
    return form(
        page(
            "p",
            field("all", "yes_no"),
            block(
                "people",
                field("name", required=True),
                field("minor", "yes_no"),
                field("parent", required=True, condition={"and": [yes("minor"), yes("all")]}),
                max=3,
            ),
        )
    )


def test_rows_are_added_and_removed_without_script(people):
    first = show(people, "p", {})
    assert first.sent["f-people-count"] == ["0"]
    added = send(people, "p", first.post(**{"f-people-add": "1"}))
    assert (added.answers, added.errors, added.focus) == ({"people": [{}]}, {}, "f-people-0")
    row = show(people, "p", added.answers)
    assert "f-people-0" in row.ids
    two = send(people, "p", row.post(**{"f-people-0-name": "Ana", "f-people-0-minor": "x", "f-people-add": "1"}))
    assert two.answers == {"people": [{"name": "Ana"}, {}], TYPED: {"f-people-0-minor": ["x"]}}
    again = show(people, "p", two.answers).post(
        **{"f-people-1-name": "Bo", "f-people-1-minor": "y", "f-people-remove": "0"}
    )
    removed = send(people, "p", again, two.answers)
    assert removed.answers == {"people": [{"name": "Bo"}], TYPED: {"f-people-0-minor": ["y"]}}
    assert removed.focus == "f-people-add"


def test_rows_are_bounded(people):
    full = {"people": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}
    page_ = show(people, "p", full)
    assert "f-people-add" not in page_.ids
    assert send(people, "p", page_.post(**{"f-people-add": "1"})).answers == full
    assert len(send(people, "p", page_.post(**{"f-people-count": "999999999"})).answers["people"]) == 3
    assert send(people, "p", page_.post(**{"f-people-count": "-1"})).answers == {}
    assert send(people, "p", page_.post(**{"f-people-remove": "99"})).answers == full


def test_an_empty_row_at_the_end_is_forgotten_a_started_one_is_not(people):
    rows = {"f-people-count": "2", "f-people-0-name": "Ana", "f-people-1-name": ""}
    assert send(people, "p", post(rows)).answers == {"people": [{"name": "Ana"}]}
    started = send(people, "p", post({**rows, "f-people-1-minor": "no"}))
    assert started.errors == {"f-people-1-name": "Complétez «\u00a0Question name\u00a0»"}


def test_conditions_in_a_row_see_the_row_and_what_is_outside(people):
    answers = {"all": True, "people": [{"name": "a", "minor": True}, {"name": "b", "minor": False}]}
    state = people.evaluate(answers, CONTEXT)
    assert "people.0.parent" in state.visible
    assert "people.1.parent" not in state.visible
    assert people.validate(answers, CONTEXT, language="fr")["p"] == {
        "f-people-0-parent": "Complétez «\u00a0Question parent\u00a0»"
    }
    assert people.validate({**answers, "all": False}, CONTEXT, language="fr") == {}
    kept = {"all": False, "people": [{"name": "a", "minor": True, "parent": "x"}]}
    assert people.clean(kept, people.evaluate(kept, CONTEXT)) == {
        "all": False,
        "people": [{"name": "a", "minor": True}],
    }


def test_the_least_number_of_rows_stands_there_from_the_start():
    made = form(page("p", block("kids", field("name", required=True), min=1)))
    first = show(made, "p", {})
    assert first.sent["f-kids-count"] == ["1"]
    assert not [found for _, found in first.elements if found.get("name") == "f-kids-remove"]
    result = send(made, "p", first.post())
    assert result.errors == {"f-kids-0-name": "Complétez «\u00a0Question name\u00a0»"}
    assert made.validate({}, CONTEXT, language="fr") == {"p": result.errors}


def test_rows_are_summed_up_one_by_one_and_counted_by_rules():
    made = form(
        page(
            "p",
            block(
                "stalls",
                field("area", "integer"),
                field("double", "integer", computed={"*": [{"??": [{"var": "area"}, 0]}, 2]}),
            ),
            field("total", "integer", computed={"list.sum": [{"var": "stalls"}, {"??": [{"var": "double"}, 0]}]}),
        )
    )
    answers = {"stalls": [{"area": 3}, {"area": 4}]}
    state = made.evaluate(answers, CONTEXT)
    assert state.values == {"stalls": [{"area": 3, "double": 6}, {"area": 4, "double": 8}], "total": 14}
    titles = [section.title for section in made.summary(answers, state, "fr")]
    assert titles == ["Ligne 1", "Ligne 2", "Page p"]
    assert made.computed(state, "fr") == {"stalls.0.double": "6", "stalls.1.double": "8", "total": "14"}


# -- rendering ---------------------------------------------------------------------------------------------------------


def test_enter_never_presses_add_or_remove(people):
    buttons = [found for tag, found in show(people, "p", {"people": [{}]}).elements if tag == "button"]
    assert "name" not in buttons[0]
    assert "hidden" in buttons[0]


def test_spliced_pages_are_those_of_the_macros(people):
    """What was drawn once and filled is, byte for byte, what the macros give for that value."""
    from django.template.loader import get_template

    made = form(page("p", field("t", hint={"fr": "Un <conseil>"}, required=True)))
    answers = {"t": '"L\'été" <b>&</b> {{ x }} \ue000'}
    spliced = str(made.render_page("p", answers, made.evaluate(answers, CONTEXT), {"f-t": "Non & <non>"}, "fr"))
    with translation.override("fr"):
        macro = get_template("govuk_frontend_jinja/components/input/macro.html").template.module.govukInput
        stock = macro(
            {
                "id": "f-t",
                "name": "f-t",
                "label": {"text": "Question t", "classes": "govuk-label--s"},
                "hint": {"text": "Un <conseil>"},
                "errorMessage": {"text": "Non & <non>", "visuallyHiddenText": "Erreur\N{NO-BREAK SPACE}"},
                "value": answers["t"],
            }
        )
    assert str(stock).strip() in spliced


def test_rules_in_the_page_cannot_end_their_element():
    made = form(page("p", field("a"), field("b", condition={"text.same": [{"var": "a"}, "</script><script>"]})))
    html = str(made.render_page("p", {}, made.evaluate({}, CONTEXT), {}, "fr", context=CONTEXT))
    assert html.count("</script>") == 1
    assert "data-form-rules" in html


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["f-t", "f-n", "f-rows-count", "f-rows-add", "f-rows-remove", "f-rows-0-x", "f-rows-1-x", "f-unseen"]
        ),
        st.lists(st.text(max_size=12), max_size=1),
    )
)
def test_no_post_breaks_a_page(sent):
    made = form(page("p", field("t"), field("n", "integer"), block("rows", field("x", "integer"), max=2)))
    result = send(made, "p", post(sent))
    again = show(made, "p", result.answers, result.errors)
    assert send(made, "p", again.post()).answers == result.answers or result.focus
