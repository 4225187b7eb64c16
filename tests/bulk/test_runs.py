"""Runs: confirmed in words, done case by case as who asked, refused in words, stopped, taken up again, reported."""

import copy
import html
import json
import re
import uuid
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from parvis.access.models import Membership
from parvis.bulk.data import ItemState, RunState
from parvis.bulk.domain import choosing, erasing, running
from parvis.bulk.models import Item, Run
from parvis.bulk.registry import ACTS, Act, act_of
from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Foreseen, NotAllowed, Step
from parvis.cases.models import Case, Decision, Message, Tag, TimelineEntry
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.kernel.ui import shell
from parvis.procedures.demonstration import temporary_bar
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.queue import waiting
from tests.workspace.test_inbox import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return make_desk()


def said(answer):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def address(act, made=(), query=""):
    chosen = "&".join(f"case={one.case_id}" for one in made) if made else "all=1"
    return f"/agents/en-masse/{act}/?{chosen}&{query}&back=/agents/miens/"


def look_at(client, path, **fields):
    """The second look, and what its button sends."""
    look = client.post(path, fields)
    assert look.status_code == 200, said(look)
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', look.content.decode()))
    return look, {name: html.unescape(value) for name, value in sent.items()} | {"go": "1"}


def confirm(client, path, **fields):
    """Through the second look; gives the answer that leads to the run."""
    look, sent = look_at(client, path, **fields)
    done = client.post(path, sent)
    assert done.status_code == 302, said(done)
    return look, done, sent


def work():
    """As a worker does, with nothing but runs; `forget` is for a month later."""
    while jobs := [one for one in waiting() if one[1].endswith("running.work")]:
        for number, _name, given in jobs:
            with connection.cursor() as cursor:
                cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [number])
            running.work(**(json.loads(given) if isinstance(given, str) else given))
            with connection.cursor() as cursor:
                cursor.execute("update procrastinate_jobs set status = 'succeeded' where id = %s", [number])


def states():
    with _as_owner():
        return {item.reference: (item.state, item.reason) for item in Item.objects.all()}


def run_of(answer):
    with _as_owner():
        return Run.objects.get(id=answer.headers["Location"].split("/")[-2])


def test_many_are_assigned_and_what_is_refused_is_told(desk):
    free, ended, theirs = desk.submit(20, event_name="Kermesse"), desk.submit(30), desk.submit(40)
    desk.take(theirs, desk.malik)
    desk.take(ended, desk.malik)
    desk.refuse(ended, "Trop tard")
    client = client_of(desk.malik)
    path = address("attribuer", query="state=all")
    wrong = client.post(path, {"to": str(uuid.uuid4())})
    assert (wrong.status_code, "Choisissez à qui les attribuer" in said(wrong)) == (422, True)
    look, done, sent = confirm(client, path, to=str(desk.sofia.id))
    assert "Vous allez attribuer 3 demandes à Sofia Leclercq." in said(look)
    assert "1 ne peut pas l’être" in said(look)
    assert "plus personne n’a à la suivre" in said(look)
    assert client.post(path, sent).headers["Location"] == done.headers["Location"], "a second click finds the first's"
    with _as_owner():
        assert Run.objects.count() == 1
    work()
    assert (run_of(done).state, run_of(done).options) == (RunState.DONE, {}), "what was typed is forgotten"
    assert {key: state for key, (state, _reason) in states().items()} == {
        free.reference: "done",
        theirs.reference: "done",
        ended.reference: "refused",
    }
    with _as_owner():
        assert set(Case.objects.filter(closed_at=None).values_list("assignee_id", flat=True)) == {desk.sofia.id}
    report = client.get(done.headers["Location"])
    assert ended.reference in said(report)
    assert "3 sur 3 · refusées : 1" in said(report)
    table = client.get(done.headers["Location"] + "refus.csv").content.decode("utf-8-sig")
    assert table.splitlines()[1].startswith(f"{ended.reference};")
    # the report is one's own: not a supervisor's, not a stranger's
    assert client_of(desk.sofia).get(done.headers["Location"]).status_code == 404
    assert client_of(desk.sofia).post(done.headers["Location"] + "arreter/").status_code == 404


