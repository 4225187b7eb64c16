"""Addresses of the screens of administrators."""

from django.urls import path

from parvis.kernel.ui.late import late

endpoints, deliveries = late("parvis.webhooks.views.endpoints"), late("parvis.webhooks.views.deliveries")

app_name = "webhooks"
_ONE = "administration/webhooks/<uuid:endpoint_id>/"
urlpatterns = [
    path("administration/webhooks/", endpoints("every"), name="endpoints"),
    path("administration/webhooks/nouveau/", endpoints("new"), name="new"),
    path(_ONE, endpoints("endpoint"), name="endpoint"),
    path(_ONE + "modifier/", endpoints("change"), name="change"),
    path(_ONE + "secret/", endpoints("rotate"), name="rotate"),
    path(_ONE + "suspendre/", endpoints("pause"), name="pause"),
    path(_ONE + "reprendre/", endpoints("resume"), name="resume"),
    path(_ONE + "supprimer/", endpoints("remove"), name="remove"),
    path(_ONE + "essai/", deliveries("ping"), name="ping"),
    path(_ONE + "abandonnes/", deliveries("again_dead"), name="again_dead"),
    path(_ONE + "renvoyer/", deliveries("again_since"), name="again_since"),
    path(_ONE + "envois/<int:delivery_id>/", deliveries("delivery"), name="delivery"),
    path(
        _ONE + "envois/<int:delivery_id>/renvoyer/",
        deliveries("again"),
        name="again",
    ),
]
