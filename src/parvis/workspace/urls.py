"""Addresses of the agents' home."""

from django.urls import path

from parvis.cases.api import Selection
from parvis.workspace import views

app_name = "workspace"
urlpatterns = [
    path("agents/", views.inbox, {"selection": Selection.ALL}, name="inbox"),
    path("agents/miens/", views.inbox, {"selection": Selection.MINE}, name="mine"),
    path("agents/non-attribues/", views.inbox, {"selection": Selection.UNASSIGNED}, name="unassigned"),
    path("agents/en-retard/", views.inbox, {"selection": Selection.LATE}, name="late"),
    path("agents/cette-semaine/", views.inbox, {"selection": Selection.WEEK}, name="week"),
    path("agents/consultations/", views.consultations, name="consultations"),
    path("agents/chercher/", views.find, name="find"),
]
