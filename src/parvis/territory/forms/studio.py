"""What an administrator may change of a site: texts, colours, logo, contact, content pages."""

import re
from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from parvis.territory.data import Accessibility, Contact, OpeningHours, Organisation, Site, Text, Theme
from parvis.territory.domain import hours, logos, phones, sites, theme

_DAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


class TextsForm(forms.Form):
    """Name, tagline, welcome, accessibility, shared services."""

    name = forms.CharField(label=_("Name of the site"), max_length=80)
    tagline_fr = forms.CharField(label=_("Line below the name, in French"), max_length=100)
    tagline_en = forms.CharField(label=_("Line below the name, in English"), max_length=100, required=False)
    welcome_fr = forms.CharField(
        label=_("Welcome text, in French"), max_length=300, required=False, widget=forms.Textarea,
        help_text=_("One sentence under the question of the home page. 300 characters at most."),
    )  # fmt: skip
    welcome_en = forms.CharField(
        label=_("Welcome text, in English"), max_length=300, required=False, widget=forms.Textarea
    )
    accessibility = forms.ChoiceField(
        label=_("State of accessibility"),
        choices=[(state.value, state.label) for state in Accessibility],
        widget=forms.RadioSelect,
        help_text=_("The law allows these three wordings alone; the first until an audit says otherwise."),
    )
    shows_shared = forms.BooleanField(
        label=_("Show the services of the group of communes on this site too"), required=False
    )

    @classmethod
    def of(cls, site: Site) -> "TextsForm":
        return cls(
            initial={
                "name": site.name,
                "tagline_fr": site.tagline.fr,
                "tagline_en": site.tagline.en,
                "welcome_fr": site.welcome.fr,
                "welcome_en": site.welcome.en,
                "accessibility": site.accessibility.value,
                "shows_shared": site.shows_shared,
            }
        )

    def save(self, site: Site) -> None:
        data = self.cleaned_data
        sites.change(
            site.id,
            name=data["name"],
            tagline=Text(data["tagline_fr"], data["tagline_en"]),
            welcome=Text(data["welcome_fr"], data["welcome_en"]),
            accessibility=Accessibility(data["accessibility"]),
            shows_shared=data["shows_shared"],
        )


