"""What a browser without account carries: the requests that it follows, and the secret that opens its drafts.

Both cookies are HttpOnly, of one host, and worth nothing on another (its name is part of the signature's salt).
"""

import base64
import datetime as dt
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from parvis.identity.api import digest, fresh
from parvis.kernel import reach

_PREFIX = "__Host-" if settings.PARVIS_HTTPS else ""
FOLLOWED = f"{_PREFIX}suivi"
VISITOR = f"{_PREFIX}visite"
#: says that the visitor was invited to somebody's request, so that their guest's door is asked; opens nothing itself
GUEST = f"{_PREFIX}invite"
#: requests followed at most by one browser; the oldest go first
MOST = 20
FOLLOWED_FOR = dt.timedelta(hours=12)
VISITOR_FOR = dt.timedelta(days=30)


def _signer(host: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"parvis.followed:{host.partition(':')[0]}")


def followed(request: HttpRequest) -> tuple[uuid.UUID, ...]:
    """The subject ids that this browser's signed cookie opens; none when it was altered, is old, or of another host."""
    raw = request.COOKIES.get(FOLLOWED)
    if not raw:
        return ()
    try:
        packed = base64.urlsafe_b64decode(_signer(request.get_host()).unsign(raw, max_age=FOLLOWED_FOR))
    except (signing.BadSignature, ValueError):
        return ()
    return tuple(uuid.UUID(bytes=packed[start : start + 16]) for start in range(0, len(packed) // 16 * 16, 16))


def follow(request: HttpRequest, response: HttpResponseBase, subject_ids: Iterable[uuid.UUID]) -> None:
    """Let this browser open the requests of `subject_ids` for the next hours, with those that it follows already.

    The caller must have the proof: just submitted, tracking code and second element, a link sent by e-mail.
    """
    added = list(subject_ids)
    known = [found for found in followed(request) if found not in added]
    packed = b"".join(subject.bytes for subject in [*known, *added][-MOST:])
    value = _signer(request.get_host()).sign(base64.urlsafe_b64encode(packed).decode("ascii"))
    _set(response, FOLLOWED, value, FOLLOWED_FOR)


def is_guest(request: HttpRequest) -> bool:
    """Whether this browser says that it is somebody's guest."""
    return GUEST in request.COOKIES and VISITOR in request.COOKIES


def welcome(response: HttpResponseBase) -> None:
    """Have this browser say from now on that it is somebody's guest: its visitor secret is what opens."""
    _set(response, GUEST, "1", VISITOR_FOR)


def unfollow(response: HttpResponseBase) -> None:
    """Forget the followed requests: the end of a visit on a shared computer."""
    response.delete_cookie(FOLLOWED, samesite="Lax")
    response.delete_cookie(GUEST, samesite="Lax")


def forget(response: HttpResponseBase) -> None:
    """Forget all that this browser opens here without an account: followed requests and drafts."""
    unfollow(response)
    response.delete_cookie(VISITOR, samesite="Lax")


def _set(response: HttpResponseBase, name: str, value: str, age: dt.timedelta) -> None:
    response.set_cookie(
        name, value, max_age=int(age.total_seconds()), httponly=True, samesite="Lax", secure=settings.PARVIS_HTTPS
    )


def visitor_hash(request: HttpRequest) -> str:
    """The SHA-256 of this browser's visitor secret, "" if it has none: what a draft's `token_hash` is compared to."""
    secret: str | None = getattr(request, "_visitor", None) or request.COOKIES.get(VISITOR)
    return digest(secret) if secret else ""


def visitor(request: HttpRequest) -> str:
    """The same, made at need: the acting reach gets it at once, the browser with the response (`set_visitor`)."""
    known = visitor_hash(request)
    if known:
        return known
    secret = fresh()
    request._visitor = secret  # type: ignore[attr-defined]
    token = digest(secret)
    acting = reach.current()
    if acting is not None:
        reach.replace(
            reach.Reach(
                actor=acting.actor, person=acting.person, walls=acting.walls, subjects=acting.subjects, token=token
            )
        )
    return token


def set_visitor(request: HttpRequest, response: HttpResponseBase) -> None:
    """Called by the middleware: a secret made in this request travels back with the response."""
    secret = getattr(request, "_visitor", None)
    if secret:
        _set(response, VISITOR, secret, VISITOR_FOR)
