"""The template engine, the assets, the shell and the error pages."""

import re

import pytest
from django.db import InterfaceError, OperationalError
from django.template import engines
from django.test import Client, RequestFactory, override_settings
from django.utils.translation import override
from jinja2 import ChoiceLoader, DictLoader, UndefinedError

from parvis.kernel.ui import assets, errors, shell
from parvis.kernel.ui.jinja import icon

pytestmark = pytest.mark.django_db


def draw(source: str, **context: object) -> str:
    return engines["jinja2"].env.from_string(source).render(context)


@pytest.fixture
def client() -> Client:
    return Client()


def test_an_undefined_name_fails():
    with pytest.raises(UndefinedError):
        draw("{{ nothing }}")
    with pytest.raises(UndefinedError):
        draw("{{ row.nothing }}", row={})


def test_the_packages_macros_may_test_options_that_nobody_gave():
    html = draw(
        '{% from "govuk_frontend_jinja/components/input/macro.html" import govukInput %}'
        '{{ govukInput({"id": "a", "name": "a", "label": {"text": name}}) }}',
        name="<b>",
    )
    assert 'id="a"' in html
    assert "&lt;b&gt;" in html


def test_pages_escape_and_texts_do_not():
    environment = engines["jinja2"].env
    assert environment.autoescape("x/y.html")
    assert environment.autoescape(None)
    assert not environment.autoescape("x/y.txt")


def test_an_icon_is_hidden_from_screen_readers_and_an_unknown_one_fails():
    assert 'aria-hidden="true"' in icon("check")
    with pytest.raises(assets.FrontEndMissing):
        icon("no-such-icon")


def test_a_built_file_is_found_by_its_name_and_kept_for_ever(client):
    address = draw('{{ static("resident.css") }}')
    assert re.fullmatch(r"/static/resident\.[0-9a-f]{10}\.css", address)
    response = client.get(address, headers={"accept-encoding": "br"})
    assert response.status_code == 200
    assert response["Content-Encoding"] == "br"
    assert "immutable" in response["Cache-Control"]


def test_sources_and_manifest_are_not_served(client):
    for path in ("manifest.json", "icons.json", "scripts/resident.js", "../manifest.json"):
        assert client.get(f"/static/{path}").status_code == 404