def test_each_case_is_done_once_told_once_and_as_it_was_when_confirmed(desk):
    made = [desk.submit(20 + day) for day in range(3)]
    client = client_of(desk.sofia)
    _look, first, _sent = confirm(client, address("ecrire", made), body="Le guichet est fermé lundi.")
    _look, second, _sent = confirm(client, address("ecrire", made), body="Le guichet est ouvert mardi.")
    # both list the cases as they are now; then the first one writes: the second finds them changed
    one, two = run_of(first), run_of(second)
    for run in (one, two):
        running._list(run)
    work()
    with _as_owner():
        bodies = list(Message.objects.filter(body__startswith="Le guichet").values_list("body", flat=True))
        refused = Item.objects.filter(run=two)
        assert {(item.state, item.reason) for item in refused} == {("refused", "Quelqu’un l’a modifiée entre-temps")}
        assert Run.objects.get(id=two.id).state == RunState.DONE
    assert bodies == ["Le guichet est fermé lundi."] * 3
    # asked for again after its end, nothing is done again
    running.work(run_id=str(one.id), person_id=str(desk.sofia.id))
    with _as_owner():
        assert Message.objects.filter(body__startswith="Le guichet").count() == 3


@pytest.mark.parametrize("every", [False, True])
def test_of_two_runs_that_were_confirmed_the_second_does_nothing_even_listed_after_the_first(desk, every):
    made = [desk.submit(20 + day) for day in range(3)]
    path = address("ecrire", () if every else made)
    _look, first, _sent = confirm(client_of(desk.sofia), path, body="Le guichet est fermé lundi.")
    _look, second, _sent = confirm(client_of(desk.malik), path, body="Le guichet est ouvert mardi.")
    later = desk.submit(60)  # nobody saw it
    one, two = run_of(first), run_of(second)
    with _as_owner():
        Tag.objects.create(case_id=made[0].case_id, wall_id=desk.town.wall_id, word="x", key="x")
    for run, who in ((one, desk.sofia), (two, desk.malik)):
        running.work(run_id=str(run.id), person_id=str(who.id))
        assert run_of(first).state == RunState.DONE
    with _as_owner():
        assert {item.case_id for item in Item.objects.filter(run=one, state="done")} == {it.case_id for it in made}
        refused = [(item.state, item.reason) for item in Item.objects.filter(run=two)]
        assert refused == [("refused", "Quelqu’un l’a modifiée entre-temps")] * 3
        assert Message.objects.filter(body__startswith="Le guichet").count() == 3
        assert not Message.objects.filter(case_id=later.case_id).exists()


def test_a_step_is_taken_where_it_is_offered_and_rights_are_those_of_the_moment(desk):
    made = [desk.submit(20 + day) for day in range(3)]
    desk.take(made[0], desk.malik)
    client = client_of(desk.sofia)
    path = address("faire-avancer", made)
    shown = client.get(path)
    page = said(shown)
    assert "2 demandes, ensuite" in page
    assert "Refuser" not in page, "a refusal states the facts of its case"
    _look, done, _sent = confirm(client, path, step=steps_of(shown)["Prendre en charge"][0])
    running._list(run_of(done))
    with _as_owner():
        Membership.objects.filter(person_id=desk.sofia.id).delete()
    work()
    assert {state for state, _reason in states().values()} == {"refused"}
    with _as_owner():
        assert TimelineEntry.objects.filter(kind="moved").count() == 1


def steps_of(page):
    """What the radios of steps send, by their words."""
    radio = r'name="step" type="radio" value="([^"]+)".*?<label[^>]*>\s*(.*?)\s*</label>'
    found: dict[str, list[str]] = {}
    for value, words in re.findall(radio, page.content.decode(), re.DOTALL):
        found.setdefault(html.unescape(words), []).append(value)
    return found


