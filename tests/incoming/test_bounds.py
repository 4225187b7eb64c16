"""What a single import may cost, and odd things that real files never hold: refused or told in words, at once."""

import io
import json
import time
import zipfile
from collections.abc import Iterator

import pytest

from parvis.incoming import api
from parvis.incoming.data import Found, Unreadable, Verdict
from parvis.incoming.domain import nodes, prose
from parvis.incoming.domain.accounting import MOST_DETAILS
from parvis.incoming.domain.budget import Budget
from parvis.incoming.domain.naming import Names
from parvis.incoming.publik import actions
from tests.incoming.reading import form


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < 6


def _field(kind: str, label: str = "x", more: str = "") -> str:
    return f"<field><type>{kind}</type><label>{label}</label>{more}</field>"


def _block(slug: str, fields: str) -> str:
    return f"<block><name>{slug}</name><slug>{slug}</slug><fields>{fields}</fields></block>"


def _use(slug: str) -> str:
    return _field("block", slug, f"<block_slug>{slug}</block_slug>")


def _remarks(found: Found, kind: str) -> str:
    return " ".join(detail.says.fr for one in found.report.elements if one.kind == kind for detail in one.details)


def test_a_block_that_names_itself_is_read_once() -> None:
    found = form(_use("a"), a=_block("a", _field("string", "Nom") + _use("a")))
    (item,) = found.imports[0].definition.form.pages[0].sections[0].items
    assert [one.label.fr for one in item.fields] == ["Nom"]  # type: ignore[union-attr]
    assert "aucun dans lui-même : non repris dans celui-ci (a)" in _remarks(found, "block")


def test_blocks_that_multiply_are_refused() -> None:
    with pytest.raises(Unreadable, match="Too many blocks"):
        form(_use("a") * 60, a=_block("a", _field("string") * 100))
    # each of blocks that name each other is read as often as it is used, three deep, and no more
    for times in (2, 10):
        named = {f"b{number}": _block(f"b{number}", _use(f"b{number + 1}") * times) for number in range(20)}
        if times == 2:
            form(_use("b0"), **named)
        else:
            with pytest.raises(Unreadable, match="Too many blocks"):
                form(_use("b0") * 50, **named)


