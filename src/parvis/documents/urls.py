"""Addresses of `documents`. They are printed on paper: never change them."""

from django.urls import path

from parvis.documents.views.verification import verify

app_name = "documents"
urlpatterns = [
    path("verifier/", verify, name="verify"),
    path("verifier/<str:code>", verify, name="verify_code"),
]
