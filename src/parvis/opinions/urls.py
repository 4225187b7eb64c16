"""Addresses of `opinions`."""

from django.urls import path

from parvis.opinions.views import approvals, asking, delegations, experts, links, one

app_name = "opinions"
_FILE = "agents/dossiers/<str:reference>/"
_ONE = f"{_FILE}avis/<uuid:opinion_id>/"
_MINE = "agents/avis/<uuid:opinion_id>/"
_LINK = "avis/<str:token>/"
urlpatterns = [
    path(f"{_FILE}avis/demander/", asking.ask_page, name="ask"),
    path(_ONE, one.one_page, name="one"),
    path(f"{_ONE}retirer/", one.withdraw, name="withdraw"),
    path(f"{_ONE}relancer/", one.remind, name="remind"),
    path(f"{_ONE}fichiers/<uuid:file_id>/", one.reply_file, name="one_file"),
    path("agents/avis/", experts.mine, name="mine"),
    path(_MINE, experts.mine_one, name="mine_one"),
    path(f"{_MINE}transmettre/", experts.hand, name="mine_hand"),
    path(f"{_MINE}decliner/", experts.decline, name="mine_decline"),
    path(f"{_MINE}fichiers/<uuid:file_id>/", experts.file, name="mine_file"),
    path(f"{_FILE}approbation/<slug:transition>/", approvals.ask_page, name="ask_approval"),
    path("agents/a-approuver/", approvals.to_approve, name="to_approve"),
    path("agents/a-approuver/<uuid:approval_id>/", approvals.approve_page, name="approve"),
    path("agents/a-approuver/<uuid:approval_id>/retirer/", approvals.withdraw, name="withdraw_approval"),
    path("agents/delegations/", delegations.delegations_page, name="delegations"),
    path("agents/delegations/<uuid:delegation_id>/terminer/", delegations.end, name="end_delegation"),
    path(_LINK, links.link_page, name="link"),
    path(f"{_LINK}code/", links.code_page, name="link_code"),
    path(f"{_LINK}nouveau/", links.again, name="link_again"),
    path(f"{_LINK}transmettre/", links.hand, name="link_hand"),
    path(f"{_LINK}decliner/", links.decline, name="link_decline"),
    path(f"{_LINK}fichiers/<uuid:file_id>/", links.file, name="link_file"),
]
