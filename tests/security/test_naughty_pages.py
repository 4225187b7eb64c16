"""Every form of the pages that people and agents fill in, sent with what nobody should type: a message, never a crash.

The forms are read from the pages themselves, so that a new input is tried as soon as it is drawn. Each post is undone.
"""

import datetime as dt
import json
import os
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import resolve
from django.urls.converters import StringConverter

from parvis.access.api import Role
from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.models import Turn
from parvis.kernel import clock
from tests.cases import flowing
from tests.cases.counted import KERB
from tests.cases.own import opened
from tests.conftest import _as_owner
from tests.environment import ROOT
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.security.addresses import path_of, patterns
from tests.security.naughty_places import (
    cases_as,
    flowing_visitor,
    of_administrators,
    of_agents,
    of_nobody,
    of_residents,
    of_the_officer,
    signed,
)

pytestmark = pytest.mark.django_db
SOURCES = ROOT / "src" / "parvis"
SCRIPT = "\"'><script>zqx()</script>"
LIST = Path(os.environ.get("PARVIS_CORPUS", "../shared/data")).absolute() / "naughty" / "blns.json"
#: text that is no text, numbers that are no numbers, dates that are no dates
NAUGHTY = [
    "",
    " \t\u00a0\u2003 ",
    SCRIPT,
    "{{ 7*7 }}{% raw %}${7*7}",
    "' or 1=1; drop table cases_case; --",
    "\u202egnp.exe\u200f\ufeff",
    "a\r\nBcc: x@example.org\r\n\r\nb",
    "../../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "💥\U0001f468\u200d\U0001f469\u200d\U0001f467 é\u0301\u0301\u0301",
    "9" * 5_000,
    "-1",
    "1e999",
    "NaN",
    "²",
    "٣",
    "９",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "00000000-0000-0000-0000-000000000000",
    '{"a": [[[]]]}',
    "é" * 30_000,
]
#: of these, one of each kind, where there is much to try them on
WORST = [
    SCRIPT,
    "a\r\nBcc: x@example.org\r\n\r\nb",
    "\u202egnp.exe\u200f\ufeff",
    "9" * 2_000,
    "NaN",
    "²",
    "-1",
    "=1+1;'\"",
]


@dataclass
class Form:
    """A form as a page draws it. inputs: (name, kind, value, choices)."""

    action: str
    method: str
    files: bool
    inputs: list[tuple[str, str, str]] = field(default_factory=list)


class Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        said = {name: value or "" for name, value in attributes}
        if tag == "form":
            files = "multipart" in said.get("enctype", "")
            self.found.append(Form(said.get("action", ""), said.get("method", "get").lower(), files))
        elif not self.found:
            return
        elif tag == "select":
            self._select = said.get("name", "")
        elif tag == "option" and self._select and said.get("value"):
            self.found[-1].inputs.append((self._select, "choice", said["value"]))
        elif tag in ("input", "textarea", "button") and said.get("name"):
            kind = said.get("type", "text") if tag != "textarea" else "text"
            kind = {"radio": "choice", "checkbox": "choice", "submit": "button"}.get(kind, kind)
            self.found[-1].inputs.append((said["name"], "button" if tag == "button" else kind, said.get("value", "")))


@pytest.fixture(autouse=True)
def _no_limits(monkeypatch):
    """What holds back floods is tried elsewhere."""
    for place in (
        "access.middleware",
        "cases.views.cards",
        "cases.views.copies",
        "cases.views.tracking",
        "documents.views.verification",
    ):
        monkeypatch.setattr(f"parvis.{place}.attempt", lambda *args, **kwargs: None)


