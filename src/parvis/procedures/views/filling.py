"""Filling in a request: one page at a time, complete without JavaScript, saved at every step.

One statement opens a draft, one saves it. A page that was sent is saved whatever its errors; what another window saved
in between is never overwritten without a word.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.access.api import follow
from parvis.cases import api as cases
from parvis.cases.api import channel_words, common_words
from parvis.cases.data import Actor, Conflict, Incomplete, NotAllowed, NotFound, Submitted
from parvis.files import api as files
from parvis.forms.data import FormState, PageResult
from parvis.kernel import clock
from parvis.kernel.ui.formats import date_long, time_short
from parvis.notifications import api as notifications
from parvis.procedures.data import NotOpen, Stage
from parvis.procedures.domain import availability
from parvis.procedures.views import attaching, prefilling, revised, sharing
from parvis.procedures.views.openings import Filling, open_draft
from parvis.procedures.views.overdue import overdue


def _to_receipt(request: HttpRequest, filling: Filling) -> HttpResponse:
    """A draft that was sent leads to its receipt: submitting it again gives the same case."""
    try:
        done = cases.submit(filling.id, by=filling.actor, at=clock.now())
    except (NotAllowed, NotFound):  # another one's, who wrote it with others or gave it to somebody since
        raise Http404 from None
    return _follow(request, filling, done)


def _follow(request: HttpRequest, filling: Filling, done: Submitted) -> HttpResponse:
    """To the receipt; an agent who entered it, to what they enter next."""
    if filling.entered:
        return HttpResponseRedirect(f"{reverse('workspace:intake')}?{urlencode({'entered': done.reference})}")
    response = HttpResponseRedirect(reverse("cases:receipt", args=[done.reference]))
    if filling.actor.person_id is None:
        follow(request, response, [done.subject_id])
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, draft_id: uuid.UUID, page_id: str) -> HttpResponse:
    """One page of the form. A page that the answers hide leads to the first one that they show."""
    filling = open_draft(request, draft_id)
    if filling.is_submitted:
        return _to_receipt(request, filling)
    if request.method == "POST":
        if not any(one.id == page_id for one in filling.form.definition.pages) and filling.loaded.draft.revised:
            return HttpResponseRedirect(filling.entrance)  # a page of the form that it was
        return _receive(request, filling, page_id)
    state = filling.form.evaluate(filling.answers, filling.context)
    if page_id not in state.pages:
        return HttpResponseRedirect(filling.address(state.pages[0]))
    return _show(request, filling, page_id, state)


def _receive(request: HttpRequest, filling: Filling, page_id: str) -> HttpResponse:
    """Save what was sent, then go on, or show the page again with what is to be mended."""
    taken = attaching.take_in(request, filling, page_id)
    found, version, overtaken = _save(request, filling, page_id, taken.post)
    found = taken.into(found)
    if taken.photographs and not taken.errors:
        return HttpResponseRedirect(filling.way("photograph", page_id, taken.photographs))
    if overtaken or not found.complete:
        return _show(request, filling, page_id, found.state, found, version, overtaken)
    if "later" in request.POST:
        return HttpResponseRedirect(reverse("workspace:intake") if filling.entered else filling.way("later"))
    following = None if "check" in request.GET else filling.form.next_page(page_id, found.state)
    return HttpResponseRedirect(filling.address(following.id) if following else filling.check_address)


def _save(request: HttpRequest, filling: Filling, page_id: str, post: QueryDict) -> tuple[PageResult, int, bool]:
    """Merge the page into the draft and keep it; the draft's new version, and whether another window came first.

    Where another window saved since this page was drawn, this page's answers are merged into what it saved; the person
    sees the page once more before going on. Raises Http404 for a page that the form does not have.
    """
    answers, at = filling.answers, clock.now()
    try:
        drawn = int(post.get("version", filling.version))
    except ValueError:
        drawn = filling.version
    overtaken = drawn < filling.version
    version = filling.version
    for _attempt in range(5):
        try:
            found = filling.form.parse_page(page_id, post, answers, filling.context, language=filling.language)
        except KeyError:
            raise Http404 from None
        if overtaken:
            found = sharing.merge(filling, answers, found, drawn)
        try:
            saved = cases.drafts.save(
                filling.id,
                found.answers,
                page=page_id,
                version=version,
                by=filling.actor,
                at=at,
                language=filling.language if sharing.may_send(filling) and not filling.entered else "",
            )
        except Conflict as conflict:
            answers, version, overtaken = conflict.theirs, conflict.version, True
        else:
            sharing.note(request, filling, answers, found.answers, version)
            return found, saved, overtaken
    raise RuntimeError("the draft is being written without end")


def _show(
    request: HttpRequest,
    filling: Filling,
    page_id: str,
    state: FormState,
    result: PageResult | None = None,
    version: int | None = None,
    overtaken: bool = False,
) -> HttpResponse:
    form = filling.form
    errors = result.errors if result else {}
    pages = form.pages(state)
    ids = [one.id for one in pages]
    previous = form.previous_page(page_id, state)
    fields = form.render_page(
        page_id,
        result.answers if result else filling.answers,
        state,
        errors,
        filling.language,
        context=filling.context,
        revealed=result.revealed if result else (),
    )
    checking = "check" in request.GET
    start = reverse("workspace:intake") if filling.entered else filling.way("resume")
    return render(
        request,
        "procedures/page.html",
        {
            "title": next(one.title.into(filling.language) for one in pages if one.id == page_id),
            "procedure": filling.title,
            "step": ids.index(page_id) + 1,
            "steps": len(ids) + 1,
            "back": filling.check_address if checking else (filling.address(previous.id) if previous else start),
            "fields": fields,
            "errors": [{"anchor": anchor, "text": text} for anchor, text in errors.items()],
            "version": version or filling.version,
            "autosave": filling.way("autosave", page_id),
            "came": came(filling),
            "prefilled": prefilling.told(filling),
            "revised": revised.told(filling),
            "together": sharing.told_on_page(filling),
            "join": _joining(filling, page_id),
            "saved": clock.now() if result else (filling.loaded.draft.saved_at if filling.version > 1 else None),
            "overtaken": overtaken,
            "focus": result.focus if result else None,
            "attach": attaching.addresses(filling, page_id),
        },
        status=200 if not errors else 422,
    )


page.takes_files = files.spool  # type: ignore[attr-defined]


@never_cache
@require_POST
def autosave(request: HttpRequest, draft_id: uuid.UUID, page_id: str) -> JsonResponse:
    """What the page's script sends at every change: kept as it is, errors or not. 409 where another window came first
    (what it saved stays, merged with this), 410 once the request was sent.
    """
    filling = open_draft(request, draft_id)
    if filling.is_submitted:
        return JsonResponse({"address": filling.address(page_id)}, status=410)
    found, version, overtaken = _save(request, filling, page_id, request.POST)
    computed = filling.form.computed(found.state, filling.language)
    answer = {"version": version, "time": time_short(clock.now()), "computed": computed}
    return JsonResponse(answer, status=409 if overtaken else 200)


@never_cache
@require_GET
def check(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Check your answers: everything on one page, each with its way back; what is missing first."""
    filling = open_draft(request, draft_id)
    if filling.is_submitted:
        return _to_receipt(request, filling)
    form = filling.form
    errors = form.validate(filling.answers, filling.context, language=filling.language)
    state = form.evaluate(filling.answers, filling.context)
    pages = form.pages(state)
    return render(
        request,
        "procedures/check.html",
        {
            "procedure": filling.title,
            "step": len(pages) + 1,
            "back": filling.address(pages[-1].id),
            "sections": form.summary(filling.answers, state, filling.language),
            "file_address": attaching.file_address(filling),
            "addresses": {one.id: filling.address(one.id) + "?check" for one in pages},
            "missing": [
                {"text": text, "address": f"{filling.address(page_id)}?check#{anchor}"}
                for page_id, found in errors.items()
                for anchor, text in found.items()
            ],
            "submit": filling.way("submit"),
            "revision": filling.loaded.draft.revision_id,
            "may_send": sharing.may_send(filling),
            "came": came(filling),
            "prefilled": prefilling.told(filling),
            "revised": revised.told(filling),
            "together": sharing.told_on_page(filling),
            "alike": [] if errors or not filling.entered else _alike(filling),
            "overdue": [] if errors or not filling.entered else overdue(filling),
            "ways": _ways(filling),
            "on_site": "" if filling.entered else cases.ON_SITE,
            "limits": _limits(filling),
        },
    )


