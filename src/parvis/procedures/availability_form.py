"""What an organisation says of when a procedure takes requests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from parvis.forms.data import PRIVATE_USE
from parvis.procedures.data import Availability, Stage

_SAID = {
    Stage.BEFORE: gettext_lazy("What is said before it opens"),
    Stage.AFTER: gettext_lazy("What is said once it is closed"),
    Stage.FULL: gettext_lazy("What is said once all places are taken"),
    Stage.CLOSED: gettext_lazy("What is said while it is closed by hand"),
}
_LANGUAGES = {"fr": gettext_lazy("in French"), "en": gettext_lazy("in English")}
_MOMENT = "%Y-%m-%dT%H:%M"


def _moment(label: Any, help_text: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        help_text=help_text,
        input_formats=[_MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=_MOMENT),
    )


class AvailabilityForm(forms.Form):
    """Open or closed; from when, until when; how many; what is said otherwise, in both languages."""

    is_open = forms.TypedChoiceField(
        label=gettext_lazy("It takes requests"),
        choices=[
            ("1", gettext_lazy("Yes, within the dates below")),
            ("0", gettext_lazy("No, until it is opened again")),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    opens_at = _moment(gettext_lazy("Opens on"), gettext_lazy("Left empty: from now on."))
    closes_at = _moment(
        gettext_lazy("Closes on"),
        gettext_lazy("Left empty: until it is closed by hand. Drafts that were begun before can’t be sent after it."),
    )
    quota = forms.IntegerField(
        label=gettext_lazy("Number of requests taken"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=gettext_lazy("Left empty: as many as come. A withdrawn request keeps its place: raise the number."),
    )
    anew = forms.BooleanField(label=gettext_lazy("Count the places from nothing again"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage, label in _SAID.items():
            for language, spoken in _LANGUAGES.items():
                self.fields[f"{stage.value}_{language}"] = forms.CharField(
                    label=_("%(what)s, %(language)s") % {"what": label, "language": spoken},
                    required=False,
                    max_length=1_000,
                    widget=forms.Textarea,
                )

    @staticmethod
    def initial_of(plan: Availability) -> dict[str, Any]:
        """What is typed for what was set."""
        texts = {
            f"{stage.value}_{language}": plan.said.get(stage, {}).get(language, "")
            for stage in _SAID
            for language in _LANGUAGES
        }
        return {
            "is_open": "1" if plan.is_open else "0",
            "opens_at": plan.opens_at,
            "closes_at": plan.closes_at,
            "quota": plan.quota,
            **texts,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It would close before it opens."))
        for stage in _SAID:
            for language in _LANGUAGES:
                name = f"{stage.value}_{language}"
                data[name] = PRIVATE_USE.sub("", data.get(name, "")).strip()
            if data[f"{stage.value}_en"] and not data[f"{stage.value}_fr"]:
                self.add_error(f"{stage.value}_fr", _("Give the French text first."))
        return data

    def planned(self) -> dict[str, Any]:
        """The arguments of `availability.plan`; the form must be valid."""
        data = self.cleaned_data
        said = {
            stage: {language: text for language in _LANGUAGES if (text := data[f"{stage.value}_{language}"])}
            for stage in _SAID
        }
        return {
            "is_open": data["is_open"],
            "opens_at": data["opens_at"],
            "closes_at": data["closes_at"],
            "quota": data["quota"],
            "anew": data["anew"],
            "said": said,
        }
