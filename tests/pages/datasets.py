"""Pages of data sets: the list, columns to be said, a copy that is offered, one that was refused."""

from collections.abc import Iterator

from parvis.datasets.models import DataSet, Version
from parvis.kernel import clock
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories.people import cookies_of
from tests.pages import Visit, draws_no_page, visits
from tests.studio.conftest import make_studio

SETS, HOST = "/administration/jeux-de-donnees/", "cu-dunkerque.localhost"
SAMPLE = [["Code", "Enseigne", "Commune", "Adresse complète"], ["b1", "Boulangerie du Port", "Dunkerque", "1 quai"]]

draws_no_page("datasets:search", "answers the page's script with JSON")


def _kept(studio, code: str, state: str, **more) -> None:
    wall_id = studio.reach().walls[0]
    with _as_owner():
        group = studio.town.group.id
        mapping = {"header": 1, "key": "Code", "label": ["Enseigne"], "columns": [["commune", "Commune"]]}
        row = DataSet.objects.create(
            organisation_id=group, wall_id=wall_id, code=code, name_fr=code.capitalize(), state=state,
            sample=SAMPLE, mapping={} if state == "mapping" else mapping, total=1_000, changed_at=clock.now(), **more
        )  # fmt: skip
        if state != "mapping":
            Version.objects.create(
                organisation_id=group, dataset=row, code=code, number=1, name_fr=row.name_fr, rows=999,
                columns=mapping["columns"], taken_at=clock.now(), current=True,
            )  # fmt: skip


@visits("datasets:every")
def every(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    _kept(studio, "commerces", "ready")
    yield Visit(SETS, host=HOST, cookies=cookies_of(studio.ines, HOST))


@visits("datasets:one")
def one(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    _kept(studio, "commerces", "mapping")
    _kept(studio, "salles", "failed", told="« Vide-grenier » utilise une colonne qui a disparu : Commune",
          url="https://data.example.fr/salles.json")  # fmt: skip
    cookies = cookies_of(studio.ines, HOST)
    yield Visit(f"{SETS}commerces/", label="columns", host=HOST, cookies=cookies)
    yield Visit(f"{SETS}salles/", label="refused", host=HOST, cookies=cookies)