def test_language_is_kept_and_leads_back(client):
    response = client.post("/langue/", {"language": "en", "next": "/demo/composants/?a=1"})
    assert response["Location"] == "/demo/composants/?a=1"
    assert client.cookies["langue"].value == "en"
    assert 'lang="en"' in client.get("/demo/erreurs/404/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_language_leads_nowhere_else(client, elsewhere):
    assert client.post("/langue/", {"language": "en", "next": elsewhere})["Location"] == "/"


def test_an_unknown_language_is_not_kept(client):
    client.post("/langue/", {"language": "xx", "next": "/"})
    assert "langue" not in client.cookies


@pytest.mark.parametrize("status", sorted(errors.EXPLANATIONS))
def test_error_pages_say_what_to_do_and_give_the_request_id(status):
    request = RequestFactory().get("/x")
    request.request_id = "abc-123"
    with override("fr"):
        response = errors.respond(request, status, retry_after=90)
        text = response.content.decode()
        assert response.status_code == status
        assert response["Retry-After"] == "90"
        assert "abc-123" in text
        assert str(errors.EXPLANATIONS[status].todo).replace("'", "&#39;") in text


@pytest.mark.parametrize("status", sorted(errors.EXPLANATIONS))
def test_agents_meet_errors_in_their_own_shell(status):
    request = RequestFactory().get("/agents/dossiers/")
    request.request_id = "abc-123"
    text = errors.respond(request, status).content.decode()
    assert "pv-rail" in text
    assert "pv-head" not in text
    assert "abc-123" in text


def test_error_pages_ask_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        errors.server_error(RequestFactory().get("/x"))


def test_what_is_too_large_is_said_so():
    from django.core.exceptions import RequestDataTooBig

    assert errors.bad_request(RequestFactory().post("/x"), RequestDataTooBig()).status_code == 413
    assert errors.bad_request(RequestFactory().post("/x"), ValueError()).status_code == 400


@override_settings(PARVIS_DEMO=False)
def test_the_style_page_is_for_the_demonstration_alone(client):
    assert client.get("/demo/composants/").status_code == 404
    assert client.get("/demo/erreurs/500/").status_code == 404


def test_menus_show_only_what_leads_somewhere():
    request = RequestFactory().get("/demo/composants/")
    request.resolver_match = None
    open_item = shell.MenuItem("open", "Open", "ui:components", "resident", 1)
    closed = shell.MenuItem("closed", "Closed", "ui:components", "resident", 2, shown=lambda request: False)
    before = [link.label for _, links in shell.Shell(request).menu("resident") for link in links]
    with shell.menu.overridden(open_item), shell.menu.overridden(closed):
        labels = [link.label for _, links in shell.Shell(request).menu("resident") for link in links]
    assert "Open" in labels
    assert "Closed" not in labels
    assert "Open" not in before


def test_the_current_item_says_so(client):
    item = shell.MenuItem("x", "Xyzzy", "ui:components_form", "resident", 1, covers=("ui:",))
    with shell.menu.overridden(item):
        html = client.get("/demo/composants/").content.decode()
    assert re.search(r'aria-current="page">Xyzzy', html)


@pytest.mark.parametrize("kind", ["html", "txt"])
def test_mails_are_drawn_in_both_kinds(kind):
    from types import SimpleNamespace

    site = SimpleNamespace(name="Dunkerque & Cie", theme=SimpleNamespace(brand="#0b3c5d"))
    source = f'{{% extends "layouts/email.{kind}" %}}{{% block subject %}}Sujet{{% endblock %}}'
    mail = DictLoader({f"mail.{kind}": source + "{% block content %}Bonjour{% endblock %}"})
    environment = engines["jinja2"].env
    environment = environment.overlay(loader=ChoiceLoader([mail, environment.loader]))
    with override("fr"):
        text = environment.get_template(f"mail.{kind}").render(site=site)
    assert "Bonjour" in text
    assert "Dunkerque &amp; Cie" in text if kind == "html" else "Dunkerque & Cie" in text
    assert "mot de passe" in text


def _broken(request: object) -> None:
    raise RuntimeError("the database is gone")


def test_when_the_server_fails_the_error_page_asks_nobody():
    source = shell.AccountSource("broken", account=_broken, sign_in=_broken)  # type: ignore[arg-type]
    links = shell.LinkSource("broken", "footer", 1, _broken)  # type: ignore[arg-type]
    with shell.account_sources.overridden(source), shell.link_sources.overridden(links):
        assert "pv-strip" in errors.server_error(RequestFactory().get("/x")).content.decode()


def test_when_even_the_error_page_fails_plain_words_remain(monkeypatch, caplog):
    monkeypatch.setattr(errors, "respond", _broken)
    response = errors.server_error(RequestFactory().get("/x"))
    assert response.status_code == 500
    assert "Un problème est survenu" in response.content.decode()
    assert "could not be drawn" in caplog.text


@pytest.mark.parametrize(
    ("error", "status"),
    [(OperationalError("server closed the connection"), 503), (InterfaceError("closed"), 503), (ValueError(), 500)],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_the_loss_of_the_database_passes_and_says_so(error, status, wrapped):
    try:
        try:
            raise error
        except Exception as cause:
            if wrapped:  # the queue's own exceptions hold the database's
                raise RuntimeError("not enqueued") from cause
            raise
    except Exception:
        response = errors.server_error(RequestFactory().get("/x"))
    assert response.status_code == status
    assert response.get("Retry-After") == ("5" if status == 503 else None)
