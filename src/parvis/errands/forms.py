"""What administrators type of a web service."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.webhooks.api import refused_address


class ServiceForm(forms.Form):
    """Which programme, and where."""

    name = forms.CharField(label=_("Name of the web service"), max_length=80)
    url = forms.CharField(
        label=_("Address that is called"),
        help_text=_("It begins with https://. Each message is a POST, signed."),
        max_length=500,
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off"}),
    )

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        if wrong := refused_address(url):
            raise forms.ValidationError(wrong)
        return url
