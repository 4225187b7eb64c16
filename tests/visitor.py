"""A visitor without JavaScript: follows links, fills in the forms that the pages really hold, sends them.

Used where a browser would be too slow: journeys under faults, and the bench.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx


@dataclass
class Input:
    name: str
    kind: str
    value: str
    checked: bool = False


@dataclass
class Form:
    action: str
    method: str
    identifier: str = ""
    inputs: list[Input] = field(default_factory=list)

    def names(self) -> set[str]:
        return {found.name for found in self.inputs}


class _Reader(HTMLParser):
    """Collects the forms of a page with the values a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: Input | None = None
        self._area: Input | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(said.get("action", ""), said.get("method", "get").lower(), said.get("id", ""))
            self.forms.append(self._form)
        elif self._form is None or "disabled" in said:
            return
        elif tag == "input" and said.get("name"):
            found = Input(said["name"], said.get("type", "text"), said.get("value", ""), "checked" in said)
            self._form.inputs.append(found)
        elif tag == "button" and said.get("name"):
            self._form.inputs.append(Input(said["name"], "submit", said.get("value", "")))
        elif tag == "select":
            self._select = Input(said.get("name", ""), "select", "")
            self._form.inputs.append(self._select)
        elif tag == "option" and self._select is not None:
            if "selected" in said or not self._select.checked:
                self._select.value = said.get("value", "")
            self._select.checked = self._select.checked or "selected" in said
        elif tag == "textarea":
            self._area = Input(said.get("name", ""), "textarea", "")
            self._form.inputs.append(self._area)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


class LocalTransport(httpx.HTTPTransport):
    """Sends every `*.localhost` to this machine: not every resolver does (RFC 6761 § 6.3)."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        # A copy: the client keeps cookies by the address of the request that it made.
        local = httpx.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1"),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return super().handle_request(local)


class Visitor:
    """One browser's worth of cookies, and the last page it saw."""

    def __init__(self, base: str, *, language: str = "fr", client: httpx.Client | None = None) -> None:
        self.client = client or httpx.Client(timeout=30)
        self.client.headers["Accept-Language"] = language
        self.client.base_url = base
        self.page: httpx.Response | None = None
        self.requests = 0

    def get(self, address: str) -> httpx.Response:
        """Open `address`, following redirects one by one, as a browser does."""
        return self._arrive(self.client.get(address))

    def form(self, having: str | None = None) -> Form:
        """The page's form that holds the input `having` (else the one that is sent by POST). Raises LookupError."""
        assert self.page is not None
        reader = _Reader()
        reader.feed(self.page.text)
        for found in reader.forms:
            if (having is None and found.method == "post" and "language" not in found.names()) or (
                having is not None and having in found.names()
            ):
                return found
        raise LookupError(f"no form {having or ''} on {self.page.url} ({self.page.status_code}):\n{self.page.text}")

    def send(
        self,
        answers: Mapping[str, str | list[str]] | None = None,
        *,
        having: str | None = None,
        button: str | None = None,
    ) -> httpx.Response:
        """Fill in the page's form and send it. Names that the form does not have are left out."""
        assert self.page is not None
        form = self.form(having)
        answers = answers or {}
        data: dict[str, list[str]] = {}
        for found in form.inputs:
            if found.kind == "submit":
                if button == found.name or button == f"{found.name}={found.value}":
                    data.setdefault(found.name, []).append(found.value)
            elif found.name in answers:
                said = answers[found.name]
                data[found.name] = said if isinstance(said, list) else [said]
            elif found.kind in ("radio", "checkbox"):
                if found.checked:
                    data.setdefault(found.name, []).append(found.value)
            else:
                data.setdefault(found.name, []).append(found.value)
        address = urljoin(str(self.page.url), form.action or str(self.page.url))
        return self._arrive(self.client.post(address, data=data, headers={"Referer": str(self.page.url)}))

    def _arrive(self, response: httpx.Response) -> httpx.Response:
        self.requests += 1
        for _ in range(10):
            if not response.is_redirect:
                break
            self.requests += 1
            response = self.client.get(urljoin(str(response.url), response.headers["location"]))
        self.page = response
        return response
