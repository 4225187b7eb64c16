"""Addresses of `notifications`: the demonstration's outbox."""

from django.urls import path

from parvis.notifications.views import outbox

app_name = "notifications"
urlpatterns = [
    path("demo/boite-d-envoi/", outbox.mails, name="outbox"),
    path("demo/boite-d-envoi/<str:name>/", outbox.mail, name="outbox_mail"),
    path("demo/boite-d-envoi/<str:name>/html/", outbox.html, name="outbox_html"),
    path("demo/boite-d-envoi/<str:name>/pieces/<int:number>/", outbox.attachment, name="outbox_attachment"),
]