def _ways(filling: Filling) -> list[dict[str, Any]]:
    """How the person can be told of this request: one box for each way that the answers make possible."""
    person_id = filling.actor.person_id
    preferred = notifications.preferred(person_id) if person_id else {}
    found = cases.contacting.choices(filling.loaded.published.definition, filling.answers, preferred)
    return [
        {"value": one.channel.value, "text": one.channel.label, "hint": {"text": one.where}, "checked": one.chosen}
        for one in found
    ]


def _joining(filling: Filling, page_id: str) -> str:
    """Where an agent makes one file of several papers; "" where the page asks for none."""
    asked = filling.entered and any(one.page_id == page_id and not one.blocks for one in filling.form.files)
    return filling.way("join", page_id) if asked else ""


def came(filling: Filling) -> str:
    """How and when it came, where an agent enters it for somebody; "" for one's own."""
    draft = filling.loaded.draft
    if not filling.entered:
        return ""
    day = draft.received_on or clock.today()
    return _("%(channel)s, received on %(day)s") % {"channel": channel_words(draft.channel), "day": date_long(day)}


def _alike(filling: Filling) -> list[dict[str, Any]]:
    """The open requests that may be the same, for the agent who enters this one."""
    found = cases.entering.alike(filling.loaded.draft, filling.loaded.published, at=clock.now())
    return [{"case": one, "common": common_words(one.common)} for one in found]


