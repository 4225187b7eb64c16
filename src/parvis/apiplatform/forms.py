"""What administrators type to make a token."""

import datetime as dt
import ipaddress
import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.access.api import walls_of
from parvis.apiplatform.data import Scope
from parvis.apiplatform.domain.tokens import LONGEST
from parvis.kernel import clock
from parvis.territory.data import Sphere

_NETWORKS = 20


class TokenForm(forms.Form):
    """Which programme, what it may do, within which spheres, from where, how often, until when."""

    name = forms.CharField(
        label=_("Name of the programme"),
        help_text=_("People read it where the programme writes or decides: “Logiciel du service état civil”."),
        max_length=80,
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope.value, scope.label) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
    )
    spheres = forms.MultipleChoiceField(label=_("Within which spheres"), widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}))
    networks = forms.CharField(
        label=_("From which addresses"),
        help_text=_("One a line, like 192.0.2.17 or 192.0.2.0/24. Left empty: from anywhere."),
        widget=forms.Textarea,
        max_length=1_000,
        required=False,
    )
    per_minute = forms.IntegerField(label=_("Calls a minute, at most"), min_value=1, max_value=6_000, initial=120)
    per_day = forms.IntegerField(label=_("Calls a day, at most"), min_value=1, max_value=2_000_000, initial=20_000)

    def __init__(self, *args: object, organisation_id: uuid.UUID, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.walls = walls_of(organisation_id)
        spheres = [(sphere, Sphere(sphere).label) for sphere in sorted(self.walls)]
        self.fields["spheres"].choices = spheres  # type: ignore[attr-defined]

    def clean_until(self) -> dt.date:
        until: dt.date = self.cleaned_data["until"]
        today = clock.today()
        if until < today:
            raise forms.ValidationError(_("The last day must not be past."))
        if until >= today + LONGEST:
            raise forms.ValidationError(_("A token lasts a year at most: make a new one before it ends."))
        return until

    def clean_networks(self) -> list[str]:
        found = []
        for line in self.cleaned_data["networks"].split():
            try:
                found.append(str(ipaddress.ip_network(line.strip(","), strict=False)))
            except ValueError:
                raise forms.ValidationError(
                    _("“%(line)s” is no address: write it like 192.0.2.17 or 192.0.2.0/24."), params={"line": line}
                ) from None
        if len(found) > _NETWORKS:
            raise forms.ValidationError(_("Twenty addresses at most."))
        return found
