"""The site of each request, found from its host without a query."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from parvis.kernel.ui import errors
from parvis.territory.domain import directory, sites

#: what a load balancer or a probe asks by address, whatever the host
_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})

UNKNOWN_HOST = errors.Explanation(
    _("No site answers at this address"),
    _("The host name that your browser asked for is none of this territory's."),
    _("Check the address. If you run this installation, set the host name of the site, or PARVIS_HOST."),
)
NOT_CREATED = errors.Explanation(
    _("This installation has no territory yet"),
    _("It runs, but nobody has said which local authority it serves."),
    _("Whoever runs it can create it with: parvis territory create --commune CODE, or --epci SIREN."),
)


class SiteMiddleware:
    """Sets `request.site` (`territory.data.Site`); a host that is none of ours gets a page that says so, status 421."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # django-stubs keeps the name for Django's own Site, which Parvis does not use.
        known = vars(request)
        known["site"] = None
        if request.path in _PROBES or request.path.startswith("/static/"):
            return self.get_response(request)
        site = sites.for_host(request.get_host())
        if site is None:
            if directory.current().territory is None:
                return errors.respond(request, 503, explanation=NOT_CREATED)
            # 421 Misdirected Request (RFC 9110 § 15.5.20): this server does not answer for that host.
            return errors.respond(request, 421, explanation=UNKNOWN_HOST)
        known["site"] = site
        return self.get_response(request)
