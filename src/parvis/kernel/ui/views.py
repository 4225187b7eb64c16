"""Pages that belong to the shell itself."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from parvis.kernel.ui import errors, showcase


@csrf_exempt  # so that public pages need no cookie: all that a forged request could do is change a language
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back to the page one came from, on this same host."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _demonstration_only() -> None:
    if not settings.PARVIS_DEMO:
        raise Http404


@require_GET
def components(request: HttpRequest, template: str) -> HttpResponse:
    """The living style page: every component with its states, on a resident's page, a form page and an agent's page.

    Its made-up content is French whatever the visitor's language.
    """
    _demonstration_only()
    with override("fr"):
        return render(request, template, showcase.content())


@require_GET
def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """Any error page on demand, so that one can look at it (and tests can)."""
    _demonstration_only()
    if status not in errors.EXPLANATIONS:
        raise Http404
    return errors.respond(request, status)
