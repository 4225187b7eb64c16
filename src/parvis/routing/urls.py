"""Addresses of the rules that say where cases go."""

from django.urls import path

from parvis.routing.views import listing, rule, rules, trial, versions

app_name = "routing"
_PLACE = "administration/aiguillage/<uuid:case_type_id>/"
urlpatterns = [
    path("administration/aiguillage/", listing.procedures_page, name="procedures"),
    path(_PLACE, rules.rules_page, name="rules"),
    path(f"{_PLACE}agir/", rules.act, name="act"),
    path(f"{_PLACE}nouvelle/", rule.rule_page, name="new_rule"),
    path(f"{_PLACE}regle/<uuid:rule_id>/", rule.rule_page, name="rule"),
    path(f"{_PLACE}sinon/", rule.otherwise_page, name="otherwise"),
    path(f"{_PLACE}essai/", trial.trial, name="trial"),
    path(f"{_PLACE}versions/", versions.versions_page, name="versions"),
    path(f"{_PLACE}versions/<int:number>/", versions.version_page, name="version"),
    path(f"{_PLACE}versions/<int:number>/reprendre/", versions.restore, name="restore"),
]
