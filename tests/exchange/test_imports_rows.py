"""Imports of cases with rows of blocks: side by side, or on a sheet of their own that names its cases."""

import io
import json

import pytest
import xlsxwriter

from parvis.cases import api as cases
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.models import Case
from parvis.exchange.domain import mapping
from parvis.exchange.models import Import
from parvis.kernel import clock
from parvis.procedures.demonstration import temporary_bar
from tests.conftest import _as_owner
from tests.exchange.test_exports import fetched, made
from tests.exchange.test_imports import PATHS, RIGHT, TITLES, brought, checked, csv_of, report_of, sent
from tests.factories.desk import desk as make_desk
from tests.workspace.test_inbox import _fresh  # noqa: F401 - what a process keeps is read anew

pytestmark = pytest.mark.django_db

STANDS = {
    "id": "stands",
    "label": {"fr": "Stands", "en": "Stalls"},
    "item_label": {"fr": "Stand", "en": "Stall"},
    "max": 4,
    "fields": [
        {"id": "keeper", "type": "text", "label": {"fr": "Tenu par", "en": "Kept by"}},
        {"id": "metres", "type": "integer", "label": {"fr": "Mètres", "en": "Metres"}, "required": False},
        {"id": "day", "type": "date", "label": {"fr": "Jour", "en": "Day"}, "required": False},
    ],
}
MORE = [
    "Stand 1 – Tenu par",
    "Stand 1 – Mètres",
    "stall 2 keeper",
    "Stand 2 – Mètres",
    "Stand 3 – Tenu par",
    "Jour stand 3",
]


@pytest.fixture
def here(db, tmp_path, settings):
    """A desk whose form has a block, and had another question before."""
    settings.PARVIS_VAR = tmp_path
    desk = make_desk()
    old = temporary_bar.definition().model_dump(mode="json", by_alias=True, exclude_unset=True)
    items = old["form"]["pages"][0]["sections"][0]["items"]
    with _as_owner():
        for more in ([{"id": "gone", "type": "text", "label": {"fr": "Couleur du ruban", "en": "Ribbon"}}], [STANDS]):
            old["form"]["pages"][0]["sections"][0]["items"] = [*items, *more]
            cases.types.publish(desk.town.case_type.id, CaseTypeDefinition.model_validate(old), at=clock.now())
    desk.town.case_type.refresh_from_db()
    return desk


def test_rows_side_by_side_are_read_and_empty_ones_are_none(here):
    lines = [
        [*RIGHT, "Ana", "3", "Boris", "", "Chloé", "12/04/2024", ""],
        ["2024-2", *RIGHT[1:], "", "", "", "5,5", "Zoé", "demain", "bleu"],
        ["2024-3", *RIGHT[1:], "", "", "", "", "Zoé", "", ""],
        ["2024-4", *RIGHT[1:], "", "", "", "", "", "", ""],
    ]
    data = (
        ";".join([*TITLES, *MORE, "Couleur du ruban"]) + "\r\n" + csv_of(*lines).decode("utf-8-sig").split("\r\n", 1)[1]
    )
    client, page = sent(here, data.encode())
    text = client.get(page).content.decode()
    assert "« Couleur du ruban » était demandé" in text.replace("\u00a0", " ")
    with _as_owner():
        proposed = Import.objects.get().mapping
    assert [proposed.get(str(place)) for place in range(8, 15)] == [
        "a.stands.1.keeper",
        "a.stands.1.metres",
        "a.stands.2.keeper",
        "a.stands.2.metres",
        "a.stands.3.keeper",
        "a.stands.3.day",
        None,
    ]
    found = checked(client, page, proposed | PATHS)
    assert [(line, column) for line, column, _words in found.problems] == [
        (3, "Stand 2 – Mètres"),
        (3, "Jour stand 3"),
    ], found.problems
    assert brought(client, page).made == 3
    with _as_owner():
        stands = [one.answers.get("stands") for one in Case.objects.order_by("id")]
    assert stands == [
        [{"keeper": "Ana", "metres": 3}, {"keeper": "Boris"}, {"keeper": "Chloé", "day": "2024-04-12"}],
        [{"keeper": "Zoé"}],
        None,
    ]
    said = [line.split(";") for line in report_of(client, page)]
    assert [line[3] for line in said[1:]] == ["reprise", "laissée de côté", "reprise", "reprise"]
    assert "Stand 2 – Mètres" in said[2][4]
    # a fifth row of four is nothing that a column may be
    assert client.post(page, {"column-0": "a.stands.5.keeper", "channel": "post"}).status_code == 422
    assert {one.value for one in mapping.targets(found.revision_id, "Stand 4 jour")} >= {"a.stands.4.day"}


