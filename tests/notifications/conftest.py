"""Two small templates of a module that does not exist, a site to write for, and a var of one's own."""

from types import SimpleNamespace

import pytest
from django.template import engines
from jinja2 import ChoiceLoader, DictLoader

HTML = """{% extends "layouts/email.html" %}
{% block subject %}Reçu : {{ name }}{% endblock %}
{% block content %}<p>{{ _("Attachments") }}: {{ name }}</p>
<p class="action"><a href="{{ link }}">ici</a></p>{% endblock %}"""
TEXT = """{% extends "layouts/email.txt" %}
{% block content %}{{ _("Attachments") }}: {{ name }}
{{ link }}{% endblock %}"""


@pytest.fixture(autouse=True)
def _templates(monkeypatch, tmp_path, settings):
    settings.PARVIS_VAR = tmp_path
    environment = engines["jinja2"].env
    made_up = DictLoader({"made/email/up.html": HTML, "made/email/up.txt": TEXT})
    monkeypatch.setattr(environment, "loader", ChoiceLoader([made_up, environment.loader]))
    environment.cache.clear()
    yield
    environment.cache.clear()


@pytest.fixture
def site():
    return SimpleNamespace(name="Ville de Dunkerque", theme=SimpleNamespace(brand="#0b3c5d"))
