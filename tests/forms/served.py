"""A form of the tests' own, served: what `cases` does with the face of `forms`, in the fewest lines."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import engines
from django.urls import include, path

from parvis.access.api import bare
from parvis.config.permissions import TABLE
from parvis.forms.data import FormState
from parvis.kernel import clock
from tests.forms.making import CONTEXT, block, field, form, page

QUESTIONS = form(
    page(
        "p",
        field(
            "title", hint={"fr": "Le nom que le public lira", "en": "The name that the public will read"}, required=True
        ),
        field("alcohol", "yes_no", required=True),
        field(
            "group",
            "choice",
            required=True,
            condition={"==": [{"var": "alcohol"}, True]},
            options={"choices": [{"value": value, "label": {"fr": f"Groupe {value}"}} for value in "13"]},
        ),
        field("day", "date", required={"==": [{"var": "alcohol"}, True]}),
        field("start", "date_time"),
        field("who", "person", options={"ask_title": True}),
        field("club", "association"),
        field("home", "address"),
        field("born", "commune"),
        field(
            "needs",
            "choices",
            options={
                "choices": [{"value": "tables", "label": {"fr": "Tables"}}, {"value": "none", "label": {"fr": "Rien"}}],
                "none_of_them": "none",
            },
        ),
        block("stalls", field("area", "integer", options={"unit": {"fr": "m²"}}), max=3),
        field("total", "integer", computed={"list.sum": [{"var": "stalls"}, {"??": [{"var": "area"}, 0]}]}),
        field("note", "explanation", options={"text": {"fr": "Pensez aux **riverains**."}, "look": "warning"}),
    ),
    page("end", field("remark", "long_text")),
)
DRAFT: dict[str, Any] = {}
"""What was saved: `answers`, and how many times."""

TEMPLATE = """{% extends "layouts/form.html" %}
{% from "components/form.html" import error_summary, saved %}
{% block title %}Essai{% endblock %}
{% block errors %}{{ error_summary(errors) }}{% endblock %}
{% block form_attributes %} data-autosave="/essai/brouillon/"
{%- if focus %} data-focus="{{ focus }}"{% endif %}{% endblock %}
{% block fields %}{{ questions }}{% endblock %}
{% block saved %}{{ saved() }}{% endblock %}
{% block scripts %}{{ super() }}<script type="module" src="{{ static("forms/form.js") }}"></script>{% endblock %}
"""


def _language(request: HttpRequest) -> str:
    return "en" if str(getattr(request, "LANGUAGE_CODE", "fr")).startswith("en") else "fr"


def _page(
    request: HttpRequest,
    state: FormState,
    errors: dict[str, str],
    revealed: tuple[str, ...] = (),
    focus: str | None = None,
) -> HttpResponse:
    answers, language = DRAFT.get("answers", {}), _language(request)
    questions = QUESTIONS.render_page("p", answers, state, errors, language, context=CONTEXT, revealed=revealed)
    summary = [{"text": text, "anchor": anchor} for anchor, text in errors.items()]
    template = engines["jinja2"].from_string(TEMPLATE)
    return HttpResponse(template.render({"questions": questions, "errors": summary, "focus": focus}, request))


def ask(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, QUESTIONS.evaluate(DRAFT.get("answers", {}), CONTEXT), {})
    result = QUESTIONS.parse_page("p", request.POST, DRAFT.get("answers", {}), CONTEXT, language=_language(request))
    DRAFT["answers"] = result.answers
    if result.complete:
        return HttpResponseRedirect("/essai/fini/")
    if result.errors or result.revealed:
        return _page(request, result.state, result.errors, result.revealed, result.focus)
    return HttpResponseRedirect(f"/essai/#{result.focus}")


def save(request: HttpRequest) -> HttpResponse:
    DRAFT["saves"] = DRAFT.get("saves", 0) + 1
    if DRAFT.get("broken"):
        return JsonResponse({}, status=503)
    result = QUESTIONS.parse_page("p", request.POST, DRAFT.get("answers", {}), CONTEXT, language=_language(request))
    DRAFT["answers"] = result.answers
    computed = QUESTIONS.computed(result.state, _language(request))
    return JsonResponse({"saved_at": clock.now().isoformat(), "computed": computed})


def done(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><html lang=fr><title>Fini</title><h1>Fini</h1>")


urlpatterns = [
    path("essai/", ask),
    path("essai/brouillon/", save),
    path("essai/fini/", done),
    path("", include("parvis.config.urls")),
]

#: the permission table with the pages of this module: they reach nothing
PERMISSIONS = TABLE | {f"{__name__}.{view.__name__}": bare() for view in (ask, save, done)}
