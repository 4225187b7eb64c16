"""Addresses of figures."""

from django.urls import path

from parvis.figures.views import agents, public

app_name = "figures"
urlpatterns = [
    path("agents/chiffres/", agents.figures, name="agents"),
    path("agents/chiffres/<slug:name>.csv", agents.table_csv, name="agents_csv"),
    path("delais/", public.delays, name="delays"),
    path("delais.csv", public.delays_csv, name="delays_csv"),
]
