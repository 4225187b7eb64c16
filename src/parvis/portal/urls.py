"""Addresses of the residents' face."""

from django.urls import path

from parvis.portal.views import residents

app_name = "portal"
urlpatterns = [
    path("", residents.home, name="home"),
    path("demarches/", residents.procedures, name="procedures"),
    path("recherche/", residents.search, name="search"),
    path("aide/", residents.help_page, name="help"),
    path("accessibilite/", residents.page, {"slug": "accessibilite"}, name="accessibility"),
    path("donnees-personnelles/", residents.page, {"slug": "donnees-personnelles"}, name="privacy"),
    path("mentions-legales/", residents.page, {"slug": "mentions-legales"}, name="legal"),
    path("pages/<slug:slug>/", residents.page, name="page"),
]
