"""Lists by their addresses: filters, searches, columns, what is wrong said beside its field, views and their walls."""

import datetime as dt
import html
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.access.data import Role
from parvis.finding import api as finding
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.workspace.domain import keeping
from parvis.workspace.models import Start, View
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew

pytestmark = pytest.mark.django_db


def index(where, *made):
    """As the job does."""
    with acting(Reach(actor="worker", walls=(where.town.wall_id,))):
        finding.index([one.case_id for one in made])


@pytest.fixture
def three(db):
    """Three requests: a small fair of Sofia's, a large ball, and one that has ended."""
    desk = make_desk()
    fair = desk.submit(20, event_name="Kermesse")
    ball = desk.submit(60, event_name="Bal du carnaval")
    ended = desk.submit(40, event_name="Tournoi")
    for number, one in enumerate((fair, ball, ended)):
        desk.due(one, clock.today() + dt.timedelta(days=number))
    desk.take(fair, desk.sofia)
    desk.take(ended, desk.malik)
    desk.refuse(ended, "Trop tard")
    index(desk, fair, ball, ended)
    return desk, {"fair": fair, "ball": ball, "ended": ended}


def got(desk, made, address, who=None):
    """The names of what a list shows, in order."""
    names = {one.reference: name for name, one in made.items()}
    page = client_of(who or desk.sofia).get(address)
    assert page.status_code == 200, page.content.decode()
    return [names[reference] for reference in re.findall(r"/agents/dossiers/([^/]+)/", page.content.decode())]


def test_a_list_is_what_its_address_says(three):
    desk, made = three
    slug = desk.town.case_type.slug
    for address, expected in (
        ("/agents/", ["fair", "ball"]),
        ("/agents/?sort=-due", ["ball", "fair"]),
        ("/agents/?state=closed", ["ended"]),
        ("/agents/?state=all&sort=-received", ["ended", "ball", "fair"]),
        ("/agents/miens/", ["fair"]),
        ("/agents/miens/?due:from=today%2B1", []),
        ("/agents/?assignee:is=nobody", ["ball"]),
        (f"/agents/?assignee:is={desk.sofia.id}", ["fair"]),
        ("/agents/?state=all&words=bal", ["ball"]),
        ("/agents/?state=all&words=kermese", ["fair"]),
        (f"/agents/?procedure={slug}&state=all&a.opens_at:from=today%2B30&sort=a.opens_at", ["ended", "ball"]),
        (f"/agents/?procedure={slug}&a.event_name:starts=bal&column=a.event_name", ["ball"]),
        ("/agents/?procedure=carte", []),
    ):
        assert got(desk, made, address) == expected, address


def test_the_filters_in_force_are_said_and_taken_away_one_by_one(three):
    desk, _made = three
    slug = desk.town.case_type.slug
    client = client_of(desk.sofia)
    address = f"/agents/?procedure={slug}&a.opens_at:from=today%2B30&status:is=received&words=bal"
    text = client.get(address).content.decode()
    chips = re.findall(r'<a href="([^"]+)"><span class="govuk-visually-hidden">Retirer\u00a0: </span>([^<]+) ', text)
    labels = [html.unescape(label) for _, label in chips]
    assert labels[0] == "« bal »"
    assert labels[1].startswith("Démarche\u00a0: ")
    assert labels[2].endswith("à partir de\u00a0aujourd’hui + 30 jours")
    assert labels[3] == "Statut\u00a0: Reçue"
    for to, label in chips:
        again = client.get(html.unescape(to))
        assert again.status_code == 200
        assert f"</span>{label} " not in again.content.decode(), label
    # without its procedure, nothing names its answers any more
    assert "a.opens_at" not in html.unescape(chips[1][0])


