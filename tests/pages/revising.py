"""Pages of passages to another revision."""

from collections.abc import Iterator
from typing import Any

from parvis.access.api import Role
from tests.browser import Server
from tests.factories import people
from tests.pages import Visit, draws_no_page, visits
from tests.revising.conftest import Bench, make_bench

HOST = "dunkerque.localhost"
for _name in ("move", "stop", "resume", "give_up", "back"):
    draws_no_page(f"revising:{_name}", "takes a POST and leads back")


def _looked() -> tuple[Bench, dict[str, Any]]:
    bench = make_bench()
    people.member(bench.desk.place, Role.AGENT, who=bench.ines)
    bench.desk.submit()
    bench.desk.take(bench.desk.submit(), bench.desk.sofia)
    bench.draft()
    bench.publish()
    return bench, {"host": HOST, "cookies": people.cookies_of(bench.ines, host=HOST)}


@visits("revising:passages")
def passages(server: Server) -> Iterator[Visit]:
    bench, how = _looked()
    yield Visit(bench.path, languages=("fr",), **how)


@visits("revising:passage")
def passage(server: Server) -> Iterator[Visit]:
    bench, how = _looked()
    found = bench.look()
    here = f"{bench.path}{found.id}/"
    yield Visit(here, label="groups", **how)
    bench.move(found, under_review="examined")
    yield Visit(here, label="report", languages=("fr",), **how)


@visits("revising:preview")
def preview(server: Server) -> Iterator[Visit]:
    bench, how = _looked()
    found = bench.look()
    item = bench.items(found)[0]
    yield Visit(f"{bench.path}{found.id}/apercu/{item.id}/", languages=("fr",), **how)