@pytest.fixture
def world(db):
    """A desk with a request in every state in which somebody is asked something; (client, address) of each page."""
    desk = make_desk()
    other = make_desk("Gravelines", "GV", "59273")
    definition = flowing.document(resources=[KERB | {"amount": 5}])
    with _as_owner():
        cases.types.publish(desk.town.case_type.id, CaseTypeDefinition.model_validate(definition), at=clock.now())
    made = {name: desk.submit() for name in ("new", "mine", "mend", "choose", "planned", "propose")}
    for name in list(made)[1:]:
        desk.take(made[name], desk.sofia)
    asked = {"ask_corrections": [{"field": "place", "why": "incorrect", "words": "x"}]}
    desk.ask(made["mend"], "ask_corrections", desk.sofia, given=asked)
    when = dt.datetime.combine(clock.today() + dt.timedelta(days=20), dt.time(10), clock.PARIS)
    said = {"slots": [{"at": when.isoformat()}], "minutes": 20, "place": "Mairie"}
    for name in ("choose", "planned"):
        desk.ask(made[name], "propose_visit", desk.sofia, said=said)
    with cases_as(made["planned"]):
        slot = Turn.objects.get(case=made["planned"].case_id).asked["slots"][0]
        cases.transition(
            made["planned"].case_id,
            "confirm_visit",
            by=flowing_visitor(),
            at=clock.now(),
            version=desk.version(made["planned"]),
            given={"confirm_visit": slot},
        )
    desk.move(made["propose"], "propose_accept", desk.sofia)
    chief = people.member(desk.place, Role.ADMINISTRATOR)
    return desk, other, made, chief


def filled(form, text, *, forged, hidden):
    """The form's inputs: text in every one that takes text; choices as they are drawn, or forged."""
    data: dict[str, str] = {}
    for name, kind, value in form.inputs:
        if kind == "file":
            data[name] = SimpleUploadedFile(f"{text[:60]}.csv", text.encode() or b"\xff\xfe=1+1;\n")  # type: ignore[assignment]
        elif kind == "button" or name == "csrfmiddlewaretoken":
            continue
        elif kind == "hidden":
            data[name] = text if hidden else value
        elif kind == "choice":
            data[name] = text if forged else data.get(name, value)
        else:
            data[name] = text
    return data


def sent(client, path, form, data):
    """The answer; whatever it did is undone."""
    point = transaction.savepoint()
    try:
        send = client.get if form.method == "get" else client.post
        return send(form.action if form.action.startswith("/") else path + form.action, data)
    finally:
        transaction.savepoint_rollback(point)


def tried(client, path, texts, seen):
    """How many forms a page has. seen: what was tried already, as the search that stands on every page."""
    page = client.get(path)
    assert page.status_code < 400, (path, page.status_code)
    forms = [one for one in Forms(page.content.decode()).found if "deconnexion" not in one.action + path]
    for form in forms:
        action = form.action if form.action.startswith("/") else path + form.action
        same = (id(client), action.split("?")[0], form.method, tuple((name, kind) for name, kind, _ in form.inputs))
        if "langue" in form.action or same in seen:
            continue
        seen.add(same)
        for text in texts:
            for forged, hidden in ((False, False), (True, False), (True, True))[: 3 if text in NAUGHTY[:6] else 1]:
                data = filled(form, text, forged=forged, hidden=hidden)
                answer = sent(client, path, form, data)
                about = (path, form.action, text[:40], forged, hidden, answer.status_code)
                assert answer.status_code < 500, about
                body = getattr(answer, "content", b"").decode(errors="replace")
                assert "<script>zqx" not in body, about
                assert "\r" not in answer.headers.get("Location", ""), about
                kept = [name for name, kind, _value in form.inputs if kind == "text" and name in data]
                if answer.status_code == 422 and text == NAUGHTY[7] and kept:
                    assert text in body, ("what was typed is lost", *about)
    return len(forms)


@pytest.mark.parametrize(
    "pages", [of_agents, of_the_officer, of_administrators, of_residents], ids=lambda found: found.__name__
)
def test_naughty_strings_in_every_form(world, pages):
    seen: set[object] = set()
    counted = {path: tried(client, path, NAUGHTY, seen) for client, path in pages(world)}
    assert sum(counted.values()) >= len(counted), counted


def test_naughty_strings_in_what_the_officer_is_asked(world):
    """The form that a search draws: what is shown is signed, so that nothing else is confirmed than what was shown."""
    desk, _other, made, _chief = world
    helene, path = signed(desk.helene), "/agents/protection/"
    shown = helene.post(path, {"q": made["mine"].reference})
    assert shown.status_code == 200
    forms = [one for one in Forms(shown.content.decode()).found if "effacer" in one.action]
    assert forms
    for form in forms:
        for text in NAUGHTY:
            for forged, hidden in ((False, False), (True, False), (True, True)):
                answer = sent(helene, path, form, filled(form, text, forged=forged, hidden=hidden))
                about = (form.action, text[:40], forged, hidden, answer.status_code)
                assert answer.status_code < 500, about
                assert b"<script>zqx" not in answer.content, about
                assert not hidden or "effacements" not in answer.headers.get("Location", ""), about


