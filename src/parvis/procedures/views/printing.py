"""The blank form of a procedure, to print."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.cases.data import NotFound
from parvis.procedures.domain import blanks
from parvis.procedures.views.openings import language, offer_of


@never_cache
@require_safe
def blank(request: HttpRequest, slug: str) -> HttpResponse:
    """The PDF; a page that says so while it is being made."""
    offer = offer_of(request, slug)
    try:
        pdf = blanks.find(offer, language())
    except NotFound:
        raise Http404(slug) from None
    if pdf is None:
        return render(request, "procedures/blank.html", {"offer": offer}, status=202)
    name = _("form")
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{slug}.pdf"'
    return response
