"""Addresses of exports and imports."""

from django.urls import path

from parvis.exchange.views import asking, bringing, following

app_name = "exchange"
urlpatterns = [
    path("agents/exports/", following.every, name="exports"),
    path("agents/exports/nouveau/", asking.new, name="new"),
    path("agents/exports/modeles/<uuid:template_id>/", following.template, name="template"),
    path("agents/exports/modeles/<uuid:template_id>/supprimer/", following.delete_template, name="delete_template"),
    path("agents/exports/<uuid:export_id>/", following.export, name="export"),
    path("agents/exports/<uuid:export_id>/fichier/", following.file, name="file"),
    path("agents/exports/<uuid:export_id>/arreter/", following.stop, name="stop"),
    path("agents/exports/<uuid:export_id>/reprendre/", following.resume, name="resume"),
    path("agents/exports/<uuid:export_id>/supprimer/", following.delete, name="delete"),
    path("agents/imports/", bringing.every, name="imports"),
    path("agents/imports/<uuid:import_id>/", bringing.bringing, name="import"),
    path("agents/imports/<uuid:import_id>/commencer/", bringing.start, name="import_start"),
    path("agents/imports/<uuid:import_id>/arreter/", bringing.stop, name="import_stop"),
    path("agents/imports/<uuid:import_id>/reprendre/", bringing.resume, name="import_resume"),
    path("agents/imports/<uuid:import_id>/supprimer/", bringing.delete, name="import_delete"),
    path("agents/imports/<uuid:import_id>/erreurs.csv", bringing.report, name="import_report"),
]
