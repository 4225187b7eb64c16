"""Entity tags (RFC 9110 § 8.8.3): `"<version>.<digest>"`. The digest is for reads, the version for writes."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from parvis.apiplatform.data import Mistake, Problem


def tagged(request: HttpRequest, response: HttpResponse, version: int | None) -> HttpResponse:
    """The answer to a GET with its tag; 304 where the caller has it already (If-None-Match)."""
    digest = hashlib.sha256(response.content).hexdigest()[:20]
    tag = f'"{version or 0}.{digest}"'
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in asked or tag in {one.removeprefix("W/") for one in asked}:
        response = HttpResponseNotModified()
    response["ETag"] = tag
    return response


def expected(request: HttpRequest, *, needed: bool) -> int | None:
    """The version that a write says it has seen (If-Match); None for `*`, or where none is said nor needed.

    Raises Problem.
    """
    said = request.headers.get("If-Match", "").strip()
    if not said:
        if needed:
            raise Problem("no-version", _("Send the ETag of the request as you read it in If-Match, or *."))
        return None
    if said == "*":
        return None
    number, dot, _digest = said.removeprefix("W/").strip('"').partition(".")
    if not dot or not (number.isascii() and number.isdigit()) or len(number) > 9:
        raise Problem("unreadable", errors=[Mistake(_("This is no ETag of ours"), parameter="If-Match")])
    return int(number)
