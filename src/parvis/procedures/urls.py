"""Addresses of procedures: their start pages, and requests being filled in."""

from django.urls import path

from parvis.procedures.views import (
    again,
    attaching,
    availability,
    filling,
    joining,
    prefilling,
    printing,
    sharing,
    silence,
    starting,
)

app_name = "procedures"
urlpatterns = [
    path("administration/ouvertures/", availability.listed, name="studio_openings"),
    path("administration/ouvertures/<slug:slug>/", availability.opening, name="studio_opening"),
    path("administration/silence/", silence.readings_page, name="studio_silences"),
    path("administration/silence/<uuid:case_type_id>/", silence.reading_page, name="studio_silence"),
    path("demarches/<slug:slug>/", starting.start, name="start"),
    path("demarches/<slug:slug>/commencer/", starting.begin, name="begin"),
    path("demarches/<slug:slug>/formulaire.pdf", printing.blank, name="blank"),
    path("demarches/<slug:slug>/depuis/<str:reference>/", again.again, name="again"),
    path("demarches/<slug:slug>/prerempli/", prefilling.prefilled, name="prefilled"),
    path("prerempli/<str:secret>/", prefilling.claim, name="claim"),
    path("brouillons/<uuid:draft_id>/", filling.check, name="check"),
    path("brouillons/<uuid:draft_id>/reprendre/", filling.resume, name="resume"),
    path("brouillons/<uuid:draft_id>/envoyer/", filling.submit, name="submit"),
    path("brouillons/<uuid:draft_id>/plus-tard/", starting.later, name="later"),
    path("brouillons/<uuid:draft_id>/a-plusieurs/", sharing.share, name="share"),
    path("brouillons/<uuid:draft_id>/a-plusieurs/<uuid:share_id>/retirer/", sharing.unshare, name="unshare"),
    path("a-plusieurs/<str:secret>/", sharing.join_in, name="join_in"),
    path("brouillons/<uuid:draft_id>/supprimer/", filling.discard, name="discard"),
    path("brouillons/<uuid:draft_id>/page/<slug:page_id>/", filling.page, name="page"),
    path("brouillons/<uuid:draft_id>/page/<slug:page_id>/brouillon/", filling.autosave, name="autosave"),
    path("brouillons/<uuid:draft_id>/page/<slug:page_id>/fichiers/", attaching.attach, name="attach"),
    path("brouillons/<uuid:draft_id>/fichiers/<uuid:file_id>/", attaching.download, name="attachment"),
    path("brouillons/<uuid:draft_id>/fichiers/<uuid:file_id>/retirer/", attaching.detach, name="detach"),
    path("agents/saisie/<uuid:draft_id>/", filling.check, name="intake_check"),
    path("agents/saisie/<uuid:draft_id>/reprendre/", filling.resume, name="intake_resume"),
    path("agents/saisie/<uuid:draft_id>/envoyer/", filling.submit, name="intake_submit"),
    path("agents/saisie/<uuid:draft_id>/supprimer/", filling.discard, name="intake_discard"),
    path("agents/saisie/<uuid:draft_id>/page/<slug:page_id>/", filling.page, name="intake_page"),
    path("agents/saisie/<uuid:draft_id>/page/<slug:page_id>/brouillon/", filling.autosave, name="intake_autosave"),
    path("agents/saisie/<uuid:draft_id>/page/<slug:page_id>/fichiers/", attaching.attach, name="intake_attach"),
    path("agents/saisie/<uuid:draft_id>/page/<slug:page_id>/reunir/", joining.join, name="intake_join"),
    path("agents/saisie/<uuid:draft_id>/fichiers/<uuid:file_id>/", attaching.download, name="intake_attachment"),
    path("agents/saisie/<uuid:draft_id>/fichiers/<uuid:file_id>/retirer/", attaching.detach, name="intake_detach"),
    path("reprendre/<str:secret>/", starting.by_link, name="by_link"),
]
