"""The address of a query: it comes back whole, and nothing that anybody writes there breaks more than the query."""

from django.http import QueryDict
from hypothesis import given, strategies as st

from parvis.finding.data import BadQuery, Filter, Operator, Query, Sort, State

COLUMNS = st.sampled_from(
    ["due", "title", "status", "a.attendance", "a.address.city", "a.people.0x", "a.child.birth_commune.code"]
)
LEGIBLE = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=50).map(str.strip).filter(bool)


@st.composite
def filters(draw):
    operator = draw(st.sampled_from(Operator))
    if operator in (Operator.EMPTY, Operator.FILLED):
        values = ()
    elif operator in (Operator.IS, Operator.NOT):
        values = tuple(draw(st.lists(LEGIBLE, min_size=1, max_size=4, unique=True)))
    else:
        values = (draw(LEGIBLE),)
    return Filter(draw(COLUMNS.filter(lambda key: "0" not in key)), operator, values)


NAMED = COLUMNS.filter(lambda key: "0" not in key)
QUERIES = st.builds(
    Query,
    procedure=st.sampled_from(["buvette", "carte-7"]),
    state=st.sampled_from(State),
    filters=st.lists(filters(), max_size=5, unique_by=lambda one: (one.column, one.operator)).map(tuple),
    words=st.just("") | LEGIBLE,
    sort=st.none() | st.builds(Sort, NAMED, st.booleans()),
    columns=st.lists(NAMED, max_size=4, unique=True).map(tuple),
)


@given(QUERIES)
def test_a_query_comes_back_from_its_address(query):
    assert Query.read(QueryDict(query.address())) == query


WILD = st.text(max_size=20) | st.sampled_from(
    ["procedure", "state", "sort", "column", "words", "due:is", "a.x:from", ":", "x:y"]
)


@given(
    st.dictionaries(WILD, st.lists(st.text(max_size=20) | st.sampled_from(["-due", "all", "\0", "\ud800"]), max_size=3))
)
def test_nothing_but_a_bad_query_is_raised(params):
    try:
        query = Query.read(params)
    except BadQuery as wrong:
        assert wrong.problems  # noqa: PT017
        assert all(wrong.problems.values())  # noqa: PT017
    else:
        assert Query.read(QueryDict(query.address())) == query


@given(st.text(max_size=200))
def test_any_address_is_read_or_refused(text):
    try:
        Query.read(QueryDict(text))
    except BadQuery as wrong:
        assert wrong.problems  # noqa: PT017


def test_answers_need_their_procedure():
    for params in ({"a.x:is": "1"}, {"sort": "-a.x"}, {"column": ["due", "a.x"]}):
        try:
            Query.read(params)
        except BadQuery as wrong:
            assert set(wrong.problems) == {"procedure"}  # noqa: PT017
        else:
            raise AssertionError(params)


def test_a_form_sends_its_empty_inputs_too():
    query = Query.read({"due:from": "", "status:is": ["", "received"], "words": " ", "csrf": "x", "after": "y"})
    assert query == Query(filters=(Filter("status", Operator.IS, ("received",)),))
