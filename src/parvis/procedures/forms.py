"""What an authority says of its own silence."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.cases.data import LawReading, Silence, SilenceEffect
from parvis.forms.data import LocalizedText

_MONTHS, _DAYS = "months", "days"


class SilenceForm(forms.Form):
    """What no answer means, after how long, and the text that says so (CRPA L231-1 and L231-4)."""

    effect = forms.ChoiceField(
        label=_("Without an answer, the request is"),
        choices=[(SilenceEffect.ACCEPTANCE, _("deemed accepted")), (SilenceEffect.REFUSAL, _("deemed refused"))],
        widget=forms.RadioSelect,
    )
    length = forms.IntegerField(label=_("After"), min_value=1, max_value=365, widget=forms.NumberInput({"min": 1}))
    unit = forms.ChoiceField(
        label=_("Counted in"), choices=[(_MONTHS, _("months")), (_DAYS, _("days"))], widget=forms.RadioSelect
    )
    base_fr = forms.CharField(
        label=_("Text that says so, in French"), max_length=300, help_text=_("“CRPA, article L231-1”, for example.")
    )
    base_en = forms.CharField(label=_("Text that says so, in English"), max_length=300, required=False)

    @classmethod
    def of(cls, silence: Silence | None) -> "SilenceForm":
        if silence is None:
            return cls()
        return cls(
            initial={
                "effect": silence.effect,
                "length": silence.months or silence.days,
                "unit": _MONTHS if silence.months else _DAYS,
                "base_fr": silence.legal_base.into("fr"),
                "base_en": silence.legal_base.into("en"),
            }
        )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("unit") == _MONTHS and (data.get("length") or 0) > 24:
            self.add_error("length", _("24 months at most."))
        return data

    def silence(self) -> Silence:
        """What was said; the form must be valid."""
        data = self.cleaned_data
        return Silence(
            effect=SilenceEffect(data["effect"]),
            months=data["length"] if data["unit"] == _MONTHS else None,
            days=data["length"] if data["unit"] == _DAYS else None,
            legal_base=LocalizedText(fr=data["base_fr"], en=data["base_en"] or data["base_fr"]),
        )


class ReadingsForm(forms.Form):
    """Which of a procedure's other readings of the law an authority has confirmed."""

    readings = forms.MultipleChoiceField(
        label=_("What your authority has confirmed"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, offered: Sequence[LawReading], language: str, **given: Any) -> None:
        super().__init__(**given)
        field = self.fields["readings"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (one.id, one.statement.into(language) + (f" ({one.legal_base.into(language)})" if one.legal_base else ""))
            for one in offered
        ]
