"""What designers fill in for a data set."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parvis.datasets.data import MOST_COLUMNS
from parvis.datasets.domain import mapping
from parvis.datasets.models import DataSet
from parvis.files.api import Spooled
from parvis.kernel import http


class SourceForm(forms.Form):
    """Where it comes from: a file, or a service."""

    file = forms.FileField(
        label=_("Spreadsheet or CSV"),
        required=False,
        help_text=_("XLSX, ODS or CSV: 100,000 rows, 25 MB at most. Everybody can read it: no personal data."),
    )
    url = forms.CharField(
        label=_("Or the address of a service"),
        required=False,
        max_length=2000,
        help_text=_("Of open data, for example: it answers with JSON or CSV. Residents never wait for it."),
    )
    path = forms.RegexField(
        r"^[\w.-]*$",
        label=_("Where its list stands"),
        required=False,
        max_length=200,
        help_text=_("Names apart by points, like “data.list”. Empty: found by itself."),
    )
    every = forms.ChoiceField(
        label=_("Asked again"),
        required=False,
        choices=[
            ("", _("Only when you ask")),
            ("hour", _("Every hour")),
            ("day", _("Every day")),
            ("week", _("Every week")),
        ],
    )

    def clean_file(self) -> Any:
        spooled = self.cleaned_data.get("file")
        if spooled is None:
            return None
        if not isinstance(spooled, Spooled) or spooled.full:
            raise forms.ValidationError(_("There is no room for files at the moment: try again in a few minutes."))
        if spooled.problem is not None or spooled.path is None:
            raise forms.ValidationError(_("The file is too large: 25 MB at most."))
        return spooled

    def clean_url(self) -> str:
        url: str = self.cleaned_data.get("url", "").strip()
        if url:
            try:
                http.judge(url, allowed=settings.PARVIS_DATASETS_ALLOWED)
            except http.BadAddress:
                raise forms.ValidationError(_("This is no address of a service that may be asked: https://…")) from None
        return url

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and bool(data.get("file")) == bool(data.get("url")):
            raise forms.ValidationError(_("Give a file, or the address of a service."))
        return data


class NewForm(SourceForm):
    """A new data set."""

    name_fr = forms.CharField(label=_("Name, in French"), max_length=120)
    name_en = forms.CharField(label=_("Name, in English"), max_length=120, required=False)
    field_order = ("name_fr", "name_en", "file", "url", "path", "every")


class MappingForm(forms.Form):
    """What the columns are."""

    key = forms.ChoiceField(
        label=_("Key"), help_text=_("What tells each row from all others, and stays the same: a code, a number.")
    )
    label = forms.ChoiceField(label=_("What people read and choose"))
    second = forms.ChoiceField(label=_("And after it"), required=False, help_text=_("To tell those of the same name."))
    columns = forms.MultipleChoiceField(
        label=_("Columns that forms may use"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, row: DataSet, header: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.header = row, header
        line = row.sample[header - 1] if len(row.sample) >= header else []
        self.titles = [title for title in mapping.titles(line) if title]
        offered = [(title, title) for title in self.titles]
        for name in ("key", "label", "columns"):
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        self.fields["second"].choices = [("", "–"), *offered]  # type: ignore[attr-defined]
        held = row.mapping
        self.initial = {
            "key": held.get("key") or next(iter(self.titles), ""),
            "label": (held.get("label") or self.titles[1:2] or self.titles[:1] or [""])[0],
            "second": (held.get("label") or ["", ""])[1:2][0] if len(held.get("label") or ()) > 1 else "",
            "columns": [title for _name, title in held.get("columns", ())] if held else self.titles[:40],
        }

    def chosen(self) -> dict[str, Any]:
        """The mapping, once valid. Columns of an earlier one keep their names."""
        data = self.cleaned_data
        before = {title: name for name, title in self.row.mapping.get("columns", ())}
        kept = [title for title in self.titles if title in data["columns"]][:MOST_COLUMNS]
        label = [data["label"], *([data["second"]] if data["second"] and data["second"] != data["label"] else [])]
        return {"header": self.header, "key": data["key"], "label": label, "columns": mapping.named(kept, before)}
