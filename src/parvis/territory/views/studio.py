"""The pages on which an administrator changes the site of their organisation.

Who may open them stands in `config/permissions.py`: the right to administer the organisation whose site answers.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.territory.domain import organisations, sites
from parvis.territory.forms.studio import ColoursForm, ContactForm, LogoForm, PageForm, TextsForm

_TABS = (
    ("territory:studio_site", gettext_lazy("Texts"), gettext_lazy("Texts of the site")),
    ("territory:studio_colours", gettext_lazy("Colours"), gettext_lazy("Colours of the site")),
    ("territory:studio_logo", gettext_lazy("Logo"), gettext_lazy("Logo of the site")),
    ("territory:studio_contact", gettext_lazy("Contact"), gettext_lazy("Contact and opening hours")),
    ("territory:studio_closing_days", gettext_lazy("Closing days"), gettext_lazy("Closing days")),
    ("territory:studio_pages", gettext_lazy("Pages"), gettext_lazy("Pages of the site")),
    ("territory:studio_zones", gettext_lazy("Zones"), gettext_lazy("Zones by street")),
    ("territory:studio_schools", gettext_lazy("Schools"), gettext_lazy("Schools")),
)


_OF_AN_ORGANISATION = ("territory:studio_contact", "territory:studio_zones", "territory:studio_schools")


def draw(request: HttpRequest, template: str, here: str, context: dict[str, Any]) -> HttpResponse:
    """Draw one of the pages on the site, under its tabs: 422 where a form has mistakes."""
    site = sites.of_request(request)
    tabs = [
        {"label": label, "address": reverse(name), "current": name == here}
        for name, label, _title in _TABS
        if site.organisation is not None or name not in _OF_AN_ORGANISATION
    ]
    title = next(title for name, _label, title in _TABS if name == here)
    form: forms.Form | None = context.get("form")
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, template, {"tabs_shown": tabs, "site": site, "title": title, **context}, status=status)


def _saved(request: HttpRequest, name: str) -> HttpResponse:
    messages.success(request, _("Saved. The site shows it now."))
    return HttpResponseRedirect(reverse(name))


@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: HttpRequest) -> HttpResponse:
    """Name, tagline, welcome, accessibility, shared services."""
    site = sites.of_request(request)
    form = TextsForm(request.POST) if request.method == "POST" else TextsForm.of(site)
    if site.organisation is None or site.organisation.group_id is None:
        del form.fields["shows_shared"]
    if form.is_bound and form.is_valid():
        form.cleaned_data.setdefault("shows_shared", site.shows_shared)
        form.save(site)
        return _saved(request, "territory:studio_site")
    return draw(request, "territory/studio_form.html", "territory:studio_site", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def colours(request: HttpRequest) -> HttpResponse:
    """Colours, refused with the pair and its contrast when they cannot be read."""
    site = sites.of_request(request)
    form = ColoursForm(request.POST) if request.method == "POST" else ColoursForm.of(site)
    if form.is_bound and form.is_valid():
        form.save(site)
        return _saved(request, "territory:studio_colours")
    return draw(request, "territory/studio_colours.html", "territory:studio_colours", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def logo(request: HttpRequest) -> HttpResponse:
    """The logo."""
    site = sites.of_request(request)
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" else LogoForm()
    if site.logo is None:
        del form.fields["remove"]
        form.fields["logo"].required = True
    if form.is_bound and form.is_valid():
        form.cleaned_data.setdefault("remove", False)
        form.save(site)
        return _saved(request, "territory:studio_logo")
    return draw(request, "territory/studio_logo.html", "territory:studio_logo", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Telephone, addresses, opening hours of the organisation."""
    organisation = sites.of_request(request).organisation
    if organisation is None:
        raise Http404("the territory's own site has no contact of its own")
    if request.method == "POST":
        form = ContactForm(request.POST, organisation=organisation)
        if form.is_valid():
            data = form.cleaned_data
            organisations.set_contact(
                organisation.id,
                phone=data["phone"],
                email=data["email"],
                address=data["address"].replace("\r\n", "\n"),
                website=data["website"],
                opening_hours=data["hours"],
                privacy_email=data["privacy_email"],
            )
            return _saved(request, "territory:studio_contact")
    else:
        form = ContactForm.of(organisation)
    return draw(request, "territory/studio_form.html", "territory:studio_contact", {"form": form})


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """The content pages of the site."""
    found = sites.pages(sites.of_request(request))
    return draw(request, "territory/studio_pages.html", "territory:studio_pages", {"pages": found})


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Write a content page; without slug, a new one."""
    site = sites.of_request(request)
    known = sites.page(site, slug) if slug else None
    if slug and known is None:
        raise Http404(slug)
    initial = {}
    if known is not None:
        initial = {
            "slug": known.slug, "title_fr": known.title.fr, "title_en": known.title.en,
            "body_fr": known.body.fr, "body_en": known.body.en, "in_footer": known.in_footer,
        }  # fmt: skip
    form = PageForm(request.POST) if request.method == "POST" else PageForm(initial=initial or None)
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data["slug"]
        if wanted != slug and sites.page(site, wanted) is not None:
            form.add_error("slug", _("Another page has this address."))
        else:
            form.save(site)
            if slug and wanted != slug:
                sites.remove_page(site.id, slug)
            return _saved(request, "territory:studio_pages")
    title = _("Page: %(title)s") % {"title": known.title} if known else _("Write a page")
    return draw(
        request, "territory/studio_page.html", "territory:studio_pages", {"form": form, "slug": slug, "title": title}
    )


@require_POST
def remove_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Remove a content page."""
    sites.remove_page(sites.of_request(request).id, slug)
    messages.success(request, _("The page was removed."))
    return HttpResponseRedirect(reverse("territory:studio_pages"))
