"""Lists of choices that stand elsewhere, files, fields of the back office: what an export says of them, and no more."""

import pytest

from parvis.forms.data import Field
from parvis.incoming.data import Found, Kind, Verdict
from tests.incoming.reading import form, verdicts

_MARKED = "{{ form_var_liste|unlazy_filter|json_dumps }}"


def _source(kind: str, value: str, more: str = "") -> str:
    return (
        f"<datasource><name>Motifs</name><slug>motifs</slug>{more}"
        f"<data_source><type>{kind}</type><value>{value}</value></data_source></datasource>"
    )


def _item(source: str, value: str = "", kind: str = "item") -> str:
    return (
        f"<field><id>9</id><type>{kind}</type><label>Motif</label><varname>motif</varname>"
        f"<data_source><type>{source}</type><value>{value}</value></data_source></field>"
    )


def _computed(template: str, name: str = "liste") -> str:
    return (
        f"<field><id>1</id><type>computed</type><label>Liste</label><varname>{name}</varname>"
        f"<value_template>{template}</value_template></field>"
    )


def _asked(found: Found) -> Field:
    items = [one for page in found.imports[0].definition.form.pages for part in page.sections for one in part.items]
    made = next(one for one in items if one.label.fr == "Motif")
    assert isinstance(made, Field)
    return made


def test_a_service_that_gives_everybody_the_same_becomes_a_data_set() -> None:
    more = "<data_attribute>items</data_attribute><id_attribute>code</id_attribute><text_attribute>nom</text_attribute>"
    found = form(_item("motifs"), motifs=_source("json", "{{ url }}motifs/?t={{ form_option_t }}", more))
    asked = _asked(found)
    assert (asked.type, asked.options) == ("data_choice", {"dataset": "motifs"})
    assert verdicts(found)["Motif"] is Verdict.EXACT
    told = [detail.says.fr for one in found.report.elements if one.name == "Motif" for detail in one.details]
    assert any("{{ url }}motifs/?t= ; liste : items ; clé : code ; mots : nom" in one for one in told)
    assert verdicts(found)["Motifs"] is Verdict.APPROXIMATE, "somebody has to make its first copy"


def test_lists_of_long_addresses_are_told_apart() -> None:
    long = "https://x/" + "a" * 90
    one, other, again = (
        _item("json", f"{long}?id={end}").replace("Motif", label)
        for end, label in (("b", "Motif"), ("c", "Autre"), ("b", "Encore"))
    )
    found = form(one + other.replace("motif", "autre") + again.replace("motif", "encore"))
    items = found.imports[0].definition.form.pages[0].sections[0].items
    first, second, third = (item.options["dataset"] for item in items if isinstance(item, Field))
    assert first == third != second


@pytest.mark.parametrize(
    "address",
    [
        "https://x/{{ form_var_age }}",
        "https://x/{{ form_user_email }}",
        "{{ session_user.x }}",
        "{% if form_user %}https://x/{% endif %}",
        "https://x/{{ url|unheard_of }}",
        "{{ webservice.motifs.address }}",
        "",
    ],
)
def test_a_list_that_depends_on_who_asks_does_not(address: str) -> None:
    found = form(_item("json", address))
    assert _asked(found).type == "text"
    assert verdicts(found)["Motif"] is Verdict.NOT


def test_several_choices_of_a_service_are_said_to_be_lost() -> None:
    found = form(_item("json", "https://x/", "items"))
    assert (_asked(found).type, verdicts(found)["Motif"]) == ("text", Verdict.NOT)


def test_a_source_that_the_export_does_not_hold_waits_under_its_name() -> None:
    found = form(_item("12 pays"))
    assert _asked(found).options == {"dataset": "liste_12_pays"}
    assert verdicts(found)["Motif"] is Verdict.APPROXIMATE


_LIST = '[{"id": "a", "text": "Chose A"}, {"id": "b", "text": "Chose B", "disabled": true}]'


@pytest.mark.parametrize(
    ("template", "option", "kind"),
    [
        ("{{ data_source.motifs }}", "", "choice"),
        ("{% firstof form_option_motifs data_source.motifs %}", "", "choice"),
        ("{% firstof form_option_motifs data_source.motifs %}", '<option varname="motifs"/>', "choice"),
    ],
)
def test_a_computed_list_that_only_choices_read_comes_over_in_them(template: str, option: str, kind: str) -> None:
    found = form(_computed(template) + _item("jsonvalue", _MARKED), option, motifs=_source("jsonvalue", _LIST))
    asked = _asked(found)
    assert asked.type == kind
    assert [one["value"] for one in asked.options["choices"]] == ["a"]
    assert verdicts(found)["Motif"] is verdicts(found)["Liste"] is Verdict.EXACT


