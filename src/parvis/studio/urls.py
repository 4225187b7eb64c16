"""Addresses of the studio."""

from django.urls import path

from parvis.studio.views import (
    acting,
    adding,
    element,
    eligibility,
    examples,
    flow,
    flow_parts,
    flow_rule,
    listing,
    outline,
    plain,
    previewing,
    publishing,
    rule,
    settings,
    simulating,
)

app_name = "studio"
_DRAFT = "administration/demarches/brouillon/<uuid:design_id>/"
urlpatterns = [
    path("administration/demarches/", listing.procedures_page, name="procedures"),
    path("administration/demarches/nouvelle/", listing.new, name="new"),
    path("administration/demarches/mots/", plain.vocabulary, name="vocabulary"),
    path("administration/demarches/<uuid:case_type_id>/modifier/", listing.begin, name="begin"),
    path("administration/demarches/<uuid:case_type_id>/revisions/", publishing.history, name="history"),
    path("administration/demarches/<uuid:case_type_id>/revisions/<int:number>/", publishing.revision, name="revision"),
    path(
        "administration/demarches/<uuid:case_type_id>/revisions/<int:number>/reprendre/",
        publishing.again,
        name="again",
    ),
    path(_DRAFT, outline.draft_page, name="draft"),
    path(f"{_DRAFT}agir/", acting.act, name="act"),
    path(f"{_DRAFT}stylo/", outline.pen_page, name="pen"),
    path(f"{_DRAFT}ajouter/", adding.add, name="add"),
    path(f"{_DRAFT}element/<slug:element_id>/", element.element_page, name="element"),
    path(f"{_DRAFT}circuit/", flow.flow_page, name="flow"),
    path(f"{_DRAFT}circuit/modeles/", flow.library_page, name="flow_library"),
    path(f"{_DRAFT}circuit/actions/<slug:step_id>/une-de-plus/", flow_parts.add_action, name="flow_add_action"),
    path(f"{_DRAFT}circuit/actions/<slug:step_id>/<int:place>/", flow_parts.action_page, name="flow_action"),
    path(f"{_DRAFT}circuit/actions/<slug:step_id>/condition/", flow_rule.condition_page, name="flow_condition"),
    path(f"{_DRAFT}circuit/actions/<slug:step_id>/<int:place>/valeur/", flow_rule.value_page, name="flow_value"),
    path(f"{_DRAFT}circuit/<slug:part>/un-de-plus/", flow_parts.add_part, name="flow_add"),
    path(f"{_DRAFT}circuit/<slug:part>/<slug:part_id>/", flow_parts.part_page, name="flow_part"),
    path(f"{_DRAFT}element/<slug:element_id>/regle/<slug:kind>/<int:number>/", rule.rule_page, name="rule"),
    path(f"{_DRAFT}qui-peut-demander/", eligibility.eligibility_page, name="eligibility"),
    path(f"{_DRAFT}qui-peut-demander/<int:number>/", rule.eligible_page, name="eligible"),
    path(f"{_DRAFT}reglages/", settings.settings_page, name="settings"),
    path(f"{_DRAFT}delai/", simulating.clock_page, name="clock"),
    path(f"{_DRAFT}apercu/", previewing.preview, name="preview"),
    path(f"{_DRAFT}exemples/", examples.examples_page, name="examples"),
    path(f"{_DRAFT}exemples/<slug:example_id>/", examples.example_page, name="example"),
    path(f"{_DRAFT}langage/", plain.plain, name="plain"),
    path(f"{_DRAFT}publier/", publishing.publish, name="publish"),
    path(f"{_DRAFT}abandonner/", publishing.discard, name="discard"),
]
