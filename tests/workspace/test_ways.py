"""From case to case along the very list that one opened: next, previous, decide and next; with and without the case
in the list.
"""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.cases.models import Case
from parvis.finding import api as finding
from parvis.finding.data import Filter, Operator, Query, Sort, State
from parvis.finding.domain import dictionary
from parvis.kernel import clock
from parvis.workspace.domain import keeping
from tests.cases.test_desk import client_of, page, text
from tests.workspace.test_inbox import _fresh  # noqa: F401 - what a process keeps is read anew
from tests.workspace.test_lists import index, live, three  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _columns():
    """Numbers of columns that were rolled back are nobody's: the next test must not trust them."""
    dictionary.forget()
    yield
    dictionary.forget()


def follow(answer):
    return html.unescape(answer["Location"])


def links(answer):
    """Where the page leads along its list: back to it, the case before, the case after."""
    nav = re.search(r'<nav class="pv-way".*?</nav>', answer.content.decode(), re.S)
    return [html.unescape(found) for found in re.findall(r'href="([^"]+)"', nav[0])] if nav else []


QUERIES = [
    Query(),
    Query(sort=Sort("due", descending=True)),
    Query(state=State.ALL, sort=Sort("title")),
    Query(sort=Sort("assignee")),
    Query(sort=Sort("status", descending=True)),
    Query(state=State.ALL, words="corsaires"),
    Query(procedure="buvette", state=State.ALL, sort=Sort("a.event_name")),
    Query(filters=(Filter("assignee", Operator.EMPTY),)),
]


def test_neighbours_walk_every_list_both_ways(three):  # noqa: F811
    desk, _made = three
    index(desk, *(desk.submit(30 + number, event_name=name) for number, name in enumerate("cab")))
    with acting_as(desk.sofia.id, Right.READ_CASES):
        walls, today = (desk.town.wall_id,), clock.today()
        asked = {"person_id": desk.sofia.id, "today": today}
        for query in QUERIES:
            if query.procedure:
                query = Query(desk.town.case_type.slug, query.state, sort=query.sort)
            listed = [line.case.id for line in finding.page(query, walls, **asked).lines]
            assert len(listed) >= 3, query
            for backward, order in ((False, listed), (True, listed[::-1])):
                after = [finding.neighbour(query, walls, one, **asked, backward=backward) for one in order]
                assert after == [*order[1:], None], (query, backward)


def test_a_case_carries_its_list_and_leads_on_in_it(three):  # noqa: F811
    desk, made = three
    client = client_of(desk.sofia)
    listed = client.get("/agents/?sort=-due").content.decode()
    opened = html.unescape(re.search(rf'href="([^"]*{made["ball"].reference}[^"]*)"', listed)[1])
    assert "list=inbox" in opened
    back, before, after = links(client.get(opened))
    assert back == "/agents/?sort=-due"
    assert made["fair"].reference in follow(client.get(after))
    assert "sort=-due" in follow(client.get(after))
    assert follow(client.get(before)) == back
    assert "C’était la première demande de la liste" in text(client.get(back))
    # the pages beside it keep the way, too
    assert "list=inbox" in client.get(after.replace("suivante/", "suite/take/")).content.decode()
    # without a list there is no way, and nonsense is the list as it comes
    assert links(client.get(page(made["fair"]))) == []
    for wrong in ("?list=inbox&sort=nothing", "?list=x&due:from=never", "?list=00000000-0000-7000-8000-000000000000"):
        assert links(client.get(page(made["fair"], wrong)))[0].startswith("/agents/")


def test_a_view_leads_on_in_what_it_keeps(three):  # noqa: F811
    desk, made = three
    with acting_as(desk.sofia.id, Right.READ_CASES):
        kept = keeping.keep(desk.sofia.id, "Tout", Query(state=State.ALL, sort=Sort("received")))
    client = client_of(desk.sofia)
    listed = re.findall(r'href="([^"]*/agents/dossiers/[^"]*)"', client.get(kept.page).content.decode())
    assert [one.partition("?")[2] for one in listed] == [f"list={kept.id}"] * 3
    back, _before, after = links(client.get(html.unescape(listed[0])))
    assert back == kept.page
    assert follow(client.get(after)) == html.unescape(listed[1])