class ColourField(forms.CharField):
    """A colour as #rrggbb, chosen with the browser's own chooser."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=7, widget=forms.TextInput(attrs={"type": "color"}), **options)

    def clean(self, value: Any) -> str:
        colour = str(super().clean(value)).lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", colour):
            raise forms.ValidationError(gettext("A colour is written as #rrggbb."))
        return colour


class ColoursForm(forms.Form):
    """The colours of a site; each pair that cannot be read is said at the colour that makes it so."""

    brand = ColourField(label=_("Main colour"), help_text=_("Head of the home page, buttons, pictograms."))
    brand_strong = ColourField(label=_("Dark main colour"), help_text=_("The strip on top; links under the pointer."))
    accent = ColourField(label=_("Accent colour"), help_text=_("The search button, the current page."))
    link = ColourField(label=_("Links"))
    paper = ColourField(label=_("Background of the content"))
    sand = ColourField(label=_("Background of the footer"))

    @classmethod
    def of(cls, site: Site) -> "ColoursForm":
        return cls(initial=asdict(site.theme))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = [field.name for field in fields(Theme)]
        if all(name in data for name in names):
            for result in theme.unreadable(Theme(**{name: data[name] for name in names})):
                culprit = result.pair.front if result.pair.front in names else result.pair.back
                self.add_error(culprit, result.message)
        return data

    def save(self, site: Site) -> None:
        """Raises `sites.ThemeRefused` if the form was not checked."""
        sites.set_theme(site.id, Theme(**{field.name: self.cleaned_data[field.name] for field in fields(Theme)}))


class LogoForm(forms.Form):
    """A picture, re-encoded; without one, the site shows its initial."""

    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        error_messages={"required": _("Choose a picture.")},
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("PNG, JPEG or WebP, 2 MB at most. It is shown 48 pixels high beside the name of the site."),
    )
    remove = forms.BooleanField(label=_("Remove the logo"), required=False)

    def clean_logo(self) -> logos.Encoded | None:
        sent = self.cleaned_data["logo"]
        if not sent:
            return None
        try:
            return logos.encode(sent)
        except logos.LogoRefused as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors and not data.get("logo") and not data.get("remove"):
            self.add_error("logo", gettext("Choose a picture."))
        return data

    def save(self, site: Site) -> None:
        sites.set_logo(site.id, None if self.cleaned_data["remove"] else self.cleaned_data["logo"])


class ContactForm(forms.Form):
    """What stands on the door of the town hall."""

    phone = forms.CharField(
        label=_("Telephone"), max_length=30, widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=_("Required: it stands on every acknowledgement of receipt (CRPA, article R112-11-1)."),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail address"))
    address = forms.CharField(label=_("Postal address"), max_length=300, widget=forms.Textarea)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    privacy_email = forms.EmailField(
        label=_("E-mail address of the data protection officer"), required=False,
        help_text=_("A mailbox of the function: it stands on the page on personal data (GDPR, article 13)."),
    )  # fmt: skip

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.organisation = organisation
        for number, day in enumerate(_DAYS):
            self.fields[f"day{number}"] = forms.CharField(
                label=day,
                required=False,
                max_length=60,
                # said once, before the first day: seven times is noise, to the ear above all
                help_text=_("For example: 8:30-12:00, 13:30-17:00") if number == 0 else "",
            )

    @classmethod
    def of(cls, organisation: Organisation) -> "ContactForm":
        initial = cls.initial_of(organisation.contact) | {"privacy_email": organisation.privacy_email}
        return cls(initial=initial, organisation=organisation)

    @staticmethod
    def initial_of(contact: Contact) -> dict[str, str]:
        """The values of these fields for a contact."""
        initial = {
            "phone": contact.phone,
            "email": contact.email,
            "address": contact.address,
            "website": contact.website,
        }
        for number, slots in enumerate(contact.hours.week):
            initial[f"day{number}"] = ", ".join(f"{slot.opens:%H:%M}-{slot.closes:%H:%M}" for slot in slots)
        return initial

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        try:
            phones.read(phone, self.organisation.county)
        except phones.NotAPhone:
            raise forms.ValidationError(
                gettext("This is no telephone number that can be called from France.")
            ) from None
        return phone

    def clean(self) -> dict[str, Any]:
        week = []
        for number in range(7):
            try:
                week.append(hours.typed(str(self.cleaned_data.get(f"day{number}", ""))))
            except ValueError:
                self.add_error(
                    f"day{number}", gettext("Write hours as 8:30-12:00, 13:30-17:00; leave it empty when closed.")
                )
        if len(week) == 7:
            self.cleaned_data["hours"] = OpeningHours(tuple(week))
        return self.cleaned_data


class PageForm(forms.Form):
    """A content page, in Markdown."""

    slug = forms.SlugField(
        label=_("Address of the page"), max_length=80,
        help_text=_(
            "Small letters, digits and hyphens. mentions-legales, donnees-personnelles and accessibilite replace the "
            "standard pages."
        ),
    )  # fmt: skip
    title_fr = forms.CharField(label=_("Title, in French"), max_length=120)
    title_en = forms.CharField(label=_("Title, in English"), max_length=120, required=False)
    body_fr = forms.CharField(
        label=_("Text, in French"), max_length=50_000, widget=forms.Textarea,
        help_text=_(
            "Markdown: # for a heading, - for a list, [words](address) for a link. HTML is shown as it is typed."
        ),
    )  # fmt: skip
    body_en = forms.CharField(label=_("Text, in English"), max_length=50_000, required=False, widget=forms.Textarea)
    in_footer = forms.BooleanField(label=_("Link to it at the foot of every page"), required=False, initial=True)

    def save(self, site: Site) -> None:
        data = self.cleaned_data
        sites.save_page(
            site.id,
            data["slug"],
            title=Text(data["title_fr"], data["title_en"]),
            body=Text(data["body_fr"], data["body_en"]),
            in_footer=data["in_footer"],
        )
