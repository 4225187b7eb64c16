"""Every address of Parvis. Each module lists its own; every name stands in `config/permissions.py`."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    # Addresses are tried from the top, 2 µs each: first those of filling in. No address is in two lists.
    path("", include("parvis.procedures.urls")),
    path("", include("parvis.kernel.ui.urls")),
    path("", include("parvis.notifications.urls")),
    path("", include("parvis.documents.urls")),
    path("", include("parvis.privacy.urls")),
    path("", include("parvis.mailroom.urls")),
    path("", include("parvis.exchange.urls")),
    path("", include("parvis.territory.urls")),
    path("", include("parvis.portal.urls")),
    path("", include("parvis.identity.urls")),
    path("", include("parvis.access.urls")),
    path("", include("parvis.cases.urls")),
    path("", include("parvis.bulk.urls")),
    path("", include("parvis.workspace.urls")),
    path("", include("parvis.workload.urls")),
    path("", include("parvis.errands.urls")),
    path("", include("parvis.datasets.urls")),
    path("", include("parvis.routing.urls")),
    path("", include("parvis.opinions.urls")),
    path("", include("parvis.figures.urls")),
    path("", include("parvis.incoming.urls")),
    path("", include("parvis.packages.urls")),
    path("", include("parvis.studio.urls")),
    path("", include("parvis.revising.urls")),
    path("", include("parvis.trials.urls")),
    path("", include("parvis.apiplatform.urls")),
    path("", include("parvis.webhooks.urls")),
]

handler400 = "parvis.kernel.ui.errors.bad_request"
handler403 = "parvis.kernel.ui.errors.permission_denied"
handler404 = "parvis.kernel.ui.errors.page_not_found"
handler500 = "parvis.kernel.ui.errors.server_error"
