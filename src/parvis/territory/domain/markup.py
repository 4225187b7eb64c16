"""Content pages are written in Markdown (CommonMark with tables); HTML in them is shown, not obeyed."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    # Pictures stay out: they would come from other hosts, which the security policy refuses anyway.
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])
    markdown.core.ruler.push("headings_below_the_title", _lower_headings)
    return markdown


def _lower_headings(state: Any) -> None:
    """The page's title is its only first-level heading: "#" in the text makes an h2."""
    tokens: Sequence[Any] = state.tokens
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"


@lru_cache(maxsize=256)
def html(text: str) -> SafeString:
    """The HTML of a text. Links go to http, https, mailto and tel addresses or inside the site; no script passes."""
    # Safe because html=False escapes every tag of the text, and markdown-it validates link schemes.
    rendered: str = _markdown().render(text)
    return mark_safe(rendered)  # noqa: S308
