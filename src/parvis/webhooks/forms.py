"""What administrators type of an endpoint."""

import datetime as dt
import uuid

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy as _

from parvis.access.api import walls_of
from parvis.cases import api as cases
from parvis.kernel import clock, http
from parvis.kernel.clock import PARIS
from parvis.territory.data import Sphere
from parvis.webhooks.domain.asking import KEPT
from parvis.webhooks.domain.endpoints import Wanted
from parvis.webhooks.models import Endpoint
from parvis.webhooks.registry import EVENTS

_REFUSED = {
    "form": _("This is no address: write it like https://logiciel.example.fr/parvis."),
    "scheme": _("The address begins with https://."),
    "secret": _("The address must hold no name and no password: what is sent is signed."),
    "inside": _("This address leads into a network that Parvis may not call: its operator can allow it."),
}


def refused_address(url: str) -> str:
    """Why nobody may have this address called; "" for one that may be."""
    try:
        http.judge(url, allowed=settings.PARVIS_OUTGOING_ALLOWED)
    except http.BadAddress as error:
        return str(_REFUSED[error.reason])
    return ""


class EndpointForm(forms.Form):
    """Which programme, where, of whose requests, of what."""

    name = forms.CharField(label=_("Name of the programme"), max_length=80)
    url = forms.CharField(
        label=_("Address that is called"),
        help_text=_("It begins with https://. Each message is a POST, signed."),
        max_length=500,
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off"}),
    )
    spheres = forms.MultipleChoiceField(
        label=_("Of the requests of which spheres"), widget=forms.CheckboxSelectMultiple
    )
    procedures = forms.MultipleChoiceField(
        label=_("Of which procedures"),
        help_text=_("None ticked: of all, also of those to come."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    events = forms.MultipleChoiceField(
        label=_("Of which events"),
        help_text=_("None ticked: of all, also of those to come."),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: object, organisation_id: uuid.UUID, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.walls = walls_of(organisation_id)
        spheres = [(sphere, Sphere(sphere).label) for sphere in sorted(self.walls)]
        self.fields["spheres"].choices = spheres  # type: ignore[attr-defined]
        self.fields["procedures"].choices = procedures(list(self.walls.values()))  # type: ignore[attr-defined]
        named = sorted(EVENTS, key=lambda one: one.name)
        self.fields["events"].choices = [(one.kind, one.label) for one in named]  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        if wrong := refused_address(url):
            raise forms.ValidationError(wrong)
        return url

    def wanted(self) -> Wanted:
        """What was said, once it is valid."""
        data = self.cleaned_data
        return Wanted(
            name=data["name"],
            url=data["url"],
            walls=[self.walls[sphere] for sphere in data["spheres"]],
            case_types=map(uuid.UUID, data["procedures"]),
            kinds=data["events"],
        )

    @staticmethod
    def said(endpoint: Endpoint, walls: dict[str, uuid.UUID]) -> dict[str, object]:
        """What the form shows of an endpoint."""
        return {
            "name": endpoint.name,
            "url": endpoint.url,
            "spheres": [sphere for sphere, wall in walls.items() if wall in endpoint.walls],
            "procedures": [str(one) for one in endpoint.case_types],
            "events": list(endpoint.kinds),
        }


def procedures(walls: list[uuid.UUID]) -> list[tuple[str, str]]:
    """The procedures that are handled behind these walls, by name."""
    spoken = "en" if (get_language() or "fr").startswith("en") else "fr"
    names = {
        str(one.case_type_id): cases.types.load(one.published_id).definition.name.into(spoken)
        for one in cases.types.handled(walls)
    }
    return sorted(names.items(), key=lambda one: one[1].casefold())


class SinceForm(forms.Form):
    """From when on all is sent again."""

    since = forms.DateTimeField(
        label=_("All that happened since"),
        widget=forms.DateTimeInput({"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )

    def clean_since(self) -> dt.datetime:
        since: dt.datetime = self.cleaned_data["since"].replace(tzinfo=PARIS)
        now = clock.now()
        if since > now:
            raise forms.ValidationError(_("This moment must not be to come."))
        if since < now - KEPT:
            raise forms.ValidationError(_("What was sent is kept for thirty days."))
        return since
