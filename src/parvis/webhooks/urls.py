"""Addresses of the screens of administrators."""

from django.urls import path

from parvis.webhooks.views import deliveries, endpoints

app_name = "webhooks"
urlpatterns = [
    path("administration/webhooks/", endpoints.every, name="endpoints"),
    path("administration/webhooks/nouveau/", endpoints.new, name="new"),
    path("administration/webhooks/<uuid:endpoint_id>/", endpoints.endpoint, name="endpoint"),
    path("administration/webhooks/<uuid:endpoint_id>/modifier/", endpoints.change, name="change"),
    path("administration/webhooks/<uuid:endpoint_id>/secret/", endpoints.rotate, name="rotate"),
    path("administration/webhooks/<uuid:endpoint_id>/suspendre/", endpoints.pause, name="pause"),
    path("administration/webhooks/<uuid:endpoint_id>/reprendre/", endpoints.resume, name="resume"),
    path("administration/webhooks/<uuid:endpoint_id>/supprimer/", endpoints.remove, name="remove"),
    path("administration/webhooks/<uuid:endpoint_id>/essai/", deliveries.ping, name="ping"),
    path("administration/webhooks/<uuid:endpoint_id>/abandonnes/", deliveries.again_dead, name="again_dead"),
    path("administration/webhooks/<uuid:endpoint_id>/renvoyer/", deliveries.again_since, name="again_since"),
    path("administration/webhooks/<uuid:endpoint_id>/envois/<int:delivery_id>/", deliveries.delivery, name="delivery"),
    path(
        "administration/webhooks/<uuid:endpoint_id>/envois/<int:delivery_id>/renvoyer/", deliveries.again, name="again"
    ),
]