def test_the_option_of_the_form_comes_first() -> None:
    option = '<option varname="motifs" type="list"><item>Un</item><item>Deux</item></option>'
    template = "{% firstof form_option_motifs data_source.motifs %}"
    found = form(_computed(template) + _item("jsonvalue", _MARKED), option, motifs=_source("jsonvalue", _LIST))
    assert [one["label"]["fr"] for one in _asked(found).options["choices"]] == ["Un", "Deux"]


@pytest.mark.parametrize(
    "reader",
    [
        "<field><id>7</id><type>string</type><label>Nom</label>"
        "<condition><type>django</type><value>form_var_liste</value></condition></field>",
        "<field><id>7</id><type>comment</type><label>Voyez {{ form_var_liste.0 }}</label></field>",
        "<field><id>7</id><type>comment</type><label>Voyez {{ form_var_liste_raw }}</label></field>",
    ],
)
def test_a_computed_list_that_something_else_reads_stays_what_it_was(reader: str) -> None:
    found = form(
        _computed("{{ data_source.motifs }}") + _item("jsonvalue", _MARKED) + reader,
        motifs=_source("jsonvalue", _LIST),
    )
    assert verdicts(found)["Motif"] is Verdict.EXACT
    assert verdicts(found)["Liste"] is Verdict.NOT


def test_lists_that_name_each_other_end() -> None:
    both = _computed("{{ form_var_b }}", "a") + _computed("{{ form_var_a }}", "b")
    found = form(both + _item("jsonvalue", "{{ form_var_a }}"))
    assert verdicts(found)["Motif"] is Verdict.NOT


@pytest.mark.parametrize(
    ("settings", "verdict", "options"),
    [
        ("", Verdict.EXACT, {"max": 1, "max_megabytes": 25, "kinds": ["picture", "pdf", "office"]}),
        ("<multiple>True</multiple>", Verdict.EXACT, {"max": 20}),
        ("<max_file_size>10Mo</max_file_size>", Verdict.EXACT, {"max_megabytes": 10}),
        ("<max_file_size>200MB</max_file_size>", Verdict.APPROXIMATE, {"max_megabytes": 25}),
        ("<max_file_size>500ko</max_file_size>", Verdict.APPROXIMATE, {"max_megabytes": 1}),
        ("<max_file_size>{{ x }}</max_file_size>", Verdict.APPROXIMATE, {"max_megabytes": 25}),
        ("<document_type><mimetypes>image/*</mimetypes></document_type>", Verdict.EXACT, {"kinds": ["picture"]}),
        (
            "<document_type><mimetypes><item>application/pdf</item><item>image/*</item></mimetypes></document_type>",
            Verdict.EXACT,
            {"kinds": ["picture", "pdf"]},
        ),
        ("<document_type><mimetypes>video/mp4,image/*</mimetypes></document_type>", Verdict.APPROXIMATE, {}),
    ],
)
def test_files_are_bounded_as_the_form_says(settings: str, verdict: Verdict, options: dict[str, object]) -> None:
    found = form(f"<field><id>1</id><type>file</type><label>Motif</label>{settings}</field>")
    assert verdicts(found)["Motif"] is verdict
    asked = _asked(found).options
    assert {name: asked[name] for name in options} == options
    assert any(one.setting == "file" for one in found.report.elements[1].details), "the platform's own rule is told"


def test_fields_of_the_back_office_are_values_that_steps_keep() -> None:
    inner = "".join(
        f"<field><id>{n}</id><type>{kind}</type><label>{label}</label><varname>{name}</varname></field>"
        for n, (kind, label, name) in enumerate(
            [("string", "Dossier", "numero"), ("bool", "Vu", "numero"), ("file", "Scan", "scan"), ("date", "Jour", "")]
        )
    )
    status = "<status><id>{}</id><name>{}</name><items>{}</items></status>"
    step = '<item type="choice"><label>Clore</label><status>2</status><by><item>Agents</item></by></item>'
    flow = (
        "<workflow><name>W</name><slug>w</slug><possible_status>"
        f"{status.format(1, 'Reçue', step)}{status.format(2, 'Close', '')}</possible_status>"
        f"<backoffice-fields><formdef><name>-</name><fields>{inner}</fields></formdef></backoffice-fields></workflow>"
    )
    text = "<field><id>1</id><type>string</type><label>Nom</label></field></fields><workflow>w</workflow><fields>"
    found = form(text, workflow=flow)
    held = found.imports[0].definition.workflow.kept
    assert [(one.id, one.kind) for one in held] == [("numero", "text"), ("numero_2", "boolean"), ("jour", "date")]
    assert {one.name: one.verdict for one in found.report.elements if one.kind is Kind.KEPT} == {
        "Dossier": Verdict.APPROXIMATE,
        "Vu": Verdict.APPROXIMATE,
        "Scan": Verdict.NOT,
        "Jour": Verdict.APPROXIMATE,
    }
