"""Blocks in blocks, tables, files within files: what has rows or no counterpart in an export."""

import json

import pytest

from parvis.forms.api import CompiledForm
from parvis.forms.data import Block, Field
from parvis.incoming import api
from parvis.incoming.data import Found, Unreadable, Verdict
from tests.incoming.reading import form, verdicts


def _block(slug: str, holds: str) -> str:
    text = f"<field><id>1</id><type>string</type><label>Nom {slug}</label></field>"
    inner = f"<field><id>2</id><type>block</type><label>B {holds}</label><block_slug>{holds}</block_slug></field>"
    return f"<block><name>{slug}</name><slug>{slug}</slug><fields>{text}{inner if holds else ''}</fields></block>"


def _first(found: Found, at: int = 0) -> Block:
    made = found.imports[at].definition.form.pages[0].sections[0].items[0]
    assert isinstance(made, Block)
    return made


def _depth(block: Block) -> int:
    return 1 + max((_depth(one) for one in block.fields if isinstance(one, Block)), default=0)


@pytest.mark.parametrize(("ring", "depth"), [("", 2), ("a", 2), ("c", 3)])
def test_blocks_stand_in_blocks_as_deep_as_ours_do(ring: str, depth: int) -> None:
    field = "<field><id>1</id><type>block</type><label>Tout</label><block_slug>a</block_slug></field>"
    found = form(field, a=_block("a", "b"), b=_block("b", ring), c=_block("c", "d"), d=_block("d", ""))
    made = _first(found)
    assert _depth(made) == depth
    assert verdicts(found)["Tout"] is Verdict.EXACT
    CompiledForm(found.imports[0].definition.form).evaluate({}, {"today": "2026-11-22"})


_COLUMNS = "<columns><column>Lundi</column><column>Mardi</column></columns>"
_ROWS = "<rows><row>Matin</row><row>Soir</row></rows>"


@pytest.mark.parametrize(
    ("kind", "more", "verdict", "rows", "cell"),
    [
        ("tablerows", _COLUMNS, Verdict.EXACT, 0, "text"),
        ("tablerows", f"{_COLUMNS}<total_row>True</total_row>", Verdict.APPROXIMATE, 0, "text"),
        ("table", _ROWS + _COLUMNS, Verdict.EXACT, 2, "text"),
        ("table-select", f"{_ROWS}{_COLUMNS}<items><item>oui</item></items>", Verdict.EXACT, 2, "choice"),
    ],
)
def test_tables_are_rows_of_ours(kind: str, more: str, verdict: Verdict, rows: int, cell: str) -> None:
    found = form(f"<field><id>1</id><type>{kind}</type><label>T</label><required>False</required>{more}</field>")
    made = _first(found)
    assert (made.layout, len(made.row_labels), made.min) == ("table", rows, rows)
    assert [(one.label.fr, one.type) for one in made.fields if isinstance(one, Field)] == [
        ("Lundi", cell),
        ("Mardi", cell),
    ]
    assert verdicts(found)["T"] is verdict
    assert not [one for one in found.imports[0].problems if one.path.startswith("form.")]


def test_a_table_without_columns_is_said_to_be_lost() -> None:
    found = form("<field><id>1</id><type>table</type><label>T</label></field>")
    assert verdicts(found)["T"] is Verdict.NOT


def test_a_required_table_of_fixed_rows_may_stay_empty_here() -> None:
    assert verdicts(form(f"<field><type>table</type><label>T</label>{_ROWS}{_COLUMNS}</field>"))["T"] is (
        Verdict.APPROXIMATE
    )


def test_a_file_within_the_export_is_told_and_does_not_refuse_it() -> None:
    flow = (
        "<workflow><name>W</name><slug>w</slug><possible_status><status><id>1</id><name>Reçue</name><items>"
        '<item type="export_to_model"><model_file><base_filename>a.odt</base_filename><content>'
        f"{'QUJD' * 40_000}</content></model_file></item></items></status></possible_status></workflow>"
    )
    found = form("<field><id>1</id><type>string</type><label>Nom</label></field>", workflow=flow)
    told = [detail.says.en for one in found.report.elements for detail in one.details]
    assert any("160000 characters" in one for one in told)
    assert found.imports


def test_any_other_text_of_that_length_is_refused() -> None:
    with pytest.raises(Unreadable):
        form(f"<field><id>1</id><type>string</type><label>{'é, ' * 40_000}</label></field>")


def test_fields_of_demarches_that_ours_name_otherwise() -> None:
    def champ(kind: str, **more: object) -> dict[str, object]:
        named = {"__typename": f"{kind}ChampDescriptor", "id": kind, "label": kind, "required": True}
        return {**named, "description": "", **more}

    inner = champ("Repetition", champDescriptors=[champ("Text")])
    champs = [champ("DossierLink"), champ("AnnuaireEducation"), champ("Number")]
    champs += [champ("Repetition", champDescriptors=[champ("Email"), inner])]
    schema = {"number": 1, "title": "T", "revision": {"champDescriptors": champs}}
    found = api.read([api.Brought("schema.json", json.dumps(schema).encode())])
    items = found.imports[0].definition.form.pages[0].sections[0].items
    assert [one.type for one in items if isinstance(one, Field)] == ["case_link", "school", "integer"]
    assert isinstance(items[3], Block)
    assert _depth(items[3]) == 2
    assert verdicts(found)["DossierLink"] is Verdict.EXACT
    assert verdicts(found)["AnnuaireEducation"] is Verdict.APPROXIMATE
