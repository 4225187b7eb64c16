"""An export of Publik, read whole: what its form, block and workflow become, and what the report says."""

import xml.etree.ElementTree as ET
from collections import Counter

from parvis.forms.api import CompiledForm
from parvis.incoming.data import Kind, Verdict
from parvis.workflows.data import Kind as StatusKind
from tests.incoming.reading import EXAMPLES, form, publik, verdicts


def test_every_node_is_accounted_for_once() -> None:
    found = publik()
    for path in sorted((EXAMPLES / "publik").iterdir()):
        nodes = sum(1 for _ in ET.fromstring(path.read_text(encoding="utf-8")).iter())
        covers = Counter(place for one in found.report.elements if one.file == path.name for place in one.covers)
        assert len(covers) == nodes, path.name
        assert set(covers.values()) == {1}, path.name


def test_questions_are_asked_as_they_were() -> None:
    made = next(one for one in publik().imports if one.slug == "louer-une-salle")
    fields = {one.id: one for page in made.definition.form.pages for part in page.sections for one in part.items}
    assert [page.title.fr for page in made.definition.form.pages] == ["La salle", "Vous"]
    assert fields["salle"].type == "choice"  # type: ignore[union-attr]
    assert [one["label"]["fr"] for one in fields["salle"].options["choices"]] == ["Salle des fêtes", "Foyer", "Autre"]  # type: ignore[union-attr]
    assert fields["heure"].options["pattern"] == "[0-2][0-9]:[0-5][0-9]"  # type: ignore[union-attr]
    assert fields["courriel"].prefill == "person.email"  # type: ignore[union-attr]
    assert fields["jour"].checks[0].rule == {"date.after": [{"var": "jour"}, {"today": []}]}  # type: ignore[union-attr]
    assert [one.id for one in fields["responsables"].fields] == ["nom", "majeur"]  # type: ignore[union-attr]
    assert (fields["responsables"].min, fields["responsables"].max) == (1, 3)  # type: ignore[union-attr]
    assert made.definition.contact.email == "courriel"
    CompiledForm(made.definition.form)  # what was read can be filled in


def test_the_workflow_is_walked_as_it_was() -> None:
    workflow = next(one for one in publik().imports if one.slug == "louer-une-salle").definition.workflow
    # the status that moves on at once is passed
    assert workflow.initial == "a_l_etude"
    assert {one.id: one.kind for one in workflow.statuses} == {
        "a_l_etude": StatusKind.OPEN,
        "acceptee": StatusKind.CLOSED,
        "annulee": StatusKind.CLOSED,
    }
    moves = {one.label.fr: one for one in workflow.transitions}
    assert moves["Accepter"].rights == ("agent", "supervisor")
    assert moves["Annuler"].rights == ("resident",)
    assert moves["Accepter"].actions[0].options["body"]["fr"] == "Demande {reference} acceptée."
    assert workflow.status("acceptee").resident.fr == "La salle est à vous."


def test_the_report_tells_apart_exact_nearly_and_not() -> None:
    found = publik()
    said = verdicts(found)
    assert said["Quelle salle ?"] is Verdict.EXACT
    assert said["Heure"] is Verdict.EXACT
    assert said["Vos préférences"] is Verdict.NOT
    assert said["webservice_call Agenda"] is Verdict.NOT
    assert said["choice Accepter"] is Verdict.EXACT
    lost = next(one for one in found.report.elements if one.name == "Vos préférences")
    assert any("never_heard_of" in detail.says.fr for detail in lost.details), "a setting nobody knows is told"
    assert found.report.share([Kind.BLOCK]).percent == 100


def test_a_block_or_workflow_that_is_missing_is_said() -> None:
    found = form(
        "<field><id>1</id><type>block</type><label>Enfants</label><block_slug>enfant</block_slug></field>"
        "<field><id>2</id><type>string</type><label>Nom</label></field>"
    )
    assert verdicts(found)["Enfants"] is Verdict.NOT
    lost = next(one for one in found.report.elements if one.name == "Enfants")
    assert any("enfant" in detail.says.en for detail in lost.details)
    assert [one.label.fr for one in found.imports[0].definition.form.pages[0].sections[0].items] == ["Nom"]


def test_choices_come_from_the_sources_of_the_export() -> None:
    source = (
        "<datasource><name>Pays</name><slug>pays</slug><data_source><type>jsonvalue</type>"
        '<value>[{"id": "be", "text": "Belgique"}, {"id": "é è", "text": "{{ commune }}"}]</value></data_source>'
        "</datasource>"
    )
    field = (
        "<field><id>1</id><type>item</type><label>Pays</label><varname>pays</varname>"
        "<data_source><type>pays</type></data_source></field>"
    )
    found = form(field, source=source)
    assert verdicts(found)["Pays"] is Verdict.NOT  # whose commune?
    from parvis.incoming import api

    text = f"<formdef><name>F</name><url_name>f</url_name><fields>{field}</fields></formdef>".encode()
    brought = [api.Brought("a", text), api.Brought("b", source.encode())]
    known = api.read(brought, {"commune": "Dunkerque"})
    options = known.imports[0].definition.form.pages[0].sections[0].items[0].options  # type: ignore[union-attr]
    assert [(one["value"], one["label"]["fr"]) for one in options["choices"]] == [
        ("be", "Belgique"),
        ("e_e", "Dunkerque"),
    ]
    assert {one.verdict for one in known.report.elements if one.name == "Pays"} == {Verdict.EXACT}
