"""Addresses of ready procedures and of packages."""

from django.urls import path

from parvis.packages.views import coming, leaving, shelf

app_name = "packages"
urlpatterns = [
    path("administration/demarches/pretes/", shelf.shelf_page, name="shelf"),
    path("administration/demarches/pretes/<slug:slug>/", shelf.ready_page, name="ready"),
    path("administration/demarches/paquets/", coming.packages_page, name="packages"),
    path("administration/demarches/paquets/garder/", coming.keep, name="keep"),
    path("administration/demarches/paquets/cles/", coming.keys_page, name="keys"),
    path("administration/demarches/<uuid:case_type_id>/paquet/", leaving.take, name="take"),
]
