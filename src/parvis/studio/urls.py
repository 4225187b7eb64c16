"""Addresses of the studio."""

from django.urls import path

from parvis.studio.views import acting, adding, element, listing, outline, settings

app_name = "studio"
_DRAFT = "administration/demarches/brouillon/<uuid:design_id>/"
urlpatterns = [
    path("administration/demarches/", listing.procedures_page, name="procedures"),
    path("administration/demarches/nouvelle/", listing.new, name="new"),
    path("administration/demarches/<uuid:case_type_id>/modifier/", listing.begin, name="begin"),
    path(_DRAFT, outline.draft_page, name="draft"),
    path(f"{_DRAFT}agir/", acting.act, name="act"),
    path(f"{_DRAFT}ajouter/", adding.add, name="add"),
    path(f"{_DRAFT}element/<slug:element_id>/", element.element_page, name="element"),
    path(f"{_DRAFT}reglages/", settings.settings_page, name="settings"),
]
