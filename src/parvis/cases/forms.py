"""The forms by which people come back to their requests."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TrackForm(forms.Form):
    """The reference, typed as it was read or heard, and something that was given with the request."""

    reference = forms.CharField(
        label=_("Reference of your request"),
        help_text=_("It is on your receipt, for example DK-26-4F7K2-H. Capitals and hyphens don’t matter."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Type the reference")},
    )
    element = forms.CharField(
        label=_("E-mail address, telephone number or code"),
        help_text=_("The one that you gave in your request, or the code of your receipt if you gave none."),
        max_length=254,
        widget=forms.TextInput({"autocomplete": "email"}),
        error_messages={"required": _("Type the e-mail address or the telephone number")},
    )


class LinkForm(forms.Form):
    """The e-mail address to which the link goes."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The one that you gave in your requests."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("Type your e-mail address"), "invalid": _("Type a whole e-mail address")},
    )