def test_steps_of_one_id_that_say_or_do_something_else_are_taken_apart(desk):
    """“accept” gives a licence here, ends without a decision there: each is what was read of it, and no more."""
    made = []
    for card in (False, True):
        raw = copy.deepcopy(temporary_bar.DEFINITION)
        moves = raw["workflow"]["transitions"]
        accept = next(move for move in moves if move["id"] == "accept")
        if card:
            words = {"fr": "Délivrer la carte", "en": "Give the card"}
            moves.append(accept | {"label": words, "target": "received", "actions": []})
            accept |= {"id": "grant", "label": {"fr": "Autoriser", "en": "Allow"}}
        with _as_owner():
            cases.types.publish(desk.town.case_type.id, CaseTypeDefinition.model_validate(raw), at=clock.now())
        made.append(desk.submit(20 + len(made)))
        desk.take(made[-1], desk.malik)
    licence, other = made
    client = client_of(desk.malik)
    path = address("faire-avancer", made)
    steps = steps_of(client.get(path))
    assert client.post(path, {"step": "accept"}).status_code == 422, "an id alone says too little"
    for words, decides, one in (("Délivrer la carte", False, other), ("Accorder", True, licence)):
        [value] = steps[words]
        look, _done, _sent = confirm(client, path, step=value)
        assert ("Chacune est décidée en votre nom" in said(look)) is decides
        assert "1 ne peut pas l’être" in said(look)
        work()
        assert [key for key, (state, _reason) in states().items() if state == "done"] == [one.reference]
        with _as_owner():
            Item.objects.all().delete()
    with _as_owner():
        assert [found.case_id for found in Decision.objects.all()] == [licence.case_id]


def test_steps_of_the_same_words_that_do_something_else_are_named_by_their_procedure():
    def case(procedure, *effects):
        step = Step("end", "Terminer", "Terminée", effects=effects)
        ids = dict.fromkeys(("id", "organisation_id", "wall_id", "department_id"), uuid.uuid4())
        plain = {"reference": "x", "title": "x", "assignee_id": None, "version": 1, "status": "x"}
        rights = {"closed": False, "lent": False, "handles": True, "assigns": True}
        return Foreseen(**ids, **plain, **rights, steps=(step,), procedure=procedure)

    bar, fair, card = case("Buvette"), case("Foire"), case("Carte", "issue_card:")
    act = act_of("move")
    offered = act.fields([bar, fair, card], QueryDict())["steps"]
    assert [(one["text"], one["hint"]["text"].replace("\xa0", " ")) for one in offered] == [
        ("Terminer", "Buvette · Foire · 2 demandes, ensuite « Terminée »"),
        ("Terminer", "Carte · 1 demande, ensuite « Terminée »"),
    ]
    options = act.read([bar, fair, card], QueryDict(urlencode({"step": offered[1]["value"]})))
    assert [bool(act.foresee(one, options)) for one in (bar, fair, card)] == [True, True, False]


