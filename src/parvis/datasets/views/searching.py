"""What the page's script asks while somebody writes: rows of a data set that a form shows."""

import datetime as dt
import uuid

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.datasets.domain.looking import LONGEST_ASKED, MOST_OFFERED, SALT, source
from parvis.identity.api import Flood, is_own_machine, throttled_address

#: thirty people who type at once behind one address stay far below
ASKED = Flood("datasets:search", 600, dt.timedelta(minutes=1))


@never_cache
@require_safe
def search(request: HttpRequest, token: str) -> HttpResponse:
    """The rows that a text may mean: one statement. The token names a data set; a page that offers it bears it."""
    try:
        organisation, code = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    wait = None if is_own_machine(request) else ASKED.attempt(throttled_address(request))
    if wait is not None:
        return JsonResponse({"found": []}, status=429, headers={"Retry-After": str(round(wait.total_seconds()))})
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST_ASKED]
    found = source().search(uuid.UUID(organisation), code, text, MOST_OFFERED)
    return JsonResponse({"found": [{"key": one.key, "label": one.label} for one in found]})
