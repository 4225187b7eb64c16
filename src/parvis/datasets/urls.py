"""Addresses of data sets."""

from django.urls import path

from parvis.datasets.views import keeping, searching

app_name = "datasets"
urlpatterns = [
    path("administration/jeux-de-donnees/", keeping.every, name="every"),
    path("administration/jeux-de-donnees/<slug:code>/", keeping.one, name="one"),
    path("choisir/<str:token>/", searching.search, name="search"),
]
