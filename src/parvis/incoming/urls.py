"""Addresses of what comes from elsewhere."""

from django.urls import path

from parvis.incoming.views import agents

app_name = "incoming"
urlpatterns = [
    path("administration/demarches/lire/", agents.read, name="read"),
    path("administration/demarches/lire/garder/", agents.keep, name="keep"),
    path("administration/demarches/lire/telecharger/", agents.download, name="download"),
]
