"""Opening a draft: what every page of the filling-in begins with."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from parvis.access.api import standing
from parvis.cases import api as cases
from parvis.cases.data import Actor, Channel, NotFound
from parvis.forms.api import CompiledForm
from parvis.forms.data import Answers, Language
from parvis.kernel import clock
from parvis.procedures.data import NotOffered, Offered
from parvis.procedures.domain import catalogue
from parvis.territory.api import sites


def language() -> Language:
    """The page's language."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def actor(request: HttpRequest) -> Actor:
    """Who fills in: the account as a resident, or nobody in particular; on the pages of intake, the agent."""
    return cases.actor_of(standing(request), as_agent=entering(request))


def entering(request: HttpRequest) -> bool:
    """Whether this is a page on which an agent enters for somebody."""
    return bool(request.resolver_match and request.resolver_match.view_name.startswith(INTAKE))


#: how the names of the addresses of filling in begin where an agent enters for somebody
INTAKE = "procedures:intake_"


def offer_of(request: HttpRequest, slug: str) -> Offered:
    """The procedure of that slug on this site. Raises Http404."""
    site = sites.of_request(request)
    if site.organisation_id is None:
        raise Http404(slug)
    try:
        return catalogue.get(site.organisation_id, slug)
    except NotOffered:
        raise Http404(slug) from None


@dataclass(frozen=True, slots=True)
class Filling:
    """A draft that is open in this request."""

    loaded: cases.drafts.Loaded
    actor: Actor
    context: Mapping[str, Any]
    language: Language

    @property
    def id(self) -> uuid.UUID:
        return self.loaded.draft.id

    @property
    def title(self) -> str:
        return self.loaded.published.definition.name.into(self.language)

    @property
    def form(self) -> CompiledForm:
        return self.loaded.published.form

    @property
    def answers(self) -> Answers:
        answers: Answers = self.loaded.draft.answers
        return answers

    @property
    def version(self) -> int:
        return self.loaded.draft.version

    @property
    def is_submitted(self) -> bool:
        return self.loaded.draft.case_id is not None

    @property
    def entered(self) -> bool:
        """Whether an agent enters it for somebody."""
        return self.loaded.draft.channel != Channel.WEB

    def way(self, name: str, *more: object) -> str:
        """The address of a page of this draft: those of an agent who enters it are others than its person's."""
        return reverse(f"{INTAKE if self.entered else 'procedures:'}{name}", args=[self.id, *more])

    def address(self, page_id: str) -> str:
        return self.way("page", page_id)

    @property
    def entrance(self) -> str:
        """The address of the page where the draft was left, or of the first one."""
        pages, left = self.form.evaluate(self.answers, self.context).pages, self.loaded.draft.page
        return self.address(left if left in pages else pages[0])

    @property
    def check_address(self) -> str:
        return self.way("check")


def open_draft(request: HttpRequest, draft_id: uuid.UUID) -> Filling:
    """The draft that this browser's secret or this person's account opens: one statement, one more
    where files are among its answers (they are held against our own rows). Raises Http404."""
    try:
        loaded = cases.drafts.load(draft_id)
    except NotFound:
        raise Http404 from None
    form, draft = loaded.published.form, loaded.draft
    if entering(request) != (draft.channel != Channel.WEB):
        raise Http404
    if cases.attachments.has_files(form, draft.answers):
        draft.answers = cases.attachments.settled(form, draft.answers, cases.attachments.of_draft(draft.id))
    return filling_of(request, loaded)


def filling_of(request: HttpRequest, loaded: cases.drafts.Loaded) -> Filling:
    """A draft that was opened or begun in this request, as it is filled in here: by the rules of today, or of the day
    on which what an agent enters came.
    """
    day = loaded.draft.received_on or clock.today()
    return Filling(
        loaded=loaded,
        actor=actor(request),
        context=cases.zones.context(loaded.draft.organisation_id, day.isoformat()),
        language=language(),
    )
