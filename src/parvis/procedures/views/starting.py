"""Before and beside the filling-in: the start page, beginning, leaving for later, coming back by a link."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.access.api import issue_link, redeem_link, visitor
from parvis.cases import api as cases
from parvis.cases.data import Limit, NotFound, Remaining
from parvis.identity.api import COUNT_ADDRESS, DRAFT_MAIL, attempt, throttled_address
from parvis.kernel import clock, reach
from parvis.kernel.ui.errors import too_many_requests
from parvis.kernel.ui.formats import date_long
from parvis.notifications import api as notifications
from parvis.procedures.data import Offered
from parvis.procedures.registry import REMARKS
from parvis.procedures.views import again, prefilling, sharing
from parvis.procedures.views.availability import waiting
from parvis.procedures.views.openings import actor, filling_of, language, offer_of, open_draft
from parvis.territory.api import departments, organisations, sites

#: How long a link into a draft is good for: as long as the browser's own secret.
LINK_FOR = dt.timedelta(days=30)
_PURPOSE = "draft"


@require_GET
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """What is asked, of whom, how long it takes, what no answer means; how many authorisations are left."""
    offer = offer_of(request, slug)
    try:
        handled = cases.types.offered(offer.case_type_id, offer.organisation_id)
    except NotFound:
        raise Http404(slug) from None
    definition, silence, said = handled.published.definition, handled.silence, language()
    sought = request.GET.get("association", "")[:40]
    counted = None
    if sought and definition.limits:
        wait = attempt(COUNT_ADDRESS, throttled_address(request))
        if wait is not None:
            return too_many_requests(request, retry_after=round(wait.total_seconds()))
        counted = _counted(offer, definition.limits, sought)
    return render(
        request,
        "procedures/start.html",
        {
            "offer": offer,
            "waiting": waiting(offer),
            "pages": [page.title.into(said) for page in definition.form.pages],
            "silence": cases.silence_sentence(silence) if silence else "",
            "silence_base": silence.legal_base.into(said) if silence else "",
            "remarks": [found for source in REMARKS if (found := source.remark(offer))],
            "promise": definition.deadline.promise_working_days,
            "limits": [
                {"label": limit.label.into(said), "count": limit.count, "base": limit.legal_base.into(said)}
                for limit in definition.limits
            ],
            "laws": [{"text": one.into(said), "link": one.link} for one in definition.laws],
            "sought": sought,
            "counted": counted,
            "drafts": _mine(request, offer),
            "earlier": cases.again.earlier(offer.case_type_id, offer.organisation_id) if offer.is_open else [],
            "organisation": organisations.get(offer.organisation_id),
            "department": departments.get(handled.department_id),
        },
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """The answer to "how many are left?": an error in plain words, or what is left of each limit by year.

    It is the event's year that counts, and nobody has said it yet: this year and the next are shown.
    """

    error: str = ""
    years: tuple[tuple[int, tuple[Remaining, ...]], ...] = ()


def _counted(offer: Offered, limits: tuple[Limit, ...], sought: str) -> Counted:
    association = cases.counters.read_association(sought)
    if association is None:
        return Counted(error=_("Enter an RNA number (W and nine digits) or a SIRET number (14 digits)."))
    this = clock.today().year
    return Counted(
        years=tuple(
            (year, tuple(cases.counters.left(offer.organisation_id, limits, association, year)))
            for year in (this, this + 1)
        )
    )


def _mine(request: HttpRequest, offer: Offered) -> list[dict[str, Any]]:
    """The drafts of this procedure that the acting person or browser may resume."""
    acting = reach.current()
    if acting is None or not (acting.person or acting.token):
        return []
    return [
        {"address": reverse("procedures:resume", args=[draft.id]), "saved": draft.saved_at}
        for draft in cases.drafts.within_reach(offer.case_type_id, offer.organisation_id)
    ]


@never_cache
@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a draft, opened by the account or by this browser's secret, and go to its first page.

    `prefill`: the parameters of the link that the person followed (`prefilling`), read once more.
    """
    offer = offer_of(request, slug)
    if not offer.is_open:  # its page says why, and from when on
        return HttpResponseRedirect(reverse("procedures:start", args=[slug]))
    who, held = actor(request), prefilling.of_post(request, offer)
    came = {"by": "", "how": cases.prefills.LINK, "fields": sorted(held)} if held else None
    earlier = again.of_post(request, offer)
    if earlier is not None:
        held = earlier.answers
        came = {"by": earlier.reference, "how": cases.prefills.EARLIER, "fields": sorted(held)}
    token = "" if who.person_id else visitor(request)
    try:
        draft = cases.drafts.start(
            offer.case_type_id,
            offer.organisation_id,
            by=who,
            at=clock.now(),
            token_hash=token,
            language=language(),
            known=known(request),
            answers=held,
            prefilled=came,
        )
    except NotFound:
        raise Http404(slug) from None
    return HttpResponseRedirect(filling_of(request, cases.drafts.loaded(draft)).entrance)


