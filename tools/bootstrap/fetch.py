"""Downloads one pinned wheel from the configured indexes: HTML or JSON pages, folders, links to files."""

import base64
import hashlib
import json
import netrc
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from indexes import Indexes, shown
from say import Trouble

_ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.5, text/html;q=0.1"
_ATTEMPTS = 3


class _Links(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "base" and href:
            self.base = urljoin(self.base, href)
        elif tag == "a" and href:
            self.found.append(urljoin(self.base, href))


def wheel(name: str, wanted: Callable[[str], bool], hashes: set[str], indexes: Indexes) -> bytes:
    """The bytes of the first file of project `name` whose file name is wanted and whose SHA-256 is pinned.

    Raises Trouble, saying where it looked.
    """
    tried: list[str] = []
    for url in _candidates(name, indexes, tried):
        if not wanted(_file_name(url)):
            continue
        try:
            body = _get(url.partition("#")[0], indexes)[0]
        except OSError as error:
            tried.append(f"{shown(url)}: {_reason(error)}")
            continue
        if hashlib.sha256(body).hexdigest() in hashes:
            return body
        tried.append(f"{shown(url)}: not the file that Parvis pins (its SHA-256 differs)")
    raise Trouble(
        f"{name} (needed to install Python packages) was not found. Tried:\n"
        + "\n".join(f"  - {line}" for line in tried or ["no index: pip's settings say no-index"])
        + "\nParvis takes packages from where pip would: PIP_INDEX_URL or pip.conf name a mirror. "
        "With a certificate of your own: PIP_CERT. On Debian, certificates come with `apt install ca-certificates`."
    )


def _candidates(name: str, indexes: Indexes, tried: list[str]) -> list[str]:
    found: list[str] = []
    pages = [(link, True) for link in indexes.find_links]
    pages += [(f"{index.rstrip('/')}/{name}/", False) for index in indexes.all()]
    if not pages and not indexes.no_index:
        raise Trouble("No package index is known: install pip (python3-venv is enough), or set PIP_INDEX_URL.")
    for page, may_be_folder in pages:
        try:
            links = _links(page, indexes, may_be_folder)
        except OSError as error:
            tried.append(f"{shown(page)}: {_reason(error)}")
            continue
        if not links:
            tried.append(f"{shown(page)}: lists no file")
        found += links
    return found


def _links(page: str, indexes: Indexes, may_be_folder: bool) -> list[str]:
    local = _local(page)
    if local is not None:
        if local.is_dir() and (may_be_folder or not (local / "index.html").exists()):
            return [path.absolute().as_uri() for path in sorted(local.iterdir())]
        local = local / "index.html" if local.is_dir() else local
        return _from_html(local.read_text(errors="replace"), local.absolute().as_uri())
    body, kind, final = _get(page, indexes, accept=_ACCEPT)
    text = body.decode(errors="replace")
    if "json" in kind or text.lstrip().startswith("{"):
        try:
            return [urljoin(final, file["url"]) for file in json.loads(text)["files"]]
        except (ValueError, KeyError, TypeError) as error:
            raise OSError("its answer is not a list of files") from error
    return _from_html(text, final)


def _from_html(text: str, base: str) -> list[str]:
    parser = _Links(base)
    parser.feed(text)
    return parser.found


def _local(page: str) -> Path | None:
    parts = urlsplit(page)
    if parts.scheme == "file":
        return Path(unquote(parts.path))
    return None if parts.scheme in ("http", "https") else Path(page).expanduser()


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1])


def _get(url: str, indexes: Indexes, accept: str = "*/*") -> tuple[bytes, str, str]:
    """Body, content type, final address. Raises OSError after three attempts."""
    local = _local(url)
    if local is not None:
        return local.read_bytes(), "", url
    parts = urlsplit(url)
    plain = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    request = urllib.request.Request(  # noqa: S310
        plain._replace(path=quote(unquote(plain.path))).geturl(), headers={"Accept": accept, "User-Agent": "parvis"}
    )
    login = _login(url, indexes)
    if login:
        # Not sent on to where a redirection leads.
        request.add_unredirected_header("Authorization", f"Basic {base64.b64encode(login.encode()).decode()}")
    handlers: list[urllib.request.BaseHandler] = [urllib.request.HTTPSHandler(context=_context(parts, indexes))]
    if indexes.proxy:
        handlers.append(urllib.request.ProxyHandler({"http": indexes.proxy, "https": indexes.proxy}))
    opener = urllib.request.build_opener(*handlers)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with opener.open(request, timeout=indexes.timeout) as answer:
                return answer.read(), answer.headers.get("Content-Type", ""), answer.geturl()
        except OSError as error:
            lasting = isinstance(error, urllib.error.HTTPError) and error.code < 500
            if lasting or attempt == _ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _login(url: str, indexes: Indexes) -> str:
    """User and password: from the address, from that of an index on the same host and port, or from ~/.netrc."""
    parts = urlsplit(url)
    for known in (parts, *map(urlsplit, (*indexes.all(), *indexes.find_links))):
        if known.username and (known.hostname, known.port) == (parts.hostname, parts.port):
            return f"{unquote(known.username)}:{unquote(known.password or '')}"
    try:
        entry = netrc.netrc().authenticators(parts.hostname or "")
    except (OSError, netrc.NetrcParseError):
        return ""
    return f"{entry[0]}:{entry[2]}" if entry else ""


def _context(parts: object, indexes: Indexes) -> ssl.SSLContext:
    host, port = parts.hostname or "", parts.port  # type: ignore[attr-defined]
    if host in indexes.trusted_hosts or f"{host}:{port}" in indexes.trusted_hosts:
        return ssl._create_unverified_context()  # noqa: S323  the person said so (pip's trusted-host)
    try:
        return ssl.create_default_context(cafile=indexes.cert or None)
    except OSError as error:
        raise Trouble(f"The certificates of pip's setting `cert` cannot be read: {indexes.cert}") from error


def _reason(error: OSError) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"answered {error.code}"
    inner = getattr(error, "reason", error)
    if isinstance(inner, ssl.SSLCertVerificationError):
        return "its certificate is not trusted here"
    return str(inner)
