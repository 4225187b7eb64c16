"""HTML that editors of other systems wrote, as the Markdown of our explanations; and what of it does not come over."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from parvis.incoming.domain.accounting import Entry

_TAG = re.compile(r"<\s*(?:/\s*)?[a-zA-Z][^<>]*>")
_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
#: levels of lists that are drawn, names of what was left out that are told
_DEEPEST_LIST, _MOST_LOST = 8, 40
_LINE_START = re.compile(r"^(\s*)([#+\-=~|]|\d{1,9}[.)])(?=\s|$|[#=~|\-])")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:|/(?!/))[^\s<>()\\]{1,1000}", re.IGNORECASE)
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "blockquote", "table", "tr", "center", "address", "dl", "dd", "dt"}
)
_BOLD, _ITALIC = frozenset({"strong", "b"}), frozenset({"em", "i"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_DROPPED = frozenset(
    {"script", "style", "iframe", "object", "embed", "form", "input", "button", "video", "audio", "svg"}
)
_PLAIN = frozenset(
    {"u", "small", "sub", "sup", "font", "abbr", "code", "tbody", "thead", "td", "th", "html", "body", "head", "s"}
)

#: what is said of every question for files: the platform's own bounds, which no form states
FILES = (
    "Ce que la plateforme accepte de tout fichier : images, PDF et documents bureautiques de 25 Mo au plus.",
    "What the platform takes of any file: pictures, PDFs and office documents of at most 25 MB.",
)


@dataclass(slots=True)
class Prose:
    """Markdown, and the names of what was left out of it: pictures, tables, scripts, links of other kinds."""

    text: str
    lost: list[str] = field(default_factory=list)


def looks_like_html(text: str) -> bool:
    """Whether there is a tag in it, or a named character."""
    return bool(_TAG.search(text) or re.search(r"&(?:[a-zA-Z]{2,20}|#\d{1,6}|#x[0-9a-fA-F]{1,5});", text))


def escaped(text: str) -> str:
    """Plain text as Markdown that says the same."""
    return "\n".join(_LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", line)) for line in text.split("\n"))


class _Writer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        #: in the order in which they came
        self.lost: dict[str, None] = {}
        self.lists: list[list[object]] = []
        self.links: list[str | None] = []
        self.muted = 0
        self.marks: list[str] = []

    def _break(self, lines: int = 2) -> None:
        while self.out and self.out[-1] == " ":
            self.out.pop()
        text = "".join(piece[-3:] for piece in self.out[-3:])
        missing = lines - (len(text) - len(text.rstrip("\n")))
        if self.out and missing > 0:
            self.out.append("\n" * missing)

    def _lose(self, what: str) -> None:
        if len(self.lost) < _MOST_LOST:
            self.lost[what[:60]] = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._lose(tag)
            self.muted += tag not in ("input", "embed")
        elif self.muted:
            return
        elif tag in ("ul", "ol"):
            self._break(1 if self.lists else 2)
            self.lists.append([tag, 0])
        elif tag == "li":
            self._break(1)
            if not self.lists:
                self.lists.append(["ul", 0])
            one = self.lists[-1]
            one[1] = int(str(one[1])) + 1
            self.out.append(
                "   " * min(len(self.lists) - 1, _DEEPEST_LIST) + ("- " if one[0] == "ul" else f"{one[1]}. ")
            )
        elif tag == "br":
            self.out.append("\\\n" if self._inside() else "\n")
        elif tag == "hr":
            self._break()
            self.out.append("---")
            self._break()
        elif tag in _HEADINGS:
            self._break()
            self.out.append("#" * int(tag[1]) + " ")
        elif tag in _BOLD or tag in _ITALIC:
            self._mark("**" if tag in _BOLD else "*")
        elif tag == "a":
            address = next((value or "" for name, value in attrs if name == "href"), "").strip()
            good = address if _SAFE_LINK.fullmatch(address) else None
            if address and good is None:
                self._lose("a")
            self.links.append(good)
            if good:
                self.out.append("[")
        elif tag == "img":
            self._lose("img")
            alternative = next((value or "" for name, value in attrs if name == "alt"), "")
            self.out.append(escaped(alternative))
        elif tag in _BLOCKS:
            if tag in ("table", "blockquote"):
                self._lose(tag)
            if not self._at_item():
                self._break()
        elif tag not in _PLAIN and tag != "span":
            self._lose(tag)

    def _inside(self) -> bool:
        return bool(self.out) and not self.out[-1].endswith("\n")

    def _at_item(self) -> bool:
        return bool(self.lists) and bool(self.out) and bool(re.search(r"(?:- |\d\. )$", self.out[-1][-3:]))

    def _mark(self, sign: str) -> None:
        self.marks.append(sign)
        self.out.append(f"\0{sign}")

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self.muted = max(0, self.muted - 1)
        elif self.muted:
            return
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self._break(1 if self.lists else 2)
        elif tag in _HEADINGS or (tag in _BLOCKS and not self.lists):
            self._break()
        elif (tag in _BOLD or tag in _ITALIC) and self.marks:
            self.out.append(f"\1{self.marks.pop()}")
        elif tag == "a" and self.links:
            address = self.links.pop()
            if address:
                self.out.append(f"]({address})")
        elif tag in ("td", "th"):
            self.out.append(" ")

    def handle_data(self, data: str) -> None:
        if self.muted:
            return
        text = re.sub(r"[ \t\r\n\f]+", " ", data)
        if not self._inside():
            text = text.lstrip(" ")
        if text:
            self.out.append(escaped(text))


def _emphasised(text: str) -> str:
    """Put marks of emphasis against the words that they hold, and drop those around nothing."""
    for sign in ("**", "*"):
        opening, closing = re.escape(f"\0{sign}"), re.escape(f"\1{sign}")
        text = re.sub(rf"{opening}(\s*){closing}", r"\1", text)
        text = re.sub(rf"{opening}(\s+)", rf"\1{chr(0)}{sign}", text)
        text = re.sub(rf"(?<!\s)(\s+){closing}", rf"{chr(1)}{sign}\1", text)
    return text.replace("\0", "").replace("\1", "")


def from_html(html: str) -> Prose:
    """What an editor wrote, tags and all, as Markdown. Text without any tag stays the text that it is."""
    if not looks_like_html(html):
        return Prose(escaped(html.strip()))
    writer = _Writer()
    writer.feed(html)
    writer.close()
    text = re.sub(r"(?<![ \t])[ \t]+\n", "\n", _emphasised("".join(writer.out)))
    return Prose(re.sub(r"\n{3,}", "\n\n", text).strip().removesuffix("\\").strip(), list(writer.lost))


def is_marked_up(html: str) -> bool:
    """Whether something is lost when the words alone are kept: more than one paragraph of plain words."""
    written = from_html(html)
    return bool(written.lost) or written.text != escaped(plain(html))


def plain(html: str) -> str:
    """The words alone, on one line: for labels and hints, which hold no markup here."""
    if not looks_like_html(html):
        return " ".join(html.split())

    class Words(HTMLParser):
        said: list[str]

        def handle_data(self, data: str) -> None:
            self.said.append(data)

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag in _BLOCKS or tag in _HEADINGS or tag in ("br", "li"):
                self.said.append(" ")

    words = Words(convert_charrefs=True)
    words.said = []
    words.feed(html)
    words.close()
    return " ".join("".join(words.said).split())


def with_links(html: str) -> str:
    """The words alone, on one line, each link with its address in brackets: for hints, which hold no markup."""
    if "<a" not in html.lower():
        return plain(html)
    shown = _LINK.sub(_address, html)
    return plain(shown)


_LINK = re.compile(r"<a\b([^<>]*)>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


def _address(found: re.Match[str]) -> str:
    address = _HREF.search(found[1])
    if address is None or not _SAFE_LINK.fullmatch(address[1]) or address[1] in found[2]:
        return found[2]
    return f"{found[2]} ({address[1]})"


def tell_hint(entry: Entry, setting: str, html: str) -> None:
    """Say what of a hint does not come over: emphasis and paragraphs bear on no answer; pictures and the like are said
    to be missing."""
    if not is_marked_up(html):
        return
    lost = [one for one in from_html(html).lost if one != "a"]
    if lost:
        listed = ", ".join(lost)
        entry.near(setting, f"Mise en forme de l’aide non reprise : {listed}.", f"Left out of the hint: {listed}.")
        return
    entry.say(
        setting,
        None,
        "Les mots et les adresses de l’aide sont repris, sans gras ni paragraphes.",
        "The words and addresses of the hint come over, without bold or paragraphs.",
    )