def _limits(filling: Filling) -> list[Any]:
    """What is left of the yearly limits that concern these answers."""
    definition = filling.loaded.published.definition
    if not definition.limits:
        return []
    organisation_id = filling.loaded.draft.organisation_id
    return cases.counters.remaining(organisation_id, definition, filling.answers, at=clock.now())


@never_cache
@require_POST
def submit(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Send the request. Sent twice, it is one case, and both are led to its receipt."""
    filling = open_draft(request, draft_id)
    if not sharing.may_send(filling):
        return HttpResponseRedirect(filling.check_address)
    if not filling.is_submitted and revised.elsewise(request, filling):
        messages.error(request, revised.overtaken())
        return HttpResponseRedirect(filling.check_address)
    people = [] if filling.is_submitted else cases.sharing.people(filling.loaded.draft)
    try:
        done = availability.submit(filling.loaded.draft, by=_signed(filling), at=clock.now(), told=_told(request))
    except Incomplete:
        return HttpResponseRedirect(filling.check_address)
    except NotAllowed as refused:
        if str(refused) != "revised":
            raise
        messages.error(request, revised.overtaken())
        return HttpResponseRedirect(filling.check_address)
    except NotFound:
        raise Http404 from None
    except NotOpen as refused:
        messages.error(request, not_open(refused.stage))
        return HttpResponseRedirect(filling.check_address)
    if done.created:
        sharing.sent(request, filling, people, done.reference)
    return _follow(request, filling, done)


def _told(request: HttpRequest) -> list[str]:
    """How the person wants to be told, and whether they agree to be notified on the site."""
    return [*request.POST.getlist("told"), *([cases.ON_SITE] if "on_site" in request.POST else [])]


def not_open(stage: Stage) -> str:
    """Why nothing was sent, in the active language."""
    if stage is Stage.FULL:
        return _("Not sent: all places are taken. Your draft is kept.")
    return _("Not sent: this procedure takes no requests now. Your draft is kept.")


def _signed(filling: Filling) -> Actor:
    """Who sends: the account, or somebody under the name that they gave in the form."""
    if filling.actor.person_id is not None:
        return filling.actor
    return cases.resident_of(filling.loaded.published.definition, filling.answers)


@never_cache
@require_GET
def resume(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Back into a draft: to the page where it was left, or the first one."""
    filling = open_draft(request, draft_id)
    if filling.is_submitted:
        return _to_receipt(request, filling)
    return HttpResponseRedirect(filling.entrance)


@never_cache
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Throw a draft away, after a second look."""
    filling = open_draft(request, draft_id)
    if request.method == "GET":
        back = filling.way("resume")
        said = {"procedure": filling.title, "back": back, "came": came(filling)}
        return render(request, "procedures/discard.html", said)
    try:
        cases.drafts.discard(filling.id)
    except (NotFound, NotAllowed):
        raise Http404 from None
    messages.success(request, _("Your draft was deleted."))
    return HttpResponseRedirect(reverse("workspace:intake" if filling.entered else "portal:home"))
