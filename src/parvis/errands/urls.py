"""Addresses of `errands`."""

from django.urls import path

from parvis.errands.views import again, services

app_name = "errands"
urlpatterns = [
    path("administration/services-web/", services.every, name="services"),
    path("administration/services-web/nouveau/", services.new, name="new_service"),
    path("administration/services-web/<uuid:service_id>/", services.service, name="service"),
    path("administration/services-web/<uuid:service_id>/secret/", services.renew, name="renew_service"),
    path("administration/services-web/<uuid:service_id>/retirer/", services.remove, name="remove_service"),
    path("agents/dossiers/<str:reference>/suites/<uuid:errand_id>/", again.again, name="again"),
]
