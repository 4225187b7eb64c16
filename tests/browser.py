"""A real browser on a server of the tests' own database. It refuses what the product must never do.

`browse(…)` opens a page that is watched: a breach of the Content-Security-Policy, an error of a script, a file that
fails to load, or a request that leaves this machine fails the test when it ends.
"""

import functools
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from django.db import connections
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.environment import ROOT

#: milliseconds that something may take to be seen, on a machine that does much else
expect.set_options(timeout=15_000)
EXECUTABLE = os.environ.get("PARVIS_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
    # names below localhost are ours (RFC 6761); nothing else resolves, so nothing can leave
    "--host-resolver-rules=MAP *.localhost 127.0.0.1, MAP localhost 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


class Server:
    """The product on a port of its own, in threads of this process, on the test's database."""

    def __init__(self) -> None:
        from django.core.handlers.wsgi import WSGIHandler
        from django.core.servers.basehttp import ThreadedWSGIServer
        from django.test.testcases import QuietWSGIRequestHandler

        self._server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
        self._server.daemon_threads = True
        self._server.set_app(WSGIHandler())
        self.port: int = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def address(self, path: str = "/", host: str = "localhost") -> str:
        return f"http://{host}:{self.port}{path}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)


@dataclass
class Watch:
    """What went wrong in one context; `expected` are statuses that a page's own address may answer with."""

    problems: list[str] = field(default_factory=list)

    def on(self, context: BrowserContext, answers: tuple[int, ...] = ()) -> Callable[[], None]:
        """Watch a context; gives back what ends it."""
        handlers: dict[str, Callable[[Any], None]] = {
            "request": self._request,
            "response": functools.partial(self._response, answers),
            "console": self._console,
            "weberror": lambda error: self.problems.append(f"script error: {error.error}"),
        }
        for event, handler in handlers.items():
            context.on(event, handler)  # type: ignore[call-overload]

        def end() -> None:
            for event, handler in handlers.items():
                context.remove_listener(event, handler)

        return end

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        name = parts.hostname or ""
        if parts.scheme in ("data", "about", "blob"):
            return
        if name != "localhost" and not name.endswith(".localhost"):
            self.problems.append(f"a request leaves the machine: {request.url}")

    def _response(self, answers: tuple[int, ...], response: Response) -> None:
        if response.status >= 400 and response.status not in answers and not response.request.is_navigation_request():
            self.problems.append(f"{response.status} for {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # what fails to load is said by _response, which knows a page's own status from its files'
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console {message.type}: {message.text}")


class Browse(Protocol):
    """Open a watched page. `host` is where its cookies belong; `answers`: errors that its scripts may be given."""

    def __call__(
        self,
        *,
        width: int = 1280,
        height: int = 800,
        language: str = "fr",
        javascript: bool = True,
        cookies: dict[str, str] | None = None,
        host: str = "localhost",
        answers: tuple[int, ...] = (),
    ) -> Page: ...


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module, no longer: while Playwright runs, this thread has an event loop."""
    if not os.path.exists(EXECUTABLE):
        pytest.fail(f"{EXECUTABLE} is missing: `make test` installs it, or set PARVIS_CHROMIUM")
    # Under Playwright's loop Django keeps other connections than outside of it (asgiref's Local): one left open here
    # would come back after this module, on a database that has been dropped since.
    connections.close_all()
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the loop is Playwright's; our queries stay synchronous
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def server(transactional_db: None, settings: Any) -> Iterator[Server]:
    """The product, served. What a test writes must be committed to be seen: hence `transactional_db`."""
    found = Server()
    settings.PARVIS_HOST = f"localhost:{found.port}"  # where links from one site to another, and in e-mails, lead
    yield found
    found.stop()


def _context(chromium: Browser, language: str, javascript: bool = True) -> BrowserContext:
    context = chromium.new_context(
        locale="fr-FR" if language == "fr" else "en-GB",
        timezone_id="Europe/Paris",
        java_script_enabled=javascript,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    return context


def _introduce(page: Page, server: Server, options: dict[str, Any]) -> None:
    """Give a page the width and the cookies that are asked for."""
    address = server.address(host=options.get("host", "localhost"))
    cookies = {"langue": options.get("language", "fr"), **(options.get("cookies") or {})}
    page.context.add_cookies([{"name": key, "value": cookies[key], "url": address} for key in cookies])
    page.set_viewport_size({"width": options.get("width", 1280), "height": options.get("height", 800)})


@pytest.fixture
def browse(chromium: Browser, server: Server) -> Iterator[Browse]:
    """A function that opens watched pages; the test fails at its end if one of them misbehaved."""
    contexts: list[BrowserContext] = []
    watch = Watch()

    def open_page(**options: Any) -> Page:
        context = _context(chromium, options.get("language", "fr"), options.get("javascript", True))
        contexts.append(context)
        watch.on(context, options.get("answers", ()))
        page = context.new_page()
        _introduce(page, server, options)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not watch.problems, "\n".join(dict.fromkeys(watch.problems))


@pytest.fixture(scope="module")
def lasting(chromium: Browser) -> Iterator[dict[str, Page]]:
    """Pages by language that outlive a test: half of what a short visit costs is a process that starts."""
    found: dict[str, Page] = {}
    yield found
    for page in found.values():
        page.context.close()


#: what a visit may leave in a browser, beside cookies and cached files
LEFT = "local_storage,indexeddb,cache_storage,service_workers"


@pytest.fixture
def revisit(chromium: Browser, server: Server, lasting: dict[str, Page]) -> Iterator[Browse]:
    """`browse` for many short visits, one after the other: as if new (no cookie, cache or storage), though warm."""
    watch = Watch()
    ends: list[Callable[[], object]] = []

    def leave() -> None:
        while ends:
            ends.pop()()

    def open_page(**options: Any) -> Page:
        leave()
        language, origin = options.get("language", "fr"), server.address(path="", host=options.get("host", "localhost"))
        if language not in lasting:
            lasting[language] = _context(chromium, language).new_page()
        page = lasting[language]
        page.context.clear_cookies()
        session = page.context.new_cdp_session(page)
        session.send("Network.clearBrowserCache")
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": LEFT})
        session.detach()
        _introduce(page, server, options)
        ends.append(watch.on(page.context, options.get("answers", ())))
        ends.append(functools.partial(_forget, page))
        return page

    yield open_page
    leave()
    assert not watch.problems, "\n".join(dict.fromkeys(watch.problems))


def _forget(page: Page) -> None:
    """Leave a page, while one still listens to its last words."""
    if page.url.startswith("http"):
        page.evaluate("sessionStorage.clear()")
    page.goto("about:blank")


class Scales:
    """Weighs what a page makes its browser load: compressed bytes with their headers, by address."""

    def __init__(self, page: Page) -> None:
        self.bytes: dict[str, int] = {}
        self._addresses: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _received(self, event: dict[str, Any]) -> None:
        self._addresses[event["requestId"]] = event["response"]["url"]

    def _finished(self, event: dict[str, Any]) -> None:
        address = self._addresses.get(event["requestId"], "?")
        self.bytes[address] = self.bytes.get(address, 0) + int(event["encodedDataLength"])

    @property
    def total(self) -> int:
        return sum(self.bytes.values())


@functools.cache
def _source(*path: str) -> str:
    return ROOT.joinpath(*path).read_text()


def ask(page: Page, question: str) -> list[str]:
    """What one of `page_rules.js` finds in the page: "axe", "head", "smallTargets"…; a line a fault."""
    needs = "window.rules && window.axe" if question == "axe" else "window.rules"
    asked = f"{needs} ? rules.{question}() : null"
    found = page.evaluate(asked)
    if found is None:
        page.evaluate(_source("tests", "page_rules.js"))
        if question == "axe":  # half a megabyte: not for a page that is asked something else
            page.evaluate(_source("node_modules", "axe-core", "axe.min.js"))
        found = page.evaluate(asked)
    return [str(line) for line in found]