def test_a_sheet_that_names_the_lines_of_another_is_put_beside_them(here):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet, stands, hidden = (book.add_worksheet(name) for name in ("Dossiers", "Stands", "Secret"))
        hidden.hide()
        hidden.write(0, 0, "x")
        book.add_worksheet("Notes").write_column(0, 0, ["Rien à voir", "1"])
        sheet.write_row(0, 0, TITLES)
        for line, number in ((1, 7), (2, 8)):
            sheet.write_row(line, 0, [number, *RIGHT[1:]])
        stands.write_row(0, 0, ["Numéro", "Tenu par", "Jour"])
        stands.write_row(1, 0, [8, "Ana"])
        stands.write_row(2, 0, ["7", "Boris", "2024-04-20"])
        stands.write_row(3, 0, [8, "Chloé"])
        stands.write_row(4, 0, [99, "Personne"])
    client, page = sent(here, out.getvalue(), "reprise.xlsx")
    text = client.get(page).content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    for words in ("« Stands » s’y rattache", "1 ligne de ces feuilles ne désigne", "1 feuille masquée n’est pas lue"):
        assert words in text, words
    with _as_owner():
        found = Import.objects.get()
    assert checked(client, page, found.mapping | PATHS).wrong == 0
    assert brought(client, page).made == 2
    with _as_owner():
        stands = [one.answers["stands"] for one in Case.objects.order_by("id")]
    assert stands == [[{"keeper": "Boris", "day": "2024-04-20"}], [{"keeper": "Ana"}, {"keeper": "Chloé"}]]


def test_rows_of_rows_come_in_side_by_side_and_go_out_with_the_number_of_their_row(here):
    good = {"id": "good", "type": "text", "label": {"fr": "Nom", "en": "Name"}}
    label = {"fr": "Produits", "en": "Goods"}
    goods = {"id": "goods", "label": label, "item_label": {"fr": "Produit", "en": "Good"}, "max": 3, "fields": [good]}
    with _as_owner():
        definition = cases.types.load(here.town.case_type.published_id).definition
        told = definition.model_dump(mode="json", by_alias=True, exclude_unset=True)
        stands = next(one for one in told["form"]["pages"][0]["sections"][0]["items"] if one["id"] == "stands")
        stands["fields"] = [*stands["fields"], goods]
        cases.types.publish(here.town.case_type.id, CaseTypeDefinition.model_validate(told), at=clock.now())
    titles = [
        "Stand 1 – Tenu par",
        "Stand 1 – Produit 1 – Nom",
        "Stand 1 – Produit 3 – Nom",
        "Stand 3 – Produit 2 – Nom",
    ]
    data = ";".join([*TITLES, *titles]) + "\r\n" + ";".join([*RIGHT, "Ana", "Miel", "Pain", "Cidre"])
    client, page = sent(here, data.encode())
    with _as_owner():
        proposed = Import.objects.get().mapping
    assert [proposed.get(str(place)) for place in range(8, 12)] == [
        "a.stands.1.keeper",
        "a.stands.1.goods.1.good",
        "a.stands.1.goods.3.good",
        "a.stands.3.goods.2.good",
    ]
    assert checked(client, page, proposed | PATHS).wrong == 0
    assert brought(client, page).made == 1
    with _as_owner():
        assert Case.objects.get().answers["stands"] == [
            {"keeper": "Ana", "goods": [{"good": "Miel"}, {"good": "Pain"}]},
            {"goods": [{"good": "Cidre"}]},
        ]
    address = f"procedure={here.town.case_type.slug}&state=all"
    columns = ["reference", "a.stands.keeper", "a.stands.goods.good"]
    agent, file = made(here, here.malik, address, format="json", column=columns)
    (found,) = json.loads(fetched(agent, file))
    assert found["answers"] == {
        "stands": [{"keeper": "Ana"}, {"keeper": None}],
        "stands.goods": [
            {"within": "1", "good": "Miel"},
            {"within": "1", "good": "Pain"},
            {"within": "2", "good": "Cidre"},
        ],
    }


@pytest.mark.parametrize("written", ["xlsx", "ods", "csv"])
def test_what_an_export_wrote_comes_in_again_as_it_was(here, written):
    data = (";".join([*TITLES, *MORE]) + "\r\n" + ";".join([*RIGHT, "=Ana", "3", "+Boris", "", "", ""])).encode()
    client, page = sent(here, data)
    with _as_owner():
        proposed = Import.objects.get().mapping
    checked(client, page, proposed | PATHS)
    assert brought(client, page).made == 1
    with _as_owner():
        before = Case.objects.get()
    chosen = ["reference", "received", *(f"a.{name}" for name in ("event_name", "place", "opens_at", "closes_at"))]
    blocks = ["a.stands.keeper", "a.stands.metres"]
    address = f"procedure={here.town.case_type.slug}&state=all"
    agent, file = made(here, here.malik, address, format=written, column=[*chosen, "a.email", *blocks])
    client, page = sent(here, fetched(agent, file), f"reprise.{written}")
    with _as_owner():
        proposed = Import.objects.latest("id").mapping
    found = checked(client, page, proposed)
    assert (found.total, found.wrong) == (1, 0), found.problems
    assert brought(client, page).made == 1
    with _as_owner():
        after = Case.objects.exclude(id=before.id).get()
    assert after.answers == before.answers
    assert after.received_on == before.received_on
