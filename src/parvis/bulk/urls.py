"""Addresses of runs: one page an act, the pages of a run."""

from django.urls import path

from parvis.bulk.views import following, overseeing, previewing, starting

app_name = "bulk"
_RUN = "agents/en-masse/<uuid:run_id>/"
urlpatterns = [
    path("agents/en-masse/", following.runs, name="runs"),
    path("agents/en-masse/attribuer/", starting.start_page, {"key": "assign"}, name="assign"),
    path("agents/en-masse/distribuer/", starting.start_page, {"key": "hand_out"}, name="hand_out"),
    path("agents/en-masse/reaiguiller/", starting.start_page, {"key": "reroute"}, name="reroute"),
    path("agents/en-masse/etiqueter/", starting.start_page, {"key": "tag"}, name="tag"),
    path("agents/en-masse/ecrire/", starting.start_page, {"key": "message"}, name="message"),
    path("agents/en-masse/faire-avancer/", starting.start_page, {"key": "move"}, name="move"),
    path("agents/en-masse/imprimer/", starting.start_page, {"key": "print"}, name="print"),
    path("agents/en-masse/courrier/", starting.start_page, {"key": "letter"}, name="letter"),
    path("agents/en-masse/courrier/apercu/", previewing.example, {"key": "letter"}, name="letter_preview"),
    path("agents/en-masse/service/", overseeing.overseen_page, name="overseen"),
    path("agents/en-masse/service/<str:kind>/<uuid:ident>/arreter/", overseeing.stop, name="overseen_stop"),
    path(_RUN, following.run_page, name="run"),
    path(f"{_RUN}arreter/", following.stop, name="stop"),
    path(f"{_RUN}reprendre/", following.resume, name="resume"),
    path(f"{_RUN}refus.csv", following.refusals, name="refusals"),
]
