"""Addresses of passages to another revision."""

from django.urls import path

from parvis.revising.views import looking, moving

app_name = "revising"
_TYPE = "administration/demarches/<uuid:case_type_id>/passage/"
_ONE = f"{_TYPE}<uuid:passage_id>/"
urlpatterns = [
    path(_TYPE, looking.passages, name="passages"),
    path(_ONE, looking.passage_page, name="passage"),
    path(f"{_ONE}deplacer/", moving.move, name="move"),
    path(f"{_ONE}arreter/", moving.stop, name="stop"),
    path(f"{_ONE}continuer/", moving.resume, name="resume"),
    path(f"{_ONE}abandonner/", moving.give_up, name="give_up"),
    path(f"{_ONE}ramener/", moving.back, name="back"),
    path(f"{_ONE}apercu/<uuid:item_id>/", looking.preview, name="preview"),
]
