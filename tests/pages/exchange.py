"""Pages of exports and imports."""

from collections.abc import Iterator
from typing import Any

from parvis.exchange.models import Export, Import, Template
from parvis.kernel import clock
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories.desk import Desk
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits
from tests.pages.workspace import busy

draws_no_page("exchange:file", "gives a file")
draws_no_page("exchange:stop", "takes a POST and leads back")
draws_no_page("exchange:resume", "takes a POST and leads back")
draws_no_page("exchange:delete", "takes a POST and leads back")
draws_no_page("exchange:import_report", "gives a file")
draws_no_page("exchange:import_start", "takes a POST and leads back")
draws_no_page("exchange:import_stop", "takes a POST and leads back")
draws_no_page("exchange:import_resume", "takes a POST and leads back")
draws_no_page("exchange:import_delete", "takes a POST and leads back")
draws_no_page("exchange:delete_template", "takes a POST and leads back")


def _export(desk: Desk, state: str, **more: Any) -> Export:
    with _as_owner():
        return Export.objects.create(
            **{
                "person_id": desk.sofia.id,
                "walls": [desk.town.wall_id],
                "format": "xlsx",
                "columns": ["title"],
                "language": "fr",
                "asked_at": clock.now(),
                "expires_at": clock.now() + exports_kept(),
                "state": state,
                **more,
            }
        )


def exports_kept() -> Any:
    """For how long they stay."""
    from parvis.exchange.domain.exports import KEPT

    return KEPT


def _template(desk: Desk) -> Template:
    with _as_owner():
        return Template.objects.create(
            person_id=desk.sofia.id,
            name="Buvettes du mois",
            format="ods",
            columns=["reference", "title"],
            organisation_id=desk.town.organisation_id,
        )


@visits("exchange:exports")
def every(server: Server) -> Iterator[Visit]:
    desk = busy()
    own = cookies_of(desk.sofia)
    yield Visit("/agents/exports/", label="none", cookies=own)
    for state in ("running", "done", "failed", "stopped"):
        _export(desk, state, done=1200, total=2400)
    _template(desk)
    yield Visit("/agents/exports/", label="some", cookies=own)


@visits("exchange:new")
def new(server: Server) -> Iterator[Visit]:
    desk = busy()
    own = cookies_of(desk.sofia)
    _template(desk)
    slug = desk.town.case_type.slug
    yield Visit("/agents/exports/nouveau/?state=all&back=/agents/", label="every procedure", cookies=own)
    yield Visit(f"/agents/exports/nouveau/?procedure={slug}", label="one procedure", cookies=own)
    yield Visit("/agents/exports/nouveau/?due:from=32/13", label="unreadable", status=422, cookies=own)


@visits("exchange:export")
def export(server: Server) -> Iterator[Visit]:
    desk = busy()
    own = cookies_of(desk.sofia)
    for label, made in (
        ("waiting", _export(desk, "waiting")),
        ("being read", _export(desk, "running", done=1200, total=2400)),
        ("stopped", _export(desk, "stopped", done=1200, total=2400)),
        ("failed", _export(desk, "failed", told="Un classeur contient au plus 1 048 575 demandes.")),
        ("ready", _export(desk, "done", done=2400, total=2400, size=734_003)),
        ("removed", _export(desk, "ended")),
    ):
        yield Visit(f"/agents/exports/{made.id}/", label=label, cookies=own)


@visits("exchange:template")
def template(server: Server) -> Iterator[Visit]:
    desk = busy()
    path = f"/agents/exports/modeles/{_template(desk).id}/"
    yield Visit(path, label="of one’s own", cookies=cookies_of(desk.sofia))
    yield Visit(path, label="of somebody else", cookies=cookies_of(desk.malik))


def _import(desk: Desk, **more: Any) -> Import:
    with _as_owner():
        return Import.objects.create(
            **{
                "person_id": desk.malik.id,
                "organisation_id": desk.town.organisation_id,
                "wall_id": desk.town.wall_id,
                "case_type_id": desk.town.case_type.id,
                "revision_id": desk.town.case_type.published_id,
                "procedure": desk.town.case_type.slug,
                "name": "Buvettes 2019-2024.xlsx",
                "language": "fr",
                "asked_at": clock.now(),
                "expires_at": clock.now() + exports_kept(),
                "state": "stopped",
                "lines_id": desk.town.wall_id,
                "titles": ["Numéro", "Reçue le", "Nom de l’événement", "Remarques"],
                "sample": [["2024-1", "2024-03-12", "Kermesse de l’école Jean-Macé", "dossier complet"]],
                "about": {"formulas": 3, "formula_at": "D4", "merged": 2, "sheets": 2, "sheet": "Dossiers"},
                "total": 1840,
                **more,
            }
        )


_WRONG = [[12, "Reçue le", "« 32/13/2024 » n’est pas une date"], [40, "", "La clé « 2024-7 » est déjà prise"]]


@visits("exchange:imports")
def imports(server: Server) -> Iterator[Visit]:
    desk = busy()
    own = cookies_of(desk.malik)
    yield Visit("/agents/imports/", label="none", cookies=own)
    for state, step in (("running", "check"), ("stopped", "checked"), ("done", "made"), ("failed", "check")):
        _import(desk, state=state, options={"step": step}, made=120)
    yield Visit("/agents/imports/", label="some", cookies=own)


@visits("exchange:import")
def bringing(server: Server) -> Iterator[Visit]:
    desk = busy()
    own = cookies_of(desk.malik)
    known = {"mapping": {"0": "key", "1": "received"}, "problems": _WRONG, "wrong": 2, "known": 5}
    for label, made in (
        ("being read", _import(desk, state="running", lines_id=None)),
        ("unreadable", _import(desk, state="failed", lines_id=None, told="Le fichier est abîmé.")),
        ("columns", _import(desk)),
        ("being checked", _import(desk, state="running", options={"step": "check"}, done=700)),
        ("checked", _import(desk, options={"step": "checked"}, report_id=desk.town.wall_id, **known)),
        ("going in", _import(desk, state="running", options={"step": "make"}, done=700, made=690)),
        ("being told of", _import(desk, state="running", options={"step": "tell"}, done=700, made=1833)),
        (
            "done",
            _import(
                desk, state="done", options={"step": "made"}, done=1840, made=1833, report_id=desk.town.wall_id, **known
            ),
        ),
        ("removed", _import(desk, state="ended", titles=[], sample=[], name="")),
    ):
        yield Visit(f"/agents/imports/{made.id}/", label=label, cookies=own)
