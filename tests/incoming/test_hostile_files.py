"""Files that mean harm, or are just broken: refused in words, at once, and nothing is fetched."""

import io
import zipfile

import pytest

from parvis.incoming import api
from parvis.incoming.data import Unreadable
from parvis.incoming.domain import budget, nodes, opening

BOMB = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;&b;">]><formdef><name>&c;</name></formdef>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><formdef><name>&b;</name></formdef>'
REMOTE = b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><formdef/>'
PARAMETER = b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/a.dtd">%b;]><formdef/>'


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        *(BOMB, OUTSIDE, REMOTE, PARAMETER),
        b"<formdef><name>x</name>",
        b"<formdef><name>\xff\xfe</name></formdef>",
        b'<?xml version="1.0" encoding="nothing"?><formdef/>',
        b"<formdef>&undefined;</formdef>",
        b"<a>" * 100 + b"</a>" * 100,
        b"<a " + b" ".join(b'a%d="1"' % number for number in range(200)) + b"/>",
        b"<a>" + b"<b/>" * (budget.MOST_NODES + 1) + b"</a>",
        b"<a>" + b"x" * nodes.LARGEST + b"</a>",
        b'{"a": ' * 100 + b"1" + b"}" * 100,
        b"[" * 200_000,
        b"[" + b"1," * (budget.MOST_NODES + 1) + b"1]",
        b'{"a": "\xff"}',
        b"{'a': 1}",
        b"PK\x03\x04 and nothing more",
        _zipped({"form.wcs": BOMB}),
    ],
    ids=[f"file{number}" for number in range(19)],  # an archive has the hour in it: no id of a test
)
def test_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        api.read([api.Brought("export.wcs", data)])
    assert refused.value.says.fr
    assert refused.value.says.en


def test_an_archive_is_unpacked_no_further_than_we_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_TOGETHER", 300_000)
    zeros = {f"{number}.wcs": b"<a>" + b"0" * 100_000 + b"</a>" for number in range(5)}
    with pytest.raises(Unreadable, match="too many files, or files that are too large"):
        api.read([api.Brought("bomb.zip", _zipped(zeros))])
    monkeypatch.setattr(opening, "MOST_FILES", 3)
    with pytest.raises(Unreadable, match="too many files"):
        api.read([api.Brought("bomb.zip", _zipped({f"{number}": b"" for number in range(4)}))])


def test_names_in_an_archive_are_only_shown() -> None:
    found = api.read([api.Brought("a.zip", _zipped({"../../etc/passwd": b"<formdef><name>x</name></formdef>"}))])
    assert [one.file for one in found.report.elements] == ["../../etc/passwd"] * len(found.report.elements)
    assert found.imports[0].slug == "x"


def test_what_authors_write_is_never_markup() -> None:
    from tests.incoming.reading import form

    evil = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b onclick=x&gt;bold&lt;/b&gt; [a](javascript:alert(1))"
    found = form(f"<field><id>1</id><type>comment</type><label>{evil}</label></field>")
    from parvis.territory.api import markup_html

    (item,) = found.imports[0].definition.form.pages[0].sections[0].items
    shown = str(markup_html(item.options["text"]["fr"]))  # type: ignore[union-attr]
    assert "<script" not in shown
    assert "onclick" not in shown
    assert 'href="javascript' not in shown
    assert "<strong>bold</strong>" in shown
