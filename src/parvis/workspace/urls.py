"""Addresses of the agents' home."""

from django.urls import path

from parvis.cases.api import Selection
from parvis.workspace.views import consulting, filtering, intake, kept, lists, news, pressing, taking

app_name = "workspace"
urlpatterns = [
    path("agents/", lists.inbox, {"selection": Selection.ALL}, name="inbox"),
    path("agents/miens/", lists.inbox, {"selection": Selection.MINE}, name="mine"),
    path("agents/non-attribues/", lists.inbox, {"selection": Selection.UNASSIGNED}, name="unassigned"),
    path("agents/en-retard/", lists.inbox, {"selection": Selection.LATE}, name="late"),
    path("agents/cette-semaine/", lists.inbox, {"selection": Selection.WEEK}, name="week"),
    path("agents/debut/", kept.start, name="start"),
    path("agents/filtres/", filtering.filter_page, name="filter"),
    path("agents/nouveau/", news.news, name="news"),
    path("agents/prendre/", taking.take, name="take"),
    path("agents/touches/", pressing.keys_page, name="keys"),
    path("agents/saisie/", intake.intake, name="intake"),
    path("agents/vues/garder/", kept.keep, name="keep"),
    path("agents/vues/<uuid:view_id>/", lists.view, name="view"),
    path("agents/vues/<uuid:view_id>/changer/", kept.change_view, name="change_view"),
    path("agents/vues/<uuid:view_id>/supprimer/", kept.delete_view, name="delete_view"),
    path("agents/consultations/", consulting.consultations, name="consultations"),
    path("agents/chercher/", lists.find, name="find"),
]
