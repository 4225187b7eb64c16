"""Content pages: Markdown in, safe HTML out."""

import re

import pytest
from hypothesis import given, strategies as st

from parvis.territory.domain import markup


def test_headings_start_below_the_title() -> None:
    assert markup.html("# Horaires\n\n###### Petit") == "<h2>Horaires</h2>\n<h6>Petit</h6>\n"


def test_lists_links_and_tables() -> None:
    html = markup.html("- [Mairie](https://example.fr)\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert '<a href="https://example.fr">Mairie</a>' in html
    assert "<td>1</td>" in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[x](javascript:alert(1))",
        "[x](vbscript:x)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://example.org/pixel.png)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        '[x](https://example.fr "onmouseover=alert(1)")',
    ],
)
def test_nothing_active_passes(text: str) -> None:
    html = markup.html(text)
    assert not re.search(r"<(script|img|iframe|svg|object|style)\b", html)
    assert not re.search(r'href="(?!https?:|mailto:|tel:|/|#)', html)
    assert not re.search(r"<[^>]*\son\w+=[^>]*>", re.sub(r'"[^"]*"', '""', html))


@given(st.text(max_size=300))
def test_any_text_gives_only_our_tags(text: str) -> None:
    tags = set(re.findall(r"</?([a-zA-Z][a-zA-Z0-9]*)", markup.html(text)))
    assert tags <= {
        "p", "em", "strong", "a", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "blockquote", "code", "pre", "hr",
        "br", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
