"""What an administrator says of a department, and of a day on which the organisation is closed."""

import datetime as dt

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from parvis.kernel import clock
from parvis.territory.data import Contact, Department, Organisation
from parvis.territory.forms.studio import ContactForm

#: how far ahead a closing day is taken for one, in days: longer is a mistyped year
_FARTHEST = 3 * 366


class DepartmentForm(ContactForm):
    """A department's names and contact; what stays empty is the organisation's."""

    name_fr = forms.CharField(
        label=_("Name, in French"), max_length=200, help_text=_("As residents read it: “Vie associative”, for example.")
    )
    name_en = forms.CharField(label=_("Name, in English"), max_length=200, required=False)
    field_order = ("name_fr", "name_en", "phone", "email", "address", "website")

    def __init__(self, *args: object, organisation: Organisation, **options: object) -> None:
        super().__init__(*args, organisation=organisation, **options)
        for name in ("phone", "email", "address"):
            self.fields[name].required = False
        del self.fields["privacy_email"]
        self.fields["phone"].help_text = _("Leave empty what is the same as for the whole organisation.")

    @classmethod
    def of_department(cls, organisation: Organisation, department: Department, contact: Contact) -> "DepartmentForm":
        """Of a department as it is; `contact` is its own."""
        names = {"name_fr": department.name.fr, "name_en": department.name.en}
        return cls(initial={**cls.initial_of(contact), **names}, organisation=organisation)

    def clean_phone(self) -> str:
        return super().clean_phone() if self.cleaned_data["phone"] else ""


class ClosingDayForm(forms.Form):
    """A day on which nobody works here, beyond public holidays."""

    date = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}))
    name_fr = forms.CharField(
        label=_("Reason, in French"), max_length=200, required=False, help_text=_("“Pont de l’Ascension”, for example.")
    )
    name_en = forms.CharField(label=_("Reason, in English"), max_length=200, required=False)

    def clean_date(self) -> dt.date:
        day: dt.date = self.cleaned_data["date"]
        today = clock.today()
        if not today <= day <= today + dt.timedelta(days=_FARTHEST):
            raise forms.ValidationError(gettext("Choose a day from today on, within three years."))
        return day
