"""Every page, as people meet it: on a phone and on a screen, in French and in English, judged by axe-core and us.

`PARVIS_PICTURES=folder` also keeps a picture of each (that is what `make pictures` does).
"""

import os
import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page

from tests import pages
from tests.browser import Browse, Scales, Server, ask

pages.load()

PHONE, SCREEN = 360, 1280
PICTURES = os.environ.get("PARVIS_PICTURES", "")
#: titles met so far, with the URL name they belong to
TITLES: dict[tuple[str, str], str] = {}


def url_names() -> dict[str, str]:
    """Every URL name (with its namespace) → its route."""
    found: dict[str, str] = {}

    def walk(patterns: list[URLPattern | URLResolver], prefix: str, route: str) -> None:
        for pattern in patterns:
            here = route + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""), here)
            else:
                found[f"{prefix}{pattern.name}"] = here

    walk(get_resolver().url_patterns, "", "/")
    return found


def test_every_address_has_a_visitor_or_a_reason():
    names = url_names()
    unseen = [f"{name} ({route})" for name, route in names.items() if name not in pages.visitors | pages.no_page]
    assert not unseen, "give them a visitor in tests/pages:\n" + "\n".join(unseen)
    gone = (set(pages.visitors) | set(pages.no_page)) - set(names)
    assert not gone, f"no such address: {gone}"
    both = set(pages.visitors) & set(pages.no_page)
    assert not both, both


def go(page: Page, server: Server, visit: pages.Visit) -> None:
    response = page.goto(server.address(visit.path, visit.host), wait_until="load")
    assert response is not None
    assert response.status == visit.status, f"{visit.path} answered {response.status}"
    if visit.act:
        visit.act(page)
        page.wait_for_load_state("load")


def speak(page: Page, server: Server, visit: pages.Visit, language: str) -> None:
    """Change the language of this browser."""
    address = server.address(host=visit.host)
    page.context.add_cookies([{"name": "langue", "value": language, "url": address}])


def check(page: Page, name: str, visit: pages.Visit, width: int, language: str) -> None:
    place = f"{visit.path} at {width} px"
    spoken, title, *headings = ask(page, "head")  # in one question: each costs a journey to the browser
    assert spoken == language, place
    assert len(headings) == 1, f"{place}: {len(headings)} h1"
    assert headings[0].strip(), place
    assert re.search(r"\S+ – \S+", title), f"{place}: title {title!r}"
    holder = TITLES.setdefault((title, language), name)
    assert holder == name, f"{place}: {holder} has the same title {title!r}"
    over = ask(page, "pastTheEdge")
    assert not over, f"{place} scrolls sideways: {over}"


def picture(page: Page, name: str, visit: pages.Visit, width: int) -> None:
    if PICTURES:
        file = re.sub(r"[^a-z0-9]+", "-", f"{name} {visit.label}".lower()).strip("-")
        page.screenshot(path=Path(PICTURES) / f"{file}@{width}.png", full_page=True)


@pytest.mark.browser
@pytest.mark.parametrize("name", sorted(pages.visitors))
def test_page(name: str, server: Server, revisit: Browse):
    visit = None
    for visit in pages.visitors[name](server):  # one by one: a visitor may change things between two visits
        page = revisit(
            width=PHONE, language=visit.languages[0], cookies=visit.cookies, host=visit.host, answers=visit.answers
        )
        scales = Scales(page)
        go(page, server, visit)
        page.evaluate("document.fonts.ready.then(() => 0)")
        assert 0 < scales.total <= visit.budget, f"{visit.path} weighs {scales.total}: {scales.bytes}"
        if PICTURES:
            print(f"{name} {visit.label}: {scales.total / 1000:.0f} kB")  # noqa: T201 - the photographer reads it
        for width in (PHONE, SCREEN):  # one page, turned from the phone to the screen
            page.set_viewport_size({"width": width, "height": 800})
            check(page, name, visit, width, visit.languages[0])
            violations = ask(page, "axe")
            assert not violations, f"{visit.path} at {width} px\n" + "\n".join(violations)
            unseen = ask(page, "inkOnItself")
            assert not unseen, f"{visit.path}: words that nobody sees: {unseen}"
            if width == PHONE:
                small = ask(page, "smallTargets")
                assert not small, f"{visit.path}: smaller than 44 px: {small}"
            picture(page, name, visit, width)
        for language in visit.languages[1:]:
            if visit.act:  # what was done there may have changed who this browser is
                page = revisit(
                    width=320, language=language, cookies=visit.cookies, host=visit.host, answers=visit.answers
                )
            else:
                speak(page, server, visit, language)
                page.set_viewport_size({"width": 320, "height": 800})
            go(page, server, visit)
            check(page, name, visit, 320, language)
    assert visit, f"the visitor of {name} visits nothing"
