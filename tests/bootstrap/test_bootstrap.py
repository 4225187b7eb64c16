"""The bootstrap: pip's settings read and handed on, one pinned wheel fetched from whatever index they name."""

import base64
import hashlib
import http.server
import importlib
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
WHEEL = "tool-1.0-py3-none-any.whl"
BODY = b"the wheel"
HASHES = {hashlib.sha256(BODY).hexdigest()}


@pytest.fixture(scope="module", autouse=True)
def _on_the_path() -> Iterator[None]:
    sys.path.insert(0, str(ROOT / "tools" / "bootstrap"))
    yield
    sys.path.remove(str(ROOT / "tools" / "bootstrap"))


@pytest.fixture
def indexes() -> ModuleType:
    return importlib.import_module("indexes")


@pytest.fixture
def default_index() -> ModuleType:
    return importlib.import_module("default_index")


@pytest.fixture
def fetch() -> ModuleType:
    return importlib.import_module("fetch")


@pytest.fixture
def trouble() -> type[Exception]:
    found: type[Exception] = importlib.import_module("say").Trouble
    return found


# --- pip's settings ----------------------------------------------------------------------------------------------


def test_files_then_variables_the_strongest_last(indexes: ModuleType, tmp_path: Path) -> None:
    first, second = tmp_path / "first.conf", tmp_path / "second.conf"
    first.write_text("[global]\nindex-url = https://one.example/simple\ncert = /one.pem\ntimeout = 90\n")
    second.write_text(
        "[install]\nindex_url = https://two.example/100%/simple\nextra-index-url =\n  https://a\n  https://b\n"
    )
    found = indexes.read({}, [first, second, tmp_path / "absent.conf"])
    assert found.index == "https://two.example/100%/simple"
    assert found.extra == ("https://a", "https://b")
    assert (found.cert, found.timeout) == ("/one.pem", 90)
    found = indexes.read({"PIP_INDEX_URL": "https://three.example", "PIP_NO_INDEX": "yes"}, [first, second])
    assert (found.index, found.no_index, found.all()) == ("https://three.example", True, ())


def test_without_settings_it_is_pips_own(indexes: ModuleType, tmp_path: Path) -> None:
    [index] = indexes.read({}, []).all()
    assert index.startswith("https://")
    assert index.endswith("/simple")


