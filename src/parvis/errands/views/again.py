"""Having an errand that failed tried again."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.access.api import Missing
from parvis.cases import api as cases
from parvis.errands.domain import doing
from parvis.kernel import clock


@require_POST
def again(request: HttpRequest, reference: str, errand_id: uuid.UUID) -> HttpResponse:
    """Ask for it anew; leads back to the case. Raises Missing for what is not of the case, or did not fail."""
    case = cases.gate.case_or_missing(reference, writing=True)
    if not doing.again(errand_id, case.id, at=clock.now()):
        raise Missing("errand", errand_id)
    messages.success(request, _("It is tried again: look at the history in a moment."))
    return HttpResponseRedirect(reverse("cases:agent_case", args=[case.reference]))
