"""Addresses of what a site serves of itself."""

from django.urls import path, register_converter

from parvis.territory.views import closing, departments, public, studio, studio_zones


class Digest:
    """The first sixteen hexadecimal digits of a SHA-256."""

    regex = "[0-9a-f]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Digest, "digest")

app_name = "territory"
urlpatterns = [
    path("theme.css", public.theme_css, name="theme_css"),
    path("administration/site/", studio.texts, name="studio_site"),
    path("administration/site/couleurs/", studio.colours, name="studio_colours"),
    path("administration/site/logo/", studio.logo, name="studio_logo"),
    path("administration/site/contact/", studio.contact, name="studio_contact"),
    path("administration/site/fermetures/", closing.closing_days, name="studio_closing_days"),
    path("administration/site/fermetures/supprimer/", closing.remove_closing_day, name="studio_remove_closing_day"),
    path("administration/services/", departments.departments_page, name="studio_departments"),
    path("administration/services/nouveau/", departments.department_page, name="studio_new_department"),
    path("administration/services/<uuid:department_id>/", departments.department_page, name="studio_department"),
    path("administration/services/<uuid:department_id>/fermer/", departments.close, name="studio_close_department"),
    path("administration/services/<uuid:department_id>/ouvrir/", departments.reopen, name="studio_reopen_department"),
    path("administration/site/pages/", studio.pages, name="studio_pages"),
    path("administration/site/pages/nouvelle/", studio.page, name="studio_new_page"),
    path("administration/site/pages/<slug:slug>/", studio.page, name="studio_page"),
    path("administration/site/pages/<slug:slug>/supprimer/", studio.remove_page, name="studio_remove_page"),
    path("administration/site/zones/", studio_zones.zones, name="studio_zones"),
    path("administration/site/zones/<slug:code>/", studio_zones.zones, name="studio_zone_table"),
    path("administration/site/zones/<slug:code>/fichier/", studio_zones.zones_csv, name="studio_zone_csv"),
    path("administration/site/zones/<slug:code>/supprimer/", studio_zones.remove_zones, name="studio_remove_zones"),
    path("administration/site/ecoles/", studio_zones.school_list, name="studio_schools"),
    path("administration/site/ecoles/fichier/", studio_zones.schools_csv, name="studio_schools_csv"),
    path("logo-<digest:digest>.png", public.logo, name="logo"),
]
