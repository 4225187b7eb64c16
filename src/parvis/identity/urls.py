"""Addresses of accounts: those pages of django-allauth that Parvis has, each under its own name, and ours."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from parvis.identity.views import entry, residents

urlpatterns = [
    path("compte/", residents.account, name="identity_account"),
    path("compte/sessions/", residents.session_list, name="identity_sessions"),
    path("compte/sessions/autres/terminer/", residents.end_others, name="identity_end_others"),
    path("compte/sessions/<uuid:session_id>/terminer/", residents.end_session, name="identity_end_session"),
    path("compte/connexion/", entry.sign_in, name="account_login"),
    path("compte/inscription/", entry.sign_up, name="account_signup"),
    path("compte/confirmation/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^compte/confirmation/(?P<key>[-:\w]+)/$", entry.confirm, name="account_confirm_email"),
    path("compte/verification/", account.reauthenticate, name="account_reauthenticate"),
    path("compte/adresse/", account.email, name="account_email"),
    path("compte/mot-de-passe/", account.password_change, name="account_change_password"),
    path("compte/mot-de-passe/premier/", account.password_set, name="account_set_password"),
    path("compte/mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path("compte/mot-de-passe/oublie/envoye/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^compte/mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "compte/mot-de-passe/nouveau/fait/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("compte/securite/", mfa.index, name="mfa_index"),
    path("compte/securite/code/", mfa.authenticate, name="mfa_authenticate"),
    path("compte/securite/verification/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("compte/securite/application/", totp.activate_totp, name="mfa_activate_totp"),
    path("compte/securite/application/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("compte/securite/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("compte/securite/codes/nouveaux/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("compte/securite/codes/fichier/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("compte/securite/cles/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("compte/securite/cles/ajouter/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("compte/securite/cles/verification/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("compte/securite/cles/connexion/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("compte/securite/cles/<int:pk>/retirer/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("compte/securite/cles/<int:pk>/nommer/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
