"""What any visitor may try over HTTP: headers, forged posts, odd bodies, foreign hosts, redirections, floods."""

import io
import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from parvis.access.data import Host, Who
from parvis.config.permissions import TABLE
from parvis.kernel.guard import LARGEST_BODY
from tests.factories import people
from tests.security.addresses import path_of, patterns

ADDRESSES = sorted(patterns(), key=lambda found: found[0])
NAMES = [name for name, _ in ADDRESSES]
#: no cookie is read there, so that a page elsewhere can send nothing in somebody's name: a token must come along
COOKIELESS = {"apiplatform:api", "apiplatform:files"}
#: posts that a forged request may send: changing a language, looking at a file or a card, a gateway's signed report,
#: the one click that an e-mail programme sends by a signed address (RFC 8058)
FORGEABLE = {
    "ui:language",
    "documents:verify",
    "documents:verify_code",
    "cases:card",
    "cases:card_number",
    "notifications:report",
    "workload:unsubscribe",
}


def client(host="dunkerque.localhost:8000", **options):
    found = Client(raise_request_exception=False, **options)
    found.defaults["HTTP_HOST"] = host
    return found


@pytest.fixture
def place(db):
    return people.place()


def hosts(name):
    """Where a page lives: both faces, so that neither escapes."""
    return ("localhost:8000", "dunkerque.localhost:8000")


class TestHeaders:
    def answers(self, place):
        here, bare = client(), client("localhost:8000")
        yield "page", here.get("/")
        yield "territory", bare.get("/")
        yield "missing", here.get("/nowhere/")
        yield "redirect", here.get("/demarches")
        yield "sign-in", bare.get("/compte/connexion/")
        yield "method", here.put("/verifier/")
        yield "forged", client(enforce_csrf_checks=True).post("/deconnexion/")
        yield "foreign host", client("evil.example").get("/")
        yield "odd host", client("a b").get("/")
        yield "null", here.get("/?x=%00")
        yield "large", here.post("/verifier/", CONTENT_LENGTH=str(LARGEST_BODY + 1))
        yield "health", here.get("/healthz")
        yield "no metrics", here.get("/metrics", REMOTE_ADDR="192.0.2.1")
        yield "static", here.get("/static/none.js")
        yield "theme", here.get("/theme.css")
        yield "error", here.get("/demo/erreurs/500/")
        yield "outbox", here.get("/demo/boite-d-envoi/")

    def test_every_kind_of_answer_has_them(self, place):
        for kind, answer in self.answers(place):
            got = answer.headers
            assert got.get("X-Content-Type-Options") == "nosniff", kind
            assert got.get("Referrer-Policy") == "same-origin", kind
            assert got.get("X-Frame-Options") == "DENY", kind
            assert got.get("Cross-Origin-Opener-Policy") == "same-origin", kind
            assert got.get("Cross-Origin-Resource-Policy") == "same-origin", kind
            assert "camera=()" in got.get("Permissions-Policy", ""), kind
            policy = got.get("Content-Security-Policy", "")
            assert "default-src 'self'" in policy, kind
            assert "frame-ancestors 'none'" in policy, kind
            assert "unsafe" not in policy, kind
            assert got.get("X-Request-ID"), kind

    def test_a_crash_too(self, place, monkeypatch):
        from parvis.portal.views import residents

        monkeypatch.setattr(residents, "render", lambda *args, **kwargs: 1 / 0)
        answer = client().get("/")
        assert answer.status_code == 500
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert b"ZeroDivision" not in answer.content

    def test_pages_obey_their_policy(self, place):
        for kind, answer in self.answers(place):
            if "html" not in answer.headers.get("Content-Type", ""):
                continue
            page = answer.content.decode()
            assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>\s*\S", page), kind
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", page), kind

    def test_cookies(self, place):
        answer = client("localhost:8000").get("/compte/connexion/")
        for name, morsel in answer.cookies.items():
            if not morsel.value:
                continue
            assert morsel["httponly"], name
            assert morsel["samesite"] == "Lax", name
        assert settings.SESSION_COOKIE_SECURE is settings.PARVIS_HTTPS


@pytest.mark.parametrize(("name", "pattern"), ADDRESSES, ids=NAMES)
def test_a_forged_post_changes_nothing(place, name, pattern):
    """Without token: refused before anything is read; only what does no harm is let through."""
    for host in hosts(name):
        answer = client(host, enforce_csrf_checks=True).post(path_of(pattern), {"x": "y"})
        if name in FORGEABLE:
            assert answer.status_code < 500
        elif name in COOKIELESS:
            assert answer.status_code == 401
        else:
            assert answer.status_code == 403, (host, answer.status_code)


