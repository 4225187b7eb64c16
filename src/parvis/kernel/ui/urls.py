"""Addresses of the shell."""

from django.urls import path

from parvis.kernel.ui import views

app_name = "ui"
urlpatterns = [
    path("langue/", views.language, name="language"),
    path("demo/composants/", views.components, {"template": "demo/components.html"}, name="components"),
    path("demo/composants/formulaire/", views.components, {"template": "demo/form.html"}, name="components_form"),
    path("demo/composants/agent/", views.components, {"template": "demo/desk.html"}, name="components_desk"),
    path("demo/erreurs/<int:status>/", views.error_page, name="error_page"),
]
