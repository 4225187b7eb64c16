"""Addresses of access."""

from django.urls import path

from parvis.access.views import entry, invitation, members

urlpatterns = [
    path("connexion/", entry.sign_in, name="access_sign_in"),
    path("connexion/vers-le-site/", entry.give, name="access_give"),
    path("connexion/retour/", entry.take, name="access_take"),
    path("connexion/rester/", entry.stay, name="access_stay"),
    path("deconnexion/", entry.sign_out, name="account_logout"),
    path("saisie-conservee/<uuid:kept_id>/", entry.kept, name="access_kept"),
    path("invitation/<str:token>/", invitation.invitation, name="access_invitation"),
    path("agents/membres/", members.members_page, name="access_members"),
    path("agents/membres/inviter/", members.invite, name="access_invite"),
    path("agents/membres/invitations/<uuid:invitation_id>/retirer/", members.withdraw, name="access_withdraw"),
    path("agents/membres/<uuid:membership_id>/terminer/", members.dismiss, name="access_dismiss"),
]
