"""Addresses of cases."""

from django.urls import path

from parvis.cases.views import (
    acts,
    agents,
    assigning,
    capacities,
    cards,
    lending,
    moves,
    notes,
    relating,
    renewals,
    resending,
    residents,
    steps,
    tracking,
)

app_name = "cases"
_FILE = "agents/dossiers/<str:reference>/"
_OWN = "demandes/<str:reference>/"
urlpatterns = [
    path(_FILE, agents.case_page, name="agent_case"),
    path(f"{_FILE}message/", agents.message, name="agent_message"),
    path(f"{_FILE}note/", notes.note, name="agent_note"),
    path(f"{_FILE}presents/", agents.others, name="agent_others"),
    path(f"{_FILE}lier/", relating.link_page, name="agent_link"),
    path(f"{_FILE}delier/<uuid:link_id>/", relating.unlink, name="agent_unlink"),
    path(f"{_FILE}confier/", lending.lend_page, name="agent_lend"),
    path(f"{_FILE}rendre/", lending.end, name="agent_return"),
    path(f"{_FILE}attribuer/", assigning.assign_page, name="agent_assign"),
    path(f"{_FILE}consultations/", agents.consultations_page, name="agent_consultations"),
    path(f"{_FILE}documents/<uuid:document_id>/", agents.document, name="agent_document"),
    path(f"{_FILE}suite/<slug:transition>/", moves.transition_page, name="agent_transition"),
    path("demandes/", residents.mine, name="mine"),
    path("demandes/oublier/", residents.forget, name="forget"),
    path(_OWN, residents.case_page, name="case"),
    path(f"{_OWN}recu/", residents.receipt, name="receipt"),
    path(f"{_OWN}message/", residents.message, name="message"),
    path(f"{_OWN}garder/", residents.keep, name="keep"),
    path(f"{_OWN}documents/<uuid:document_id>/", residents.document, name="document"),
    path(f"{_OWN}rendez-vous.ics", renewals.visit_file, name="visit_file"),
    path(f"{_OWN}renouveler/", renewals.renew, name="renew"),
    path(f"{_OWN}suite/<slug:transition>/", steps.move_page, name="move"),
    path("agents/capacites/", capacities.capacities_page, name="capacities"),
    path("agents/capacites/<uuid:wall_id>/<slug:resource>/", capacities.capacity_page, name="capacity"),
    path("agents/capacites/<uuid:wall_id>/<slug:resource>/fixer/", capacities.set_capacities, name="set_capacities"),
    path("actes/", acts.published, name="acts"),
    path("actes/<str:number>/", acts.act, name="act"),
    path("actes/<str:number>/acte.pdf", acts.act_file, name="act_file"),
    path("carte/", cards.card, name="card"),
    path("carte/<str:number>", cards.card, name="card_number"),
    path(f"{_FILE}envoyer/", resending.resend, name="agent_resend"),
    path("s/<str:reference>/", tracking.short, name="short"),
    path("suivre/", tracking.track, name="track"),
    path("suivre/lien/", tracking.send_link, name="send_link"),
    path("suivre/lien/<str:token>/", tracking.by_link, name="by_link"),
]
