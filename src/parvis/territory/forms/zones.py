"""Files of zones and schools that an administrator sends."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from parvis.territory.domain import sheets

MOST_CARRIED = 300_000
"""Bytes of a checked file that its page carries along, so that it need not be chosen again."""


class SheetForm(forms.Form):
    """A CSV file, or the content of one that was checked a moment ago."""

    sheet = forms.FileField(
        label=_("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=_("From a spreadsheet: save as CSV. 2 MB at most."),
    )
    content = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MOST_CARRIED, strip=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sheet"].required = not self.data.get("content")
        self.fields["sheet"].error_messages["required"] = gettext("Choose a file.")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        sent = data.get("sheet")
        if sent:
            data["bytes"] = sent.read(sheets.LARGEST + 1)
        elif data.get("content"):
            data["bytes"] = data["content"].encode()
        return data


class ZoneTableForm(SheetForm):
    """A table of zones: what it is called, and its file."""

    field_order = ("name_fr", "name_en", "sheet", "content")

    name_fr = forms.CharField(
        label=_("Name of the table, in French"),
        max_length=60,
        help_text=_("For example: Secteurs scolaires. Procedures find the table by its short name, made of this one."),
    )
    name_en = forms.CharField(label=_("Name of the table, in English"), max_length=60, required=False)
