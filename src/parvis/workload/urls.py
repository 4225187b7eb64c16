"""Addresses of `workload`."""

from django.urls import path

from parvis.workload.views import absences, handing, load, preferences, rules

app_name = "workload"
urlpatterns = [
    path("agents/charge/", load.load_page, name="load"),
    path("agents/charge/reglages/", load.settings_page, name="settings"),
    path("agents/charge/repartir/", handing.hand_out, name="hand_out"),
    path("agents/charge/regles/", rules.rules_page, name="rules"),
    path("agents/charge/regles/nouvelle/", rules.rule_page, name="new_rule"),
    path("agents/charge/regles/<uuid:rule_id>/", rules.rule_page, name="rule"),
    path("agents/charge/regles/<uuid:rule_id>/monter/", rules.raise_rule, name="raise_rule"),
    path("agents/charge/regles/<uuid:rule_id>/supprimer/", rules.delete_rule, name="delete_rule"),
    path("agents/absences/", absences.absences_page, name="absences"),
    path("agents/absences/<uuid:absence_id>/terminer/", absences.end, name="end_absence"),
    path("agents/notifications/", preferences.preferences, name="preferences"),
    path("sans-resume/<str:key>/", preferences.unsubscribe, name="unsubscribe"),
]