ODD_QUERIES = ("?next=%00&page=%ff%fe", "?q=%F0%9F%98%80&page=999999999999999999999&apres=x&avant=[]")
FORM = "application/x-www-form-urlencoded"
ODD_BODIES = (
    (b"\xff\xfe=%ff&a=%00", FORM),
    (b"version=99999999999999999999999&email=%F0%9F%98%80&reference=%00", FORM),
    (b"version=-1&email=a%0d%0abcc:b&reference=%ed%a0%80&element=1", FORM),
    (b"credential=" + b"[" * 5000, FORM),
    (b"credential=%7B%22a%22%3A1%7D&code=1", FORM),
    (b"&".join(b"f%d=1" % number for number in range(2_500)), FORM),
    (b"", "application/json"),
    (b"[" * 200_000, "application/json"),
    (b'{"status": "\\ud800", "a": {"status": []}}', "application/json"),
    (b"--x\r\nnothing", "multipart/form-data; boundary=x"),
    (b"--x\r\nnothing", "multipart/form-data"),
    (b"a=1", "text/plain; charset=utf-7"),
)


@pytest.mark.parametrize(("name", "pattern"), ADDRESSES, ids=NAMES)
def test_odd_requests_find_no_crack(place, name, pattern):
    """Odd paths, queries, bodies, cookies: an answer that knows what to say, never 500."""
    agent = people.member(place, *[people.Role.ADMINISTRATOR])
    long = "é" * 3000
    # Each page where it lives; elsewhere the middleware answers for all of them alike.
    for host in hosts(name)[TABLE[name].host is not Host.TERRITORY :][:1]:
        known = client(host)
        known.cookies.load(people.cookies(agent, host=host.partition(":")[0]))
        for visitor in (client(host), known):
            # whoever must sign in is sent there before anything of the page runs: once shows it
            some = slice(None) if visitor is known or TABLE[name].who is Who.PUBLIC or TABLE[name].bare else slice(1)
            texts = (("\0", 1), ("..", 10**30), ("%2e%2e%2f", 0), (long, 99), ("\ud7ff'\"<>", 5))
            for path in list(dict.fromkeys(path_of(pattern, text=text, number=number) for text, number in texts))[some]:
                answer = visitor.get(path)
                assert answer.status_code < 500, (host, path[:80], answer.status_code)
            path = path_of(pattern)
            for query in ODD_QUERIES[some]:
                assert visitor.get(path + query).status_code < 500, (host, query)
            for body, kind in ODD_BODIES[some]:
                answer = visitor.generic("POST", path, body, content_type=kind)
                assert answer.status_code < 500, (host, body[:30], kind, answer.status_code)
    # As a header: recent versions of Python refuse to make such cookies.
    names = ("parvis", "suivi", "visite", "etat", "messages", "langue", "csrf")
    for value in ("\x7f" * 43, '"' + "\\177" * 43 + '"'):
        said = {"user-agent": "\xe9" * 5000, "cookie": "; ".join(f"{name}={value}" for name in names)}
        assert client().get(path_of(pattern), headers=said).status_code < 500


class TestBodies:
    def test_what_is_too_large_is_not_read(self, place):
        class Unread(io.BytesIO):
            def read(self, *args):
                raise AssertionError("read")

        answer = client().generic(
            "POST", "/connexion/", b"x", **{"wsgi.input": Unread(), "CONTENT_LENGTH": str(LARGEST_BODY + 1)}
        )
        assert answer.status_code == 413

    def test_no_length_no_body(self, place):
        for length in ("-1", "1e3", "²", "x"):
            assert client().get("/", CONTENT_LENGTH=length).status_code == 400

    def test_uploads_never_reach_the_disk(self, place, monkeypatch):
        import tempfile

        def refuse(*args, **kwargs):
            raise AssertionError("a temporary file")

        monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
        monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)
        large = io.BytesIO(b"x" * 3_000_000)
        large.name = "large.bin"
        answer = client("localhost:8000").post(
            "/compte/connexion/", {"login": "a@b.fr", "password": "x", "file": large}
        )
        assert answer.status_code < 500

    def test_no_method_in_disguise(self, place):
        for header in ("X-HTTP-Method-Override", "X-Method-Override"):
            assert client().get("/deconnexion/", headers={header: "POST"}).status_code == 405
        assert client().post("/verifier/", {"_method": "DELETE"}).status_code == 422
        assert client().trace("/").status_code == 405 or client().trace("/").status_code < 500