def test_decide_and_next_leads_to_the_next_of_that_list_though_the_case_leaves_it(three, as_owner):  # noqa: F811
    desk, made = three
    first, last = made["fair"], made["ball"]
    client = client_of(desk.malik)
    way = "?list=inbox&sort=due"
    form = client.get(page(first, f"suite/accept/{way}")).content.decode()
    # Enter in a field takes the step, and keeps no draft: the first button of the form is a plain one
    whole = re.search(r'<form method="post" action="[^"]*suite/accept/[^"]*".*?</form>', form, re.S)
    assert re.search(r"<button[^>]*>", whole[0])[0] == '<button type="submit" hidden>'
    # what ends a request leads on: the first button does
    assert re.findall(r"<button[^>]*govuk-button[^>]*>\s*([^<]*?)\s*</button>", form)[:2] == [
        "Accorder, puis la suivante",
        "Accorder",
    ]
    answer = client.post(page(first, f"suite/accept/{way}"), {"version": desk.version(first), "next": "1"})
    assert follow(answer) == page(last, "?list=inbox&sort=due")
    assert f"{first.reference} est maintenant « Accordée »" in text(client.get(follow(answer)))
    taken = client.get(page(last, f"suite/take/{way}")).content.decode()
    assert taken.index("Prendre en charge</button>") < taken.index("Prendre en charge, puis la suivante</button>")
    stays = client.post(page(last, f"suite/take/{way}"), {"version": desk.version(last)})
    assert follow(stays) == page(last, way)
    end = client.post(page(last, f"suite/accept/{way}"), {"version": desk.version(last), "next": "1"})
    assert follow(end) == "/agents/?sort=due"
    with as_owner():
        assert {one.status for one in Case.objects.filter(id__in=(first.case_id, last.case_id))} == {"accepted"}


def test_a_message_leads_on_as_well(three):  # noqa: F811
    desk, made = three
    client = client_of(desk.sofia)
    sent = client.post(
        page(made["fair"], "message/?list=inbox"), {"version": desk.version(made["fair"]), "body": "Oui.", "next": "1"}
    )
    assert follow(sent) == page(made["ball"], "?list=inbox")


def test_the_way_costs_the_page_of_a_case_nothing(three):  # noqa: F811
    desk, made = three
    client = client_of(desk.sofia)
    client.get(page(made["ball"]))
    counts = []
    for way in ("", "?list=inbox&sort=-due"):
        with CaptureQueriesContext(connection) as queries:
            client.get(page(made["ball"], way))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as queries:
        client.get(page(made["ball"], "suivante/?list=inbox"))
    kept = [one["sql"] for one in queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(kept) <= 9, kept


def test_what_is_given_to_somebody_comes_into_their_list(three):  # noqa: F811
    desk, made = three
    client = client_of(desk.malik)
    asked = live(client, "/agents/miens/")
    assert client.get(asked).status_code == 204
    desk.take(made["ball"], desk.malik)  # it came long before the list was drawn
    assert "une nouvelle demande" in text(client.get(asked))
    shown = asked.partition("&seen=")[0].replace("told=0", "told=1") + f"&seen={made['ball'].case_id.hex}.1"
    assert 'data-told="0"' in client.get(shown).content.decode()  # it is shown already


def test_a_request_is_taken_from_the_list_by_who_comes_first(three, as_owner):  # noqa: F811
    desk, made = three
    sofia, ball = client_of(desk.sofia), made["ball"]
    listed = sofia.get("/agents/?sort=-due").content.decode()
    (value,) = re.findall(r'name="case" value="([^"]+)" data-take', listed)
    assert value == f"{ball.case_id}.{desk.version(ball)}"
    taken = sofia.post("/agents/prendre/?list=inbox&sort=-due", {"case": value})
    assert follow(taken) == "/agents/?sort=-due"
    assert f"Vous suivez maintenant {ball.reference}" in text(sofia.get(follow(taken)))
    late = client_of(desk.malik).post("/agents/prendre/?list=inbox", {"case": value})
    assert late.status_code == 302
    for wrong in ("", "x.1", f"{ball.case_id}.", f"{desk.malik.id}.1"):
        assert sofia.post("/agents/prendre/?list=inbox", {"case": wrong}).status_code == 302
    with as_owner():
        assert Case.objects.get(id=ball.case_id).assignee_id == desk.sofia.id
