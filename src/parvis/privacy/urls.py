"""Addresses of the data protection officer, and of closing one’s account."""

from django.urls import path

from parvis.privacy.views import closing, protection

app_name = "privacy"
urlpatterns = [
    path("compte/fermer/", closing.close, name="close"),
    path("compte/ferme/", closing.closed, name="closed"),
    path("agents/protection/", protection.protection, name="protection"),
    path("agents/protection/effacer/", protection.erase, name="erase"),
    path("agents/protection/effacements/<uuid:batch_id>/", protection.erasure, name="erasure"),
]
