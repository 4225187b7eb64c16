"""Addresses of the mailroom."""

from django.urls import path

from parvis.mailroom.views import letters

app_name = "mailroom"
urlpatterns = [
    path("agents/courriers/", letters.queue, name="queue"),
    path("agents/courriers/lots/<uuid:batch_id>/", letters.batch, name="batch"),
    path("agents/courriers/lots/<uuid:batch_id>/pdf/", letters.pdf, name="pdf"),
    path("agents/courriers/lots/<uuid:batch_id>/reprendre/", letters.again, name="again"),
    path("agents/courriers/<uuid:letter_id>/retirer/", letters.withdraw, name="withdraw"),
    path("agents/courriers/<uuid:letter_id>/reimprimer/", letters.reprint, name="reprint"),
]