def known(request: HttpRequest) -> dict[str, Any]:
    """What the account says of its person, for the fields that ask to be prefilled."""
    user: Any = request.user
    if not user.is_authenticated:
        return {}
    known: dict[str, Any] = {"person.email": user.email}
    if user.given_name and user.family_name:
        known["person.identity"] = {"first_names": user.given_name, "family_name": user.family_name}
    return known


@never_cache
@require_http_methods(["GET", "POST"])
def later(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The draft is saved: in the account, or by a link sent to an address that the person gives."""
    filling = open_draft(request, draft_id)
    email, error, sent = request.POST.get("email", "").strip(), "", False
    owned = sharing.may_send(filling)  # who writes it with its owner hands it on to nobody
    if request.method == "POST" and not owned:
        raise Http404
    if request.method == "POST":
        try:
            validate_email(email)
            wait = attempt(DRAFT_MAIL, email)
            if wait is not None:
                return too_many_requests(request, retry_after=round(wait.total_seconds()))
            _send_link(request, draft_id, email)
            sent = True
        except (ValidationError, notifications.AddressRefused):
            error = _("Enter an e-mail address in the right form, like nom@exemple.fr.")
    kept_until = (filling.loaded.draft.saved_at + cases.drafts.KEPT).date()
    return render(
        request,
        "procedures/later.html",
        {
            "procedure": filling.title,
            "resume": reverse("procedures:resume", args=[draft_id]),
            "discard": reverse("procedures:discard", args=[draft_id]),
            "account": filling.actor.person_id is not None,
            "owned": owned,
            "kept_until": date_long(kept_until),
            "email": email,
            "error": error,
            "sent": sent,
        },
        status=422 if error else 200,
    )


def _send_link(request: HttpRequest, draft_id: uuid.UUID, email: str) -> None:
    filling = open_draft(request, draft_id)
    draft, site = filling.loaded.draft, sites.of_request(request)
    payload = {"draft": str(draft.id), "token_hash": draft.token_hash, "person": str(draft.person_id or "")}
    secret = issue_link(_PURPOSE, payload, lifetime=LINK_FOR)
    notifications.send(
        template="procedures/resume",
        to=email,
        language=filling.language,
        context={
            "site": site,
            "procedure": filling.title,
            "address": sites.url(site, reverse("procedures:by_link", args=[secret])),
            "until": date_long((clock.now() + LINK_FOR).date()),
        },
        wall_id=None,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Come back by the link of an e-mail. Opening it asks first: a mail scanner that follows links uses nothing up.

    The draft then belongs to this browser; the one where it was begun opens it no longer.
    """
    if request.method == "GET":
        return render(request, "procedures/by_link.html", {"secret": secret})
    payload = redeem_link(secret, _PURPOSE)
    if payload is None:
        return render(request, "procedures/by_link.html", {"secret": secret, "used": True}, status=410)
    draft_id = uuid.UUID(payload["draft"])
    if not payload["person"]:
        try:
            cases.drafts.move(draft_id, payload["token_hash"], visitor(request))
        except NotFound:
            return render(request, "procedures/by_link.html", {"secret": secret, "used": True}, status=410)
    return HttpResponseRedirect(reverse("procedures:resume", args=[draft_id]))