def test_all_that_match_are_listed_by_the_job_and_a_run_is_stopped_and_taken_up_again(desk, monkeypatch):
    made = [desk.submit(20 + day) for day in range(5)]
    client = client_of(desk.sofia)
    _look, done, _sent = confirm(client, address("etiqueter"), add="Été, été, Plage", remove="vieux")
    run = run_of(done)
    assert (run.chosen, run.state) == ([], RunState.ASKED)
    later = desk.submit(60)  # it came between the confirmation and the listing: the query finds it
    monkeypatch.setattr(running, "SLICE", 2)
    running.work(run_id=str(run.id), person_id=str(desk.sofia.id))
    assert "2 sur 6" in said(client.get(done.headers["Location"]))
    part = client.get(done.headers["Location"] + "?part=progress", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part
    client.post(done.headers["Location"] + "arreter/")
    work()
    assert [state for state, _reason in states().values()].count("done") == 2
    client.post(done.headers["Location"] + "reprendre/")
    client.post(done.headers["Location"] + "reprendre/")
    work()
    assert set(states()) == {one.reference for one in (*made, later)}
    assert {state for state, _reason in states().values()} == {"done"}
    assert run_of(done).state == RunState.DONE
    with _as_owner():
        assert Tag.objects.count() == 12
        assert TimelineEntry.objects.filter(kind="tagged").count() == 6
    _look, again, _sent = confirm(client, address("etiqueter"), add="plage")
    work()
    second = run_of(again)
    with _as_owner():
        assert {item.state for item in Item.objects.filter(run=second)} == {"unchanged"}
    assert "5 demandes · Été, Plage · vieux" in said(client.get("/agents/en-masse/"))


class Failing(Act):
    key, label, order, url_name = "tag", "x", 20, "bulk:tag"

    def sentence(self, options, count):
        return "x"

    def foresee(self, case, options):
        return ""

    def do(self, todo, options):
        Tag.objects.create(case_id=todo.case_id, wall_id=Case.objects.get(id=todo.case_id).wall_id, word="x", key="x")
        raise {0: ValueError("ours"), 1: NotAllowed("x")}[options["which"]]


@pytest.mark.parametrize("which", [0, 1])
def test_what_fails_halfway_leaves_nothing_of_it(desk, which):
    desk.submit()
    client = client_of(desk.sofia)
    _look, done, _sent = confirm(client, address("etiqueter"), add="plage")
    with _as_owner():
        Run.objects.update(options={"which": which})
    with ACTS.overridden(Failing()):
        work()
    assert [state for state, _reason in states().values()] == ["refused"]
    assert ("de notre côté" in said(client.get(done.headers["Location"]))) is (which == 0)
    with _as_owner():
        assert not Tag.objects.exists()


def test_addresses_written_by_hand_do_nothing(desk, monkeypatch):
    made, elsewhere = desk.submit(), make_desk("Gravelines", "GV", "59273")
    theirs = elsewhere.submit()
    client = client_of(desk.sofia)
    for path in (
        address("etiqueter", [theirs]),
        "/agents/en-masse/etiqueter/",
        "/agents/en-masse/etiqueter/?case=x&case=%00&case=",
        "/agents/en-masse/etiqueter/?all=1&due:from=hier",
        "/agents/en-masse/etiqueter/?all=1&a.b:is=1",
        "/agents/en-masse/etiqueter/?all=1&words=introuvable",
    ):
        answer = client.post(path, {"add": "x", "go": "1", "run": str(uuid.uuid4())})
        assert answer.status_code in (400, 422), path
        assert client.get(path).status_code in (400, 422), path
    mixed = client.get(address("etiqueter", [made, theirs]) + "&back=https://example.org/")
    assert "1 demande" in said(mixed)
    assert 'href="https://example.org' not in mixed.content.decode()
    many = client.get("/agents/en-masse/etiqueter/?" + "&".join(f"case={uuid.uuid4()}" for _ in range(3000)))
    assert many.status_code in (400, 413, 422)
    monkeypatch.setattr(choosing, "MOST", 0)
    assert client.get(address("etiqueter")).status_code == 422
    monkeypatch.undo()
    _look, done, _sent = confirm(client, address("etiqueter"), add="x")
    monkeypatch.setattr(running, "MOST", 0)
    work()
    assert (run_of(done).state, states()) == (RunState.REFUSED, {})
    assert "demandes au plus" in said(client.get(done.headers["Location"]))
    with _as_owner():
        assert not Tag.objects.exists()


def test_a_run_is_forgotten_and_goes_with_its_case(desk):
    made = desk.submit()
    _look, done, _sent = confirm(client_of(desk.sofia), address("etiqueter"), add="x")
    run = run_of(done)
    running._list(run)
    with acting(Reach(actor="privacy", walls=(desk.town.wall_id,))):
        cases.erase_case(made.case_id, at=clock.now())
    assert states() == {}
    erasing.forget(run_id=str(run.id), person_id=str(desk.sofia.id))
    with _as_owner():
        assert not Run.objects.exists()


def test_pages_cost_the_same_whatever_they_show(desk):
    def cost(path):
        client = client_of(desk.sofia)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    made = [desk.submit()]
    few = cost(address("faire-avancer", made))
    _look, done, _sent = confirm(client_of(desk.sofia), address("ecrire", made), body="x")
    work()
    pages = (done.headers["Location"] + "?show=done", "/agents/en-masse/")
    before = [cost(path) for path in pages]
    made += [desk.submit(30 + day) for day in range(4)]
    run = run_of(done)
    with _as_owner():
        for one in made[1:]:
            Item.objects.create(
                run=run,
                person_id=desk.sofia.id,
                case_id=one.case_id,
                reference=one.reference,
                version=1,
                state=ItemState.DONE,
            )
    assert cost(address("faire-avancer", made)) == few
    assert [cost(path) for path in pages] == before


def test_every_act_is_a_button_with_a_page():
    for act in ACTS:
        assert act_of(act.key) is act
        assert [one.url_name for one in shell.LIST_ACTIONS if one.key == act.key] == [act.url_name]
