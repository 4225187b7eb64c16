"""Addresses of `notifications`: one's preferences, the gateway's reports, the demonstration's outbox."""

from django.urls import path

from parvis.notifications.views import outbox, preferences, reports

app_name = "notifications"
urlpatterns = [
    path("compte/messages/", preferences.preferences, name="preferences"),
    path("sms/rapport/<str:key>/", reports.report, name="report"),
    path("demo/boite-d-envoi/", outbox.mails, name="outbox"),
    path("demo/boite-d-envoi/<str:name>/", outbox.mail, name="outbox_mail"),
    path("demo/boite-d-envoi/<str:name>/html/", outbox.html, name="outbox_html"),
    path("demo/boite-d-envoi/<str:name>/pieces/<int:number>/", outbox.attachment, name="outbox_attachment"),
]
