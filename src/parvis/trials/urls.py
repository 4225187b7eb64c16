"""Addresses of trials: of designers, and of those who try."""

from django.urls import path

from parvis.trials.views import studio, trying

app_name = "trials"
_DRAFT = "administration/demarches/brouillon/<uuid:design_id>/essais/"
urlpatterns = [
    path(_DRAFT, studio.trials, name="trials"),
    path(f"{_DRAFT}remarque/<uuid:remark_id>/", studio.mark, name="mark"),
    path(f"{_DRAFT}<uuid:trial_id>/<slug:verb>/", studio.act, name="act"),
    path("essai/<str:secret>/", trying.trial, name="trial"),
]
