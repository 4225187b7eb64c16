"""What SMS gateways tell of texts: an address that only this text's gateway got, signed."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from parvis.kernel import clock
from parvis.notifications.domain import texting

_DELIVERED = frozenset({"delivered", "delivrd", "read", "success", "1"})
_LOST = frozenset({"undelivered", "undeliv", "failed", "expired", "rejected", "rejectd", "error", "2", "16"})


def _status(request: HttpRequest) -> str:
    """The word after `status`, in a form or in JSON, at its top or one step below."""
    if request.content_type != "application/json":
        return str(request.POST.get("status", ""))
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):  # no JSON, or brackets by the thousand
        return ""
    found = [said, *said.values()] if isinstance(said, dict) else []
    for one in found:
        if isinstance(one, dict) and isinstance(one.get("status"), str | int):
            return str(one["status"])
    return ""


@csrf_exempt  # a machine's post; the signature in its address says whose
@require_POST
def report(request: HttpRequest, key: str) -> HttpResponse:
    """Delivered, or lost for good; any other word (queued, sent on) is taken and changes nothing."""
    status = _status(request).strip().lower()[:40]
    if status not in _DELIVERED | _LOST:
        return HttpResponse(status=202)
    if not texting.report(key, delivered=status in _DELIVERED, detail=f"the gateway reports: {status}", at=clock.now()):
        raise Http404
    return HttpResponse(status=204)
