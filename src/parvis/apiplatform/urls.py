"""Addresses of the API, of its reference, and of the screens of administrators."""

from django.urls import path, re_path

from parvis.apiplatform.views import entry
from parvis.kernel.ui.late import late

reference, tokens = late("parvis.apiplatform.views.reference"), late("parvis.apiplatform.views.tokens")

app_name = "apiplatform"
urlpatterns = [
    re_path(r"^api/v1/(?P<path>drafts/[^/]+/files)$", entry.entry_files, name="files"),
    re_path(r"^api/v1/(?P<path>.*)$", entry.entry, name="api"),
    path("api/", reference("reference"), name="reference"),
    path("administration/api/", tokens("tokens_page"), name="tokens"),
    path("administration/api/jeton/", tokens("make"), name="make_token"),
    path("administration/api/<uuid:token_id>/revoquer/", tokens("revoke"), name="revoke_token"),
]
