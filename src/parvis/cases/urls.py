"""Addresses of cases."""

from django.urls import path

from parvis.cases.views import agents, assigning, moves

app_name = "cases"
_FILE = "agents/dossiers/<str:reference>/"
urlpatterns = [
    path(_FILE, agents.case_page, name="agent_case"),
    path(f"{_FILE}message/", agents.message, name="agent_message"),
    path(f"{_FILE}attribuer/", assigning.assign_page, name="agent_assign"),
    path(f"{_FILE}consultations/", agents.consultations_page, name="agent_consultations"),
    path(f"{_FILE}documents/<uuid:document_id>/", agents.document, name="agent_document"),
    path(f"{_FILE}suite/<slug:transition>/", moves.transition_page, name="agent_transition"),
]
