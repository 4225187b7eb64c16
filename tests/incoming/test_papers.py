"""PDF forms and spreadsheets of questions: fields become questions, and nothing is dropped in silence."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, String

from parvis.forms.api import CompiledForm
from parvis.forms.data import Block, Field
from parvis.incoming import api
from parvis.incoming.data import Found, Kind, Unmapped, Unreadable, Verdict
from parvis.incoming.domain.guessing import guess
from tests.incoming.papers import PdfForm, cerfa, csv_of, xlsx_of
from tests.incoming.reading import verdicts


def _read(name: str, data: bytes, columns: dict[int, str] | None = None) -> Found:
    return api.read([api.Brought(name, data)], None, columns)


def _fields(found: Found) -> dict[str, Field]:
    (made,) = found.imports
    CompiledForm(made.definition.form).evaluate({}, {"today": "2026-11-22"})
    items = [item for page in made.definition.form.pages for part in page.sections for item in part.items]
    assert not [one for one in items if isinstance(one, Block)]
    return {one.label.fr: one for one in items if isinstance(one, Field)}


def _remarks(found: Found, name: str) -> str:
    return " ".join(detail.says.en for one in found.report.elements if one.name == name for detail in one.details)


def _once(found: Found) -> None:
    covers = Counter((one.file, place) for one in found.report.elements for place in one.covers)
    assert set(covers.values()) == {1}


def test_the_fields_of_a_pdf_become_questions() -> None:
    found = _read("cerfa.pdf", cerfa().bytes())
    _once(found)
    fields = _fields(found)
    assert [page.title.fr for page in found.imports[0].definition.form.pages] == ["Page 1", "Page 2"]
    told = {label: (one.type, one.required is True) for label, one in fields.items()}
    assert told == {
        "Nom de l’association": ("text", True),
        "Courriel": ("email", False),
        "Date de la manifestation": ("date", False),
        "Objet de la manifestation": ("long_text", False),
        "Boissons du groupe 3": ("checkbox", False),
        "Vous êtes": ("choice", False),
        "Salle": ("choice", False),
        "Montant demandé": ("decimal", False),
        "Signature du demandeur": (fields["Signature du demandeur"].type, False),
    }
    assert fields["Nom de l’association"].options["max_length"] == 80
    assert fields["Nom de l’association"].id == "nom"
    assert fields["Objet de la manifestation"].options["max_length"] == 900
    assert [one["label"]["fr"] for one in fields["Vous êtes"].options["choices"]] == ["Président", "Trésorier"]
    assert [one["value"] for one in fields["Salle"].options["choices"]] == ["f", "Foyer"]
    said = verdicts(found)
    assert said["Nom de l’association"] is said["Salle"] is Verdict.EXACT
    assert said["Courriel"] is Verdict.APPROXIMATE  # its type is a guess
    assert "works this field out" in _remarks(found, "total")
    assert "asks nothing" in _remarks(found, "imprimer")


def test_odd_fields_are_told_and_never_stop_the_others() -> None:
    form = PdfForm()
    form.field("caché", "/Tx", [10, 700, 90, 712], TU=String("Rien")).F = 2
    form.field("fixe", "/Tx", [10, 680, 90, 692], Ff=1)
    form.field("Text1", "/Tx", [300, 600, 400, 612])
    form.field("vide", "/Ch", [10, 560, 90, 572], Ff=1 << 17)
    form.field("noms", "/Ch", [10, 500, 90, 550], Ff=1 << 21, Opt=Array([String("a"), String("é\u202eb")]))
    form.field("deux", "/Tx", [10, 460, 90, 472], TU=String("Adresse"))
    form.field("trois", "/Tx", [10, 440, 90, 452], TU=String("Adresse"))
    form.field("<script>alert(1)</script>", "/Tx", [10, 420, 90, 432])
    form.field("long" * 1_000, "/Tx", [10, 400, 90, 412], MaxLen=10**9)
    broken = form.field("sans boîte", "/Tx", [10, 380, 90, 392])
    del broken["/Rect"]
    loop = form.field("boucle", "/Tx", [10, 360, 90, 372])
    loop["/Parent"] = loop
    found = _read("odd.pdf", form.bytes())
    fields = _fields(found)
    assert "hidden" in _remarks(found, "Rien")
    assert "read only" in _remarks(found, "fixe")
    assert "Nothing is written near" in _remarks(found, "Text1")
    assert fields["noms"].type == "choices"
    assert fields["vide"].type == "text"
    assert {"Adresse", "Adresse (2)"} <= set(fields)
    assert "<script>alert(1)</script>" in fields
    assert "can’t be read" in _remarks(found, "odd")
    _once(found)


def _xfa(*, fields: bool) -> bytes:
    form = cerfa() if fields else PdfForm()
    form.form["/XFA"] = form.pdf.make_stream(b"<xdp/>")
    return form.bytes()


def _locked() -> bytes:
    return cerfa().bytes(encryption=pikepdf.Encryption(owner="a", user="b"))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7\nnothing", "damaged"),
        (PdfForm().bytes(), "no fields to fill in"),
        (_xfa(fields=False), "XFA"),
        (_locked(), "password"),
    ],
    ids=["broken", "flat", "xfa", "locked"],
)
def test_a_pdf_that_asks_nothing_says_why(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says) as refused:
        _read("a.pdf", data)
    assert refused.value.says.fr.startswith("a.pdf")


def test_a_pdf_with_both_kinds_of_form_is_read_by_its_fields() -> None:
    found = _read("a.pdf", _xfa(fields=True))
    assert len(_fields(found)) == 9
    assert "XFA" in _remarks(found, found.imports[0].name)
    # an owner's password alone keeps nobody from reading it
    assert len(_fields(_read("a.pdf", cerfa().bytes(encryption=pikepdf.Encryption(owner="a", user=""))))) == 9


def test_a_pdf_of_too_many_fields_is_refused() -> None:
    form = PdfForm()
    one = form.field("a", "/Tx", [0, 0, 9, 9])
    form.pdf.pages[0].obj["/Annots"] = Array([one] * 5_001)
    with pytest.raises(Unreadable, match="too large"):
        _read("a.pdf", form.bytes())


LINES: list[list[str]] = [
    ["Questions du service", "", ""],
    ["Question", "Type", "Obligatoire", "Aide", "Choix", "Page", "Rubrique", "Condition", "Longueur", "Remarque"],
    ["Vous êtes", "liste", "oui", "Qui demande", "Particulier; Association et amis", "Vous", "Identité"],
    ["Nom", "texte", "oui", "", "", "Vous", "Identité", "Vous êtes = Association et amis", "30"],
    ["Majeur", "case à cocher", "", "", "", "Vous", "Identité", "", "", "à revoir"],
    ["Montant", "nombre", "non", "", "", "Projet", "", "Majeur et Nom est rempli"],
    ["Jour", "", "", "", "", "Projet", "", "Montant >= 1 000 ou Vous êtes != Particulier"],
    ["Plan", "hologramme", "", "", "", "Projet", "", "La lune = rouge"],
    ["À lire", "explication"],
]


@pytest.mark.parametrize("kind", ["csv", "latin", "xlsx"])
def test_a_spreadsheet_of_questions_becomes_a_form(kind: str) -> None:
    data = {
        "csv": lambda: csv_of(*LINES),
        "latin": lambda: csv_of(*LINES, sign="\t", encoding="cp1252"),
        "xlsx": lambda: xlsx_of(*LINES),
    }[kind]()
    found = _read(f"salle.{'csv' if kind != 'xlsx' else 'xlsx'}", data)
    _once(found)
    fields = _fields(found)
    assert [page.title.fr for page in found.imports[0].definition.form.pages] == ["Vous", "Projet"]
    assert {label: one.type for label, one in fields.items()} == {
        "Vous êtes": "choice",
        "Nom": "text",
        "Majeur": "checkbox",
        "Montant": "integer",
        "Jour": "text",
        "Plan": "text",
        "À lire": "explanation",
    }
    first = fields["Vous êtes"]
    assert first.required is True
    assert first.hint is not None
    assert [one["label"]["fr"] for one in first.options["choices"]] == ["Particulier", "Association et amis"]
    assert fields["Nom"].options["max_length"] == 30
    assert fields["Nom"].condition == {"===": [{"var": "vous_etes"}, "association_et_amis"]}
    assert fields["Montant"].condition == {"and": [{"!!": [{"var": "majeur"}]}, {"is_filled": [{"var": "nom"}]}]}
    assert fields["Jour"].condition == {
        "or": [
            {"number.at_least": [{"var": "montant"}, 1000]},
            {"!": [{"===": [{"var": "vous_etes"}, "Particulier"]}]},
        ]
    }
    said = verdicts(found)
    assert said["Plan"] is Verdict.NOT
    assert said["La lune = rouge"] is Verdict.NOT
    assert "Remarque" in " ".join(
        detail.says.fr for one in found.report.elements if one.kind is Kind.COLUMN for detail in one.details
    )


def test_columns_that_nobody_knows_are_asked_for() -> None:
    data = csv_of(["Quoi", "Comment"], ["Votre nom", "texte"], ["Le jour", "date"])
    with pytest.raises(Unmapped) as asked:
        _read("a.csv", data)
    assert asked.value.lines[0] == ("Quoi", "Comment")
    fields = _fields(_read("a.csv", data, {0: "label", 1: "type", 2: "page", 3: "nonsense"}))
    assert {label: one.type for label, one in fields.items()} == {"Votre nom": "text", "Le jour": "date"}
    with pytest.raises(Unmapped):
        _read("a.csv", data, {0: "type", 1: "label" * 9})


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([["Question"], *[["x"]] * 3_001], "too large"),
        ([["Question"] + ["y"] * 60, ["x"] * 61], "too large"),
        ([], "empty"),
    ],
    ids=["long", "wide", "empty"],
)
def test_a_spreadsheet_that_is_no_list_of_questions_says_why(lines: list[list[str]], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        _read("a.csv", csv_of(*lines))


@pytest.mark.parametrize(
    "condition",
    [
        "=",
        "A =",
        "(((((",
        "et et et",
        "A = b " * 500,
        "{{ form_var_x }}",
        "A > 1e999",
        "`A` & 3",
        "A et A et A",
    ],
)
def test_no_condition_breaks_the_reading(condition: str) -> None:
    found = _read("a.csv", csv_of(["Question", "Type", "Condition"], ["A", "texte", ""], ["B", "texte", condition]))
    assert set(_fields(found)) == {"A", "B"}


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Adresse électronique", "email"),
        ("Votre courriel", "email"),
        ("N° SIRET", "identifier"),
        ("Date de naissance", "date"),
        ("Téléphone portable", "phone"),
        ("Code postal", "formatted_text"),
        ("Mise à jour", None),
        ("Candidat", None),
        ("Adresse", None),
    ],
)
def test_words_propose_a_type(label: str, kind: Any) -> None:
    found = guess(label)
    assert (found.type if found else None) == kind