def test_naughty_strings_in_a_renewal(db):
    """The page that offers it, and what it asks again; prefilled, and typed over."""
    desk = make_desk()
    with _as_owner():
        cases.types.publish(
            desk.town.case_type.id, CaseTypeDefinition.model_validate(flowing.document()), at=clock.now()
        )
    made = desk.submit(days=70)
    desk.take(made, desk.malik)
    desk.move(made, "accept", desk.malik)
    with clock.fixed(clock.now() + dt.timedelta(days=70 + 365 - 14)):
        browser = Client(raise_request_exception=False, headers={"host": f"{desk.place.host}:8000"})
        opened(browser, made)
        own = f"/demandes/{made.reference}/"
        assert tried(browser, own, WORST, set())
        begun = browser.post(f"{own}renouveler/", follow=True)
        assert begun.status_code == 200
        assert tried(browser, begun.redirect_chain[-1][0], WORST, set())


def test_naughty_strings_in_every_parameter(world):
    """Every name that some page reads from its address, on every page; found in the sources, so that none is missed.

    Once for each view: the moves of a case are one.
    """
    found = {
        name
        for path in SOURCES.rglob("*.py")
        for name in re.findall(r"""GET(?:\.get|\.getlist)?[\[(]\s*["'](\w+)["']""", path.read_text())
    }
    assert {"q", "state", "number"} <= found
    # What lists read of their address as a whole (`finding.data.Query`, `workspace.views.lists`).
    found |= {"after", "before", "words", "sort", "column", "procedure", "state", "status:is", "due:from"}
    seen = set()
    everywhere = (of_agents, of_the_officer, of_administrators, of_residents, of_nobody)
    for client, path in (one for pages in everywhere for one in pages(world)):
        view = (id(client), resolve(path.partition("?")[0]).view_name)
        if view in seen:
            continue
        seen.add(view)
        for text in WORST:
            answer = client.get(path, dict.fromkeys(found, text))
            assert answer.status_code < 500, (path, text[:40], answer.status_code)
            body = getattr(answer, "content", b"").decode(errors="replace")
            assert "<script>zqx" not in body, (path, text[:40])
            assert "\r" not in answer.headers.get("Location", ""), (path, text[:40])
            # what was typed may come back as a value of a query, never as where one is led
            leads = answer.headers.get("Location", "")
            assert "example.org" not in leads.partition("?")[0], (path, text[:40])
            assert not set("\r\n") & set(leads), (path, text[:40])


def test_naughty_strings_in_every_address(world):
    """What an address holds, as an agent, a resident and a stranger type it."""
    clients = [signed(world[0].malik), opened(Client(raise_request_exception=False), *world[2].values()), Client()]
    tried_ = 0
    for name, pattern in patterns():
        if not any(type(one) is StringConverter for one in pattern.pattern.converters.values()):
            continue
        for text in WORST:
            address = path_of(pattern, quote(text, safe=""))
            for client in clients:
                answer = client.get(address, headers={"host": f"{world[0].place.host}:8000"})
                tried_ += 1
                assert answer.status_code < 500, (name, text[:40], answer.status_code)
                assert b"<script>zqx" not in getattr(answer, "content", b""), (name, text[:40])
    assert tried_ > 150


def test_the_big_list_in_what_people_write(world):
    """The Big List of Naughty Strings as a message, and in the words of each step."""
    if not LIST.exists():
        pytest.skip(f"no corpus: {LIST} is missing (set PARVIS_CORPUS)")
    found = [text for text in json.loads(LIST.read_text()) if "\0" not in text]
    pages = [one for one in of_residents(world) if one[1].endswith(("/suivre/", "/carte/", "/recherche/"))]
    for client, path in pages:
        tried(client, path, found[::4], set())