@pytest.mark.parametrize(
    ("address", "name", "value"),
    [
        ("due:from=32/13/2026", "due:from", "32/13/2026"),
        ("status:is=received&received:to=demain", "received:to", "demain"),
        ("procedure=SLUG&a.opens_at:from=beaucoup", "a.opens_at:from", "beaucoup"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_kept(three, address, name, value):
    desk, _made = three
    page = client_of(desk.sofia).get("/agents/?" + address.replace("SLUG", desk.town.case_type.slug))
    assert page.status_code == 422
    text = page.content.decode()
    field = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', text)[0]
    assert f'value="{value}"' in field
    assert 'aria-invalid="true"' in field
    assert f'href="#{name.replace(":", "-").replace(".", "-")}"' in text


@pytest.mark.parametrize(
    "address",
    [
        "a.nothing:is=1",
        "procedure=SLUG&a.gone:is=1",
        "procedure=SLUG&column=a.gone",
        "sort=a.x",
        "sort=closed",
        "state=half",
        "due:like=x",
        "department:is=x",
        "status:is=" + "x" * 300,
        "&".join(f"status:is={number}" for number in range(200)),
        "procedure=%3Cscript%3E",
        "column=password",
        "state=closed&sort=due",
    ],
)
def test_hand_made_addresses_are_refused_with_words(three, address):
    desk, _made = three
    page = client_of(desk.sofia).get("/agents/?" + address.replace("SLUG", desk.town.case_type.slug))
    assert page.status_code == 422
    assert "govuk-error-summary" in page.content.decode()


def test_the_form_comes_back_short(three):
    desk, _made = three
    page = client_of(desk.sofia).get("/agents/?form=1&words=&state=open&procedure=&assignee:is=nobody&due:from=")
    assert (page.status_code, page["Location"]) == (302, "/agents/?assignee%3Aempty=1")


def test_a_list_costs_few_statements_whatever_it_shows(three):
    """At most eight, without those that write the reach (they ride with BEGIN outside of tests)."""
    desk, made = three
    slug = desk.town.case_type.slug
    client = client_of(desk.sofia)
    columns = "&".join(f"column={one}" for one in ("a.opens_at", "a.event_name", "status", "organisation"))
    filtered = f"/agents/?procedure={slug}&state=all&a.opens_at:from=today&a.event_name:filled=1&sort=a.closes_at"
    for address in ("/agents/", filtered, f"{filtered}&{columns}", "/agents/?state=all&words=bal"):
        client.get(address)
        counted = []
        for more in (0, 2):
            index(desk, *[desk.submit() for _ in range(more)])
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            said = [one["sql"] for one in queries]
            said = [sql for sql in said if not sql.startswith(("SAVEPOINT", "RELEASE", "select set_config"))]
            counted.append(len(said))
        assert counted[0] == counted[1] <= 8, (address, counted, said)


def kept(desk, who, name, address, **shared):
    """A view, as its owner keeps it on the page."""
    answer = client_of(who).post(
        f"/agents/vues/garder/?{address}", {"name": name, "shared": str(shared.get("shared", "")), **shared}
    )
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_views_are_kept_shared_and_each_sees_their_own_walls(three, as_owner):
    desk, made = three
    other = make_desk("Gravelines", "GV", "59273")
    there = other.submit()
    own = kept(desk, desk.sofia, "  Ma   semaine ", "list=mine&due:to=sunday", start="1")
    shared = kept(desk, desk.sofia, "Tout", "list=inbox&state=all&sort=-received", shared=desk.town.organisation_id)
    sofia, malik, nora = (client_of(who) for who in (desk.sofia, desk.malik, other.sofia))
    rail = sofia.get("/agents/").content.decode()
    assert "Ma semaine" in rail
    assert "Vues du service" not in rail
    assert "Vues du service" in malik.get("/agents/").content.decode()
    assert sofia.get("/agents/debut/")["Location"] == own
    assert malik.get("/agents/debut/")["Location"] == "/agents/"
    assert got(desk, made, shared, desk.malik) == ["ended", "ball", "fair"]
    # what is nobody's business: not seen, not opened, not changed
    for address, who, status in (
        (own, malik, 404),
        (own + "changer/", malik, 404),
        (shared, nora, 404),
        (shared + "changer/", nora, 404),
        (f"/agents/vues/{uuid.uuid4()}/", sofia, 404),
    ):
        assert who.get(address).status_code == status, address
    assert nora.post(shared + "supprimer/").status_code == 404
    # somebody who works in both sees in it what lies behind their walls, here and there
    both = people.member(desk.place, Role.AGENT)
    people.member(other.place, Role.AGENT, who=both)
    assert there.reference in client_of(both).get(shared).content.decode()
    # a colleague may begin the day with it, and not rename it; a supervisor clears it up
    assert malik.post(shared + "changer/", {"name": "Volée", "start": "1"}).status_code == 302
    with as_owner():
        assert set(View.objects.values_list("name", flat=True)) == {"Ma semaine", "Tout"}
        assert Start.objects.count() == 2
    assert client_of(both).post(shared + "supprimer/").status_code == 404
    assert malik.post(shared + "supprimer/").status_code == 302
    assert malik.get("/agents/debut/")["Location"] == "/agents/"
    with as_owner():
        assert keeping.erase_person(desk.sofia.id) == 2
        assert not View.objects.exists()


def test_a_view_is_changed_and_its_changes_kept(three):
    desk, made = three
    page = kept(desk, desk.sofia, "Bals", "list=inbox&state=all&words=bal")
    assert got(desk, made, page) == ["ball"]
    assert got(desk, made, f"{page}?edited=1&state=closed") == ["ended"]
    assert got(desk, made, page) == ["ball"]
    client = client_of(desk.sofia)
    assert client.post(f"{page}changer/?edited=1&state=closed", {"name": "Finies", "shared": ""}).status_code == 302
    assert got(desk, made, page) == ["ended"]
    for values, status in (({"name": " "}, 422), ({"name": "x" * 81}, 422), ({"name": "x", "shared": "y"}, 422)):
        assert client.post(f"{page}changer/", {"shared": ""} | values).status_code == status, values
    assert client.post("/agents/vues/garder/?due:from=x", {"name": "x"}).status_code == 422
    assert client.post(f"{page}supprimer/").status_code == 302
    assert client.get(page).status_code == 404


def test_a_view_over_a_field_that_is_gone_says_so_and_keeps_the_rest(three, as_owner):
    desk, _made = three
    page = kept(desk, desk.sofia, "Bals", "list=inbox&state=all&words=bal")
    with as_owner():
        View.objects.update(address=f"procedure={desk.town.case_type.slug}&a.gone:is=1&words=bal")
    answer = client_of(desk.sofia).get(page)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="bal"' in text
    assert "a.gone" in text


def live(client, address):
    """The address that a list is asked for again by, and what it told so far."""
    text = client.get(address).content.decode()
    found = re.search(r'data-live="([^"]+)" data-seen="([^"]*)"', text)
    return html.unescape(found[1]) + f"&told=0&seen={found[2]}"


def test_what_comes_in_is_announced_and_what_changes_drawn_anew(three):
    desk, made = three
    client = client_of(desk.sofia)
    mine, everything = live(client, "/agents/miens/"), live(client, "/agents/")
    assert client.get(everything).status_code == 204
    fresh = desk.submit()
    desk.reply(made["fair"], "Bonjour")
    said = client.get(everything).content.decode()
    assert "une nouvelle demande" in said
    assert f'id="case-{made["fair"].case_id}"' in said
    assert "Nouveau message" in said
    assert made["ball"].reference not in said
    assert fresh.reference not in said
    told = re.search(r'data-told="1" data-seen="([^"]*)"', said)[1]
    assert client.get(re.sub("told=0&seen=.*", f"told=1&seen={told}", everything)).status_code == 204
    assert "nouvelle demande" not in client.get(mine).content.decode()  # it is nobody's yet
    for nonsense in ("", "?since=x", "?since=00000000-0000-0000-0000-000000000000&seen=x.y&due:from=x"):
        assert client.get(f"/agents/nouveau/{nonsense}").status_code == 204
    other = client_of(make_desk("Gravelines", "GV", "59273").sofia)
    assert other.get(everything).status_code == 204
    with CaptureQueriesContext(connection) as queries:
        client.get(re.sub("told=0&seen=.*", f"told=1&seen={told}", everything))
    small = [one["sql"] for one in queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "select set_config"))]
    assert len(small) <= 3, small