def test_pips_own_is_read_from_a_wheel_too(default_index: ModuleType, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert default_index.find((str(tmp_path),)) == ""
    with zipfile.ZipFile(tmp_path / "pip-99-py3-none-any.whl", "w") as wheel:
        wheel.writestr("pip/_internal/models/index.py", 'PyPI = PackageIndex("https://index.example/", x)')
    assert default_index.find((str(tmp_path),)) == "https://index.example/simple"


def test_a_folder_of_links_that_is_not_there_is_passed_over(indexes: ModuleType, tmp_path: Path) -> None:
    links = f"{tmp_path} {tmp_path}/absent https://links.example/"
    assert indexes.read({"PIP_FIND_LINKS": links}, []).find_links == (str(tmp_path), "https://links.example/")


def test_a_broken_file_is_left_out(indexes: ModuleType, tmp_path: Path) -> None:
    broken = tmp_path / "pip.conf"
    broken.write_bytes(b"no section\n\xff")
    assert indexes.read({}, [broken]).index == indexes.read({}, []).index


def test_the_files_are_pip_s(indexes: ModuleType, tmp_path: Path) -> None:
    files = [str(path) for path in indexes.config_files({"PIP_CONFIG_FILE": "/x/pip.conf"}, tmp_path)]
    assert files[-1] == "/x/pip.conf"
    assert "/etc/pip.conf" in files
    assert files.index(f"{tmp_path}/.pip/pip.conf") < files.index(f"{tmp_path}/.config/pip/pip.conf")
    assert indexes.config_files({"PIP_CONFIG_FILE": os.devnull}, tmp_path) == []


def test_uv_is_told_what_pip_knows_and_the_person_s_own_words_win(indexes: ModuleType) -> None:
    found = indexes.Indexes(
        "https://mirror/simple",
        extra=("https://a", "https://b"),
        find_links=("/w",),
        cert="/c.pem",
        trusted_hosts=("mirror",),
    )
    told = found.for_uv({"UV_INDEX": "https://mine"})
    assert told["UV_DEFAULT_INDEX"] == "https://mirror/simple"
    assert told["UV_INDEX"] == "https://mine"
    assert (told["UV_FIND_LINKS"], told["SSL_CERT_FILE"], told["UV_INSECURE_HOST"]) == ("/w", "/c.pem", "mirror")
    assert told["UV_PYTHON_DOWNLOADS"] == "never"
    assert "UV_DEFAULT_INDEX" not in found.for_uv({"UV_INDEX_URL": "https://mine"})


def test_passwords_are_not_shown(indexes: ModuleType) -> None:
    assert indexes.shown("https://user:secret@mirror.example:8443/simple") == "https://mirror.example:8443/simple"


# --- fetching ----------------------------------------------------------------------------------------------------


@dataclass
class Mirror:
    port: int = 0
    kind: str = "html"
    login: str = ""
    failures: int = 0
    seen: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/simple"


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    state = Mirror()

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            state.seen.append(self.path)

        def do_GET(self) -> None:
            if (
                state.login
                and self.headers.get("Authorization") != "Basic " + base64.b64encode(state.login.encode()).decode()
            ):
                self.send_error(401)
            elif state.failures:
                state.failures -= 1
                self.send_error(503)
            elif self.path == "/simple/tool/" and state.kind == "json":
                body = {"files": [{"filename": WHEEL, "url": f"../../files/{WHEEL}"}]}
                self.answer(json.dumps(body).encode(), "application/vnd.pypi.simple.v1+json")
            elif self.path == "/simple/tool/":
                page = f'<base href="/files/"><a href="other-1.0.tar.gz">x</a><a href="{WHEEL}#sha256=feed">{WHEEL}</a>'
                self.answer(page.encode(), "text/html")
            elif self.path == f"/files/{WHEEL}":
                self.answer(BODY, "application/octet-stream")
            else:
                self.send_error(404)

        def answer(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def _wheel(fetch: ModuleType, settings: object, hashes: set[str] = HASHES) -> bytes:
    found: bytes = fetch.wheel("tool", lambda name: name == WHEEL, hashes, settings)
    return found


@pytest.mark.parametrize("kind", ["html", "json"])
def test_both_kinds_of_index_are_read(fetch: ModuleType, indexes: ModuleType, mirror: Mirror, kind: str) -> None:
    mirror.kind = kind
    assert _wheel(fetch, indexes.Indexes(mirror.url)) == BODY


def test_a_login_in_the_address_is_used(fetch: ModuleType, indexes: ModuleType, mirror: Mirror) -> None:
    mirror.login = "user:p@ss"
    assert _wheel(fetch, indexes.Indexes(mirror.url.replace("//", "//user:p%40ss@"))) == BODY


def test_a_passing_failure_is_outlived(fetch: ModuleType, indexes: ModuleType, mirror: Mirror) -> None:
    mirror.failures = 2
    assert _wheel(fetch, indexes.Indexes(mirror.url)) == BODY


def test_a_folder_of_wheels_is_enough(fetch: ModuleType, indexes: ModuleType, tmp_path: Path) -> None:
    (tmp_path / WHEEL).write_bytes(BODY)
    assert _wheel(fetch, indexes.Indexes(no_index=True, find_links=(str(tmp_path),))) == BODY


def test_an_index_on_disk_is_read(fetch: ModuleType, indexes: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "tool").mkdir()
    (tmp_path / "tool" / WHEEL).write_bytes(BODY)
    (tmp_path / "tool" / "index.html").write_text(f'<a href="{WHEEL}">w</a>')
    assert _wheel(fetch, indexes.Indexes(tmp_path.as_uri())) == BODY


def test_another_file_under_the_name_is_refused(
    fetch: ModuleType, indexes: ModuleType, mirror: Mirror, trouble: type[Exception]
) -> None:
    with pytest.raises(trouble, match="SHA-256 differs"):
        _wheel(fetch, indexes.Indexes(mirror.url), {"0" * 64})


def test_what_was_tried_is_said_without_passwords(
    fetch: ModuleType, indexes: ModuleType, mirror: Mirror, trouble: type[Exception]
) -> None:
    mirror.login = "somebody:else"
    with pytest.raises(trouble) as told:
        _wheel(fetch, indexes.Indexes(mirror.url.replace("//", "//user:secret@")))
    assert "answered 401" in str(told.value)
    assert "PIP_INDEX_URL" in str(told.value)
    assert "secret" not in str(told.value)


# --- the whole ---------------------------------------------------------------------------------------------------


def test_an_unknown_target_is_told_plainly() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "bootstrap", "fly"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "no target 'fly'" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_old_python_can_read_the_entry_and_is_refused() -> None:
    code = (ROOT / "tools" / "bootstrap" / "__main__.py").read_text()
    patched = code.replace("MINIMUM = (3, 11)", "MINIMUM = (99, 0)").replace("shutil.which(newer)", "None")
    done = subprocess.run([sys.executable, "-c", patched], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "needs Python 3.11 or later" in done.stderr


def test_every_target_of_the_makefile_exists() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "bootstrap"], capture_output=True, text=True, check=True)
    said = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("  make ")}
    assert said == set(importlib.import_module("targets").TARGETS)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "tools/bootstrap/uv.lock"])
def test_locks_pin_hashes_and_name_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)
    assert all("==" in line for line in pinned)


def test_the_front_end_s_lock_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_the_version_is_said_once() -> None:
    import tomllib

    from parvis import __version__

    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__


# --- compiled forms ----------------------------------------------------------------------------------------------


def test_sources_are_compiled_whatever_the_environment_forbids(tmp_path: Path, monkeypatch: Any) -> None:
    bytecode = importlib.import_module("bytecode")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    source = tmp_path / "with a space" / "one.py"
    source.parent.mkdir()
    source.write_text("first = 1\n")
    assert list(bytecode._stale(tmp_path)) == [source]
    bytecode.compile_stale(Path(sys.executable), tmp_path)
    assert list(bytecode._stale(tmp_path)) == []
    source.write_text("second = 2\n")
    os.utime(source, (1_000_000_000, 1_000_000_000))
    assert list(bytecode._stale(tmp_path)) == [source]


def test_a_source_that_cannot_be_compiled_is_told(tmp_path: Path, trouble: type[Exception]) -> None:
    (tmp_path / "one.py").write_text("def\n")
    with pytest.raises(trouble, match="compiled"):
        importlib.import_module("bytecode").compile_stale(Path(sys.executable), tmp_path)


def test_all_that_is_named_to_be_compiled_loads_without_an_installation(tmp_path: Path) -> None:
    bytecode = importlib.import_module("bytecode")
    environment = {**bytecode._environment(), "PYTHONDONTWRITEBYTECODE": "1", "PARVIS_VAR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", bytecode._LOADED], env=environment, check=True, capture_output=True)
    assert list(tmp_path.iterdir()) == []
