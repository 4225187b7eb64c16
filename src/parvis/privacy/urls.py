"""Addresses of the data protection officer."""

from django.urls import path

from parvis.privacy.views import protection

app_name = "privacy"
urlpatterns = [
    path("agents/protection/", protection.protection, name="protection"),
    path("agents/protection/effacer/", protection.erase, name="erase"),
    path("agents/protection/effacements/<uuid:batch_id>/", protection.erasure, name="erasure"),
]
