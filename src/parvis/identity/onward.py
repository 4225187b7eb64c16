"""Where somebody was going when they made an account: remembered by their browser until the address is confirmed.

The e-mail's link says nothing of it: opened on another device it would lead to what only this browser may open.
"""

import datetime as dt
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from parvis.identity.address import is_local_path

COOKIE = f"{'__Host-' if settings.PARVIS_HTTPS else ''}suite"
KEPT = dt.timedelta(days=1)
_SALT = "parvis.onward"


def remember(response: HttpResponseBase, path: str) -> None:
    """Keep a path of this host for after the confirmation. The secret of a hand-over in it is left out: it lives for
    minutes (`handover`), and the site asks for another.
    """
    if not is_local_path(path) or len(path) > 2000:
        return
    parts = urlsplit(path)
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != "state"])
    value = signing.dumps(f"{parts.path}?{query}" if query else parts.path, salt=_SALT)
    response.set_cookie(
        COOKIE,
        value,
        max_age=int(KEPT.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.PARVIS_HTTPS,
    )


def remembered(request: HttpRequest) -> str:
    """The path that this browser keeps; "" for none, or one that was altered or is too old."""
    try:
        path = str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=KEPT))
    except signing.BadSignature:
        return ""
    return path if is_local_path(path) else ""


def forget(response: HttpResponseBase) -> None:
    """Nothing is to come any more."""
    response.delete_cookie(COOKIE, samesite="Lax")