class TestHosts:
    @pytest.mark.parametrize("host", ["evil.example", "dunkerque.localhost.evil.example", "localhost@evil.example", ""])
    def test_an_unknown_host_reaches_no_view(self, place, monkeypatch, host):
        from parvis.access.middleware import AccessMiddleware

        def reached(*args, **kwargs):
            raise AssertionError("reached")

        monkeypatch.setattr(AccessMiddleware, "process_view", reached)
        for name, pattern in ADDRESSES:
            if name.startswith("ui:"):
                continue
            answer = client(host).get(path_of(pattern))
            assert answer.status_code in (400, 421), (name, answer.status_code)

    def test_a_probe_s_name_is_no_way_around(self, place):
        for path in ("/healthz/", "/healthzz", "/readyz/../compte/", "/metrics/x", "/static/../compte/connexion/"):
            answer = client("evil.example").get(path)
            assert answer.status_code in (404, 421), path

    def test_no_link_of_an_e_mail_comes_from_a_header(self, place):
        from parvis.notifications.models import Mail
        from tests.conftest import _as_owner

        people.person("amina@example.org", password=people.PASSWORD)
        answer = client("localhost:6666").post(
            "/compte/mot-de-passe/oublie/",
            {"email": "amina@example.org"},
            headers={
                "x-forwarded-host": "evil.example",
                "x-forwarded-proto": "gopher",
                "forwarded": "host=evil.example",
            },
        )
        assert answer.status_code == 302
        with _as_owner():
            written = [found.text for found in Mail.objects.all()] + [found.body for found in mail.outbox]
        assert written
        for text in written:
            assert "evil" not in text
            assert "6666" not in text
            assert "gopher" not in text


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "https:///evil.example",
    " //evil.example",
    "/%0d%0aSet-Cookie:x=y//evil.example\r\nX: y",
]


@pytest.mark.parametrize("asked", ELSEWHERE)
def test_no_redirection_leaves(place, asked):
    who = people.person("amina@example.org", password=people.PASSWORD)
    known = client("localhost:8000")
    known.cookies.load(people.cookies(who))
    anonymous = client("localhost:8000")
    answers = [
        known.get("/connexion/", {"next": asked}),
        anonymous.get("/connexion/", {"next": asked}),
        client().get("/connexion/", {"next": asked}),
        anonymous.post("/langue/", {"language": "en", "next": asked}),
        anonymous.post(
            "/compte/connexion/", {"login": "amina@example.org", "password": people.PASSWORD, "next": asked}
        ),
        known.post("/deconnexion/", {"next": asked}),
    ]
    for answer in answers:
        assert answer.status_code < 500
        target = answer.headers.get("Location", "")
        # It may be carried on as a value (percent-encoded), never followed.
        where = target.partition("?")[0]
        assert re.match(r"^(https?://[a-z.-]*localhost:8000)?/(?![/\\\s])[^\s\\]*$|^$", where), (target, answer)


class TestFloods:
    def test_forwarded_for_is_not_believed(self, place):
        """Without trusted proxies a made-up address escapes no limit."""
        codes = {
            client("localhost:8000")
            .post(
                "/compte/mot-de-passe/oublie/",
                {"email": "x"},
                headers={"x-forwarded-for": f"192.0.2.{number}"},
                REMOTE_ADDR="198.51.100.7",
            )
            .status_code
            for number in range(22)
        }
        assert 429 in codes

    @pytest.mark.parametrize(
        ("name", "path"),
        [
            ("procedures:begin", "/demarches/slug/commencer/"),
            ("procedures:later", "/brouillons/01900000-0000-7000-8000-000000000001/plus-tard/"),
            ("procedures:by_link", "/reprendre/x/"),
            ("cases:track", "/suivre/"),
            ("cases:send_link", None),
            ("cases:message", None),
            ("account_signup", None),
            ("account_change_password", None),
            ("account_email", None),
            ("access_invitation", None),
        ],
    )
    def test_masses_are_held_back(self, place, name, path):
        from parvis.identity.api import attempt

        limit = TABLE[name].attempts
        for _attempt in range(limit.attempts):
            assert attempt(limit, "198.51.100.7") is None
        path = path or path_of(dict(ADDRESSES)[name])
        host = "localhost:8000" if name.startswith("ac") else "dunkerque.localhost:8000"
        answer = client(host).post(path, {}, REMOTE_ADDR="198.51.100.7")
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert client(host).post(path, {}, REMOTE_ADDR="198.51.100.8").status_code != 429
