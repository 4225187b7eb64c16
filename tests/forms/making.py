"""Small forms for tests, and what a browser would send of them."""

from html.parser import HTMLParser
from typing import Any

from django.http import QueryDict

from parvis.forms.api import CompiledForm
from parvis.forms.data import FormDefinition

CONTEXT = {"today": "2026-05-04"}


def text(words: str) -> dict[str, str]:
    return {"fr": words, "en": f"{words} (en)"}


def field(id: str, type: str = "text", **more: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "label": text(f"Question {id}"), **more}


def block(id: str, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": id, "label": text(f"Bloc {id}"), "item_label": text("Ligne"), "fields": list(fields), **more}


def page(id: str, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    sections = [{"id": f"{id}_s", "items": list(items)}]
    return {"id": id, "title": text(f"Page {id}"), "sections": sections, **more}


def definition(*pages: dict[str, Any]) -> FormDefinition:
    return FormDefinition.model_validate({"title": text("Formulaire"), "pages": list(pages)})


def form(*pages: dict[str, Any]) -> CompiledForm:
    return CompiledForm(definition(*pages))


def post(values: dict[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


class Browser(HTMLParser):
    """Reads a page's fields as a browser does: what it would send, what is hidden, what describes what."""

    VOID = frozenset({"input", "br", "img", "hr", "meta", "link"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.ids: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self._select: str | None = None
        self._fallback: dict[str, str] = {}
        self._textarea: str | None = None
        self.feed(html)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        assert len(found) == len(attrs), f"an attribute twice on {tag}: {attrs}"
        self.elements.append((tag, found))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        name = found.get("name")
        if tag == "input" and name:
            kind = found.get("type")
            if kind in ("radio", "checkbox"):
                if "checked" in found:
                    self.sent.setdefault(name, []).append(str(found["value"]))
            else:
                self.sent.setdefault(name, []).append(str(found.get("value") or ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in found:
                self.sent[self._select] = [str(found["value"])]
            else:
                self.sent.setdefault(self._select, [str(found["value"])])
        elif tag == "textarea" and name:
            self._textarea = name
            self.sent[name] = [""]
        if tag not in self.VOID:
            self._open.append((tag, found))

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        if tag == "textarea":
            self._textarea = None
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.sent[self._textarea] = [self.sent[self._textarea][0] + data]
        for _, attributes in self._open:
            if attributes.get("id"):
                self.texts[str(attributes["id"])] = self.texts.get(str(attributes["id"]), "") + data

    def with_id(self, id: str) -> dict[str, str | None]:
        return next(attributes for _, attributes in self.elements if attributes.get("id") == id)

    def described(self, id: str) -> str:
        """What a screen reader adds when the input `id` (or the group around it) is reached."""
        names: list[str] = []
        for _, attributes in self.elements:
            if attributes.get("aria-describedby") and (
                attributes.get("id") == id or attributes.get("role") == "group" or "class" in attributes
            ):
                names += str(attributes["aria-describedby"]).split()
        return " ".join(self.texts.get(name, "") for name in names)

    def post(self, **more: Any) -> QueryDict:
        return post({**self.sent, **more})
