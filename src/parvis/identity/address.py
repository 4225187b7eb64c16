"""Where a request comes from, behind as many reverse proxies as the operator said."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def client_address(request: HttpRequest) -> str:
    """The client's IP address; what an untrusted client writes into X-Forwarded-For is not believed.

    With `PARVIS_TRUSTED_PROXIES` = n, the n-th address from the right is the one that our outermost proxy saw.
    """
    trusted: int = settings.PARVIS_TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    found = request.META.get("REMOTE_ADDR", "")
    if trusted and len(forwarded) >= trusted:
        found = forwarded[-trusted]
    return str(found)


def throttled_address(request: HttpRequest) -> str:
    """The address as attempts are counted by: an IPv6 client holds a whole /64, so that counts as one."""
    found = client_address(request)
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return found
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((address, 64), strict=False).network_address)
    return found


def is_own_machine(request: HttpRequest) -> bool:
    """Whether the demonstration is asked by the machine that runs it: nobody else is there to be kept out."""
    try:
        return bool(settings.PARVIS_DEMO) and ipaddress.ip_address(client_address(request)).is_loopback
    except ValueError:
        return False


def is_local_path(url: str) -> bool:
    """Whether `url` is a path of this very host: the only place that sign-in ever goes on to."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
