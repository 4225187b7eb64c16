"""A site's style sheet and logo: addresses that name their content, so that browsers keep them for ever."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parvis.territory.domain import sites, theme

_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def theme_css(request: HttpRequest) -> HttpResponse:
    """The site's colours. Another version than the present one is served the present one, kept for a minute."""
    site = sites.of_request(request)
    response = HttpResponse(theme.style_sheet(site.theme), content_type="text/css; charset=utf-8")
    asked = f"/theme.css?v={request.GET.get('v', '')}"
    response["Cache-Control"] = _FOR_EVER if asked == site.theme_path else "public, max-age=60"
    return response


@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """A logo by the start of its SHA-256."""
    found = sites.logo(digest)
    if found is None:
        raise Http404
    content, media_type = found
    response = HttpResponse(bytes(content), content_type=media_type)
    response["Cache-Control"] = _FOR_EVER
    return response