def test_paths_and_nodes_are_counted_over_all_files() -> None:
    long = "a" * 150
    with pytest.raises(Unreadable, match="too large"):
        api.read([api.Brought("a.xml", f"<{'a' * 100_000}>{'<b/>' * 1000}</{'a' * 100_000}>".encode())])
    with pytest.raises(Unreadable, match="too large"):
        nodes.from_xml(f"<{long}>{'<b/>' * 1000}</{long}>".encode(), Budget(paths=100_000))
    with pytest.raises(Unreadable, match="too large"):
        api.read([api.Brought(f"{number}.xml", b"<a>" + b"<b/>" * 100_000 + b"</a>") for number in range(3)])
    with pytest.raises(Unreadable, match="too large"):
        nodes.from_json(b"[" + b"[]," * 2_000_000 + b"1]")
    with pytest.raises(Unreadable, match="longer than 100,000"):
        nodes.from_xml(b"<a>" + b"x" * 100_001 + b"</a>")
    with pytest.raises(Unreadable, match="longer than 100,000"):
        nodes.from_json(b'["' + b"x" * 100_001 + b'"]')


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archives_packed_in_rare_ways_are_refused(way: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as archive:
        archive.writestr("a.wcs", b"<a>" + b" " * 3_000_000 + b"</a>")
    with pytest.raises(Unreadable, match="packed in a rare way"):
        api.read([api.Brought("a.zip", out.getvalue())])


def test_archives_with_broken_inside_are_refused_in_words() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("é.wcs", b"<formdef/>")
    whole = out.getvalue()
    for data in (whole.replace("é".encode(), b"\xff\xfe"), whole[:-30] + whole[-22:]):
        with pytest.raises(Unreadable):
            api.read([api.Brought("a.zip", data)])


def test_settings_by_the_thousand_are_told_in_part() -> None:
    settings = "".join(f"<odd{number}/>" for number in range(35_000))
    found = api.read([api.Brought("a.wcs", f"<formdef><name>F</name>{settings}<fields/></formdef>".encode())])
    (element,) = found.report.elements
    assert len(element.details) == MOST_DETAILS + 1
    assert element.details[-1].says.into("en") == f"And {35_000 - MOST_DETAILS} more remarks."
    assert len(element.covers) == 35_003


def test_the_worst_remark_is_told_however_late() -> None:
    odd = "".join(f"<odd{number}/>" for number in range(300))
    once = "<only_allow_one>true</only_allow_one>"
    found = api.read([api.Brought("a.wcs", f"<formdef><name>F</name>{once}{odd}<fields/></formdef>".encode())])
    assert found.report.elements[0].verdict is Verdict.NOT


def test_equal_labels_get_ids_that_fit() -> None:
    names = Names()
    given = [names.give("a" * 80, "question") for _ in range(12_000)]
    assert len(set(given)) == 12_000
    assert max(map(len, given)) <= 60
    with pytest.raises(Unreadable, match="too long to be answered"):
        form(_field("string", "Nom") * 1_001)


@pytest.mark.parametrize(
    "text",
    [
        "<" * 100_000,
        "<a" * 50_000,
        "<b> " + " " * 99_000 + "x</b>",
        "<i>" + "1" * 90_000 + "<li><p>",
        "<ul><li>" * 12_000,
    ]
    + ["".join(f"<x{number}>" for number in range(14_000)), "<b>a</b> \t" * 11_000, "text" * 12_000 + "<p>" * 17_000],
    ids=lambda text: text[:12],
)
def test_prose_is_read_at_once(text: str) -> None:
    prose.from_html(text)
    prose.is_marked_up(text)


def test_mails_are_read_at_once() -> None:
    for text in ("{{" * 50_000, "{{form_var_" + "mail" * 24_000, "{{ " * 33_000, "[a" * 50_000):
        actions._marked(text)
        assert not actions._is_submitter(text)
    for text in ("_submitter", "{{ form_user_email }}", "{{form_var_courriel_2}}"):
        assert actions._is_submitter(text)


def test_a_block_that_asks_nothing_here_becomes_nothing() -> None:
    computed = _field("computed", "c", "<varname>c</varname><value_template>{{ x }}</value_template>")
    found = form(_field("string", "Nom") + _use("a"), a=_block("a", computed))
    assert [item.label.fr for item in found.imports[0].definition.form.pages[0].sections[0].items] == ["Nom"]
    assert "Ce bloc ne pose aucune question ici." in _remarks(found, "block")
    assert not next(one for one in found.report.elements if one.kind == "block").target


@pytest.mark.parametrize("odd", ["²", "9" * 5_000, "1e999", "nan", "inf", "-", "٣"])
def test_numbers_that_are_none_are_bounds_of_nothing(odd: str) -> None:
    bounds = "".join(
        f"<{tag}>{odd}</{tag}>" for tag in ("maxlength", "min_value", "max_value", "min_choices", "max_choices")
    )
    items = "<items><item>a</item></items>"
    whole = "<restrict_to_integers>False</restrict_to_integers>"
    kinds = ("string", "text", "numeric", "items")
    fields = "".join(_field(kind, kind, bounds + (items if kind == "items" else whole)) for kind in kinds)
    use = _use("a").replace("</field>", f"<max_items>{odd}</max_items></field>")
    found = form(fields + use, a=_block("a", _field("string")))
    json.dumps(found.imports[0].definition.model_dump(mode="json"), allow_nan=False)
    described = {"title": "D", "champDescriptors": [{"type": "header_section", "label": "T", "level": odd}]}
    described["champDescriptors"] += [{"type": "integer_number", "label": "N", "minNumber": odd}]  # type: ignore[operator]
    api.read([api.Brought("d.json", json.dumps(described).encode())])


@pytest.mark.parametrize("label", ["é" * 25_000, "\ue000", "a\ue000\U000f0000"])
def test_labels_that_no_definition_holds(label: str) -> None:
    found = form(_field("title", label) + _field("string", label, f"<hint>{label}</hint>") + _field("comment", label))
    assert found.imports
    assert ("sont coupés" in _remarks(found, "form")) is (len(label) > 20_000)
    named = f"<formdef><name>{label}</name><fields/></formdef>"
    assert api.read([api.Brought(label, named.encode())]).imports[0].name


def test_halves_of_characters_are_replaced() -> None:
    described = {"title": "D\ud800", "champDescriptors": [{"type": "text", "label": "\udfff", "\udc00": 1}]}
    listed = '<data_source><type>jsonvalue</type><value>["\\ud800", "b"]</value></data_source>'
    for found in (
        api.read([api.Brought("d\udcff.json", json.dumps(described).encode())]),
        form(_field("item", "Choix", listed)),
    ):
        api.as_json(found.imports[0]).encode()
        json.dumps([api.line(one, "fr") for one in found.report.elements], ensure_ascii=False).encode()


def test_keys_that_look_like_paths_stay_apart() -> None:
    odd = {
        "title": "D",
        "champDescriptors": [],
        "a": {"b": 1},
        "x": 2,
        "a[3]/b": {"c": 1},
        "a[3]/b[1]": 3,
        "~1": 1,
        "/": 2,
    }
    found = api.read([api.Brought("d.json", json.dumps(odd).encode())])
    assert sum(len(one.covers) for one in found.report.elements) == 11
