"""What agents note of a proof of identity beside it: the type of paper and until when it is valid, never its number."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.access.api import Missing
from parvis.access.data import Right
from parvis.cases.data import NotAllowed, NotFound
from parvis.cases.domain import attachments, erasing_proofs
from parvis.cases.domain.desk import rights_in
from parvis.cases.models import Attachment, Case
from parvis.cases.views import proof_words, ways
from parvis.cases.views.gate import agent, case_or_missing
from parvis.kernel import clock


def beside(request: HttpRequest, case: Case, shown: Attachment) -> dict[str, Any]:
    """What the page of a file says of a proof, and the form to note what it is. The agent's first opening is written
    down. Three statements, none for any other file.
    """
    if shown.proof_days is None:
        return {}
    by = agent(request)
    if shown.erased_at is None:
        first_seen(request, case, shown)
    return {
        "told": proof_words.told(shown, erasing_proofs.seen(case)),
        "papers": [{"value": value, "text": words} for value, words in proof_words.papers().items()],
        "may_note": shown.erased_at is None and Right.HANDLE_CASES in rights_in(by, case.wall_id),
        "address": reverse("cases:agent_attachment_seen", args=[case.reference, shown.id]) + ways.way_of(request).query,
    }


def first_seen(request: HttpRequest, case: Case, shown: Attachment) -> None:
    """Write down that the acting agent opened a proof; nothing for another file, or where it was erased meanwhile."""
    if shown.proof_days is not None:
        try:
            erasing_proofs.note(case.id, shown, by=agent(request), at=clock.now())
        except NotAllowed:
            pass  # erased between the two: the page says so when it is next opened


@require_POST
def seen(request: HttpRequest, reference: str, file_id: uuid.UUID) -> HttpResponse:
    """Note what a proof is, while it stands."""
    case = case_or_missing(reference, writing=True)
    paper = request.POST.get("paper", "")
    back = reverse("cases:agent_attachment", args=[reference, file_id]) + ways.way_of(request).query
    try:
        shown = attachments.find(file_id, case_id=case.id, wall_id=case.wall_id)
        if paper not in erasing_proofs.PAPERS:
            raise NotAllowed("no paper")
        until = _day(request.POST.get("until", ""))
        erasing_proofs.note(case.id, shown, by=agent(request), at=clock.now(), paper=paper, until=until)
    except ValueError:
        messages.error(request, _("Enter the day until which it is valid, or leave it empty."))
    except NotAllowed:
        messages.error(request, _("Nothing was noted: this copy was erased, or no paper was chosen."))
    except NotFound as error:
        raise Missing("attachment", file_id) from error
    else:
        messages.success(request, _("Noted in the history of the request."))
    return HttpResponseRedirect(back)


def _day(text: str) -> dt.date | None:
    """Raises ValueError."""
    return dt.date.fromisoformat(text) if text.strip() else None
