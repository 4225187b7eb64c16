"""PDF forms that are filled in: read back by others, with their accents, sealed over all of it."""

import base64
import io
import subprocess

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils.reader import PdfFileReader

from parvis.documents.data import FilledForm, RenderingFailed
from parvis.documents.domain import keys, sealing
from parvis.files import api as files
from tests.documents import samples
from tests.documents.reading import signature
from tests.documents.test_rendering import make
from tests.incoming.papers import PdfForm, cerfa

NAME = "topmostSubform[0].Page1[0].nom[0]"
TEXTS = {
    NAME: "Les Amis de l’Été – Œuvre & <b>Noël</b>",
    "Texte2": "zoé@exemple.fr",
    "jour": "12/03/2026",
    "Texte4": "Première ligne.\nDeuxième ligne, #strong[assez] longue pour tenir sur plusieurs lignes d’une même case.",
    "lieu": "Salle des fêtes",
    "montant": "1\u202f250,50",
    "no such field": "x",
}


def _form(*, flat: bool, pdf: bytes | None = None) -> FilledForm:
    data = base64.b64encode(pdf if pdf is not None else cerfa().bytes()).decode()
    return FilledForm(
        title="Débit de boissons", pdf=data, texts=TEXTS, ticks={"case1": "Oui", "qualite": "T"}, flat=flat
    )


def _words(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_what_is_filled_in_becomes_part_of_the_pages_and_is_sealed() -> None:
    pdf = make(_form(flat=True))
    words = _words(pdf)
    for said in (
        "Les Amis de l’Été – Œuvre & <b>Noël</b>",
        "zoé@exemple.fr",
        "12/03/2026",
        "#strong[assez]",
        "Salle des fêtes",
    ):
        assert said in words, said
    assert files.form_of(pdf).fields == ()
    assert b"/JavaScript" not in pdf
    sealed = sealing.seal(
        pdf, keys.signer(keys.of(samples.ISSUER)), organisation="Ville", readable_name="Cachet", reason="Débit"
    )
    status = signature(sealed)
    assert status.intact
    assert status.valid
    assert status.coverage.name == "ENTIRE_FILE"


def test_its_fields_may_stay_and_hold_what_they_show() -> None:
    pdf = make(_form(flat=False))
    assert "Œuvre & <b>Noël</b>" in _words(pdf)
    with pypdfium2.PdfDocument(pdf) as read:
        read.init_forms()
        assert read.get_formtype() == 1  # AcroForm alone
    form = PdfFileReader(io.BytesIO(pdf)).root["/AcroForm"]
    values = {}
    for one in form["/Fields"]:
        field = one.get_object()
        values[field["/T"]] = field.get("/V")
    assert values[NAME] == TEXTS[NAME]
    assert values["lieu"] == "f"  # the value behind the words
    assert values["case1"] == "/Oui"
    assert values["qualite"] == "/T"
    assert "/XFA" not in form
    assert not any("/AA" in one.get_object() for one in form["/Fields"])


def test_texts_are_kept_within_their_boxes() -> None:
    form = PdfForm()
    form.field("short", "/Tx", [50, 700, 90, 712], MaxLen=5)
    form.field("narrow", "/Tx", [50, 650, 90, 660])
    form.field("comb", "/Tx", [50, 600, 190, 615], MaxLen=14, Ff=1 << 24)
    form.field("twice", "/Tx", [50, 550, 190, 565])
    data = base64.b64encode(form.bytes()).decode()
    texts = {"short": "123456789", "narrow": "un texte bien trop long pour sa case " * 9, "comb": "12345678901234"}
    words = _words(make(FilledForm(title="t", pdf=data, texts=texts)))  # a text too long makes no page of its own
    assert "12345" in words
    assert "12345678901234" in words.replace(" ", "")  # a figure in each cell
    assert "123456789 " not in words


@pytest.mark.parametrize("pdf", ["", "AAAA", "%%%", base64.b64encode(b"%PDF-1.4\nx").decode()])
def test_a_form_that_is_none_fails_in_words(pdf: str) -> None:
    with pytest.raises(RenderingFailed):
        make(FilledForm(title="t", pdf=pdf, texts={"a": "b"}))


def test_nothing_of_it_acts_or_holds_files() -> None:
    """Links lead to sites and pages; what runs, opens or plays something, wherever it hangs, does not go with ours."""
    with pikepdf.open(io.BytesIO(cerfa().bytes())) as pdf:
        script = {"/S": Name.JavaScript, "/JS": String("app.alert(1)")}
        launch = {"/S": Name.Launch, "/F": String("calc.exe")}
        site = {"/S": Name.URI, "/URI": String("https://www.service-public.fr/")}
        hidden = {**site, "/Next": script}
        at = Array([0, 0, 10, 10])
        links = [
            Dictionary({"/Type": Name.Annot, "/Subtype": Name.Link, "/Rect": at, "/A": Dictionary(action)})
            for action in (script, launch, hidden, site)
        ]
        held = Dictionary({"/Type": Name.Annot, "/Subtype": Name.FileAttachment, "/Rect": at})
        page = pdf.pages[0].obj
        page["/Annots"] = Array([*page.get("/Annots", Array()), *map(pdf.make_indirect, [*links, held])])
        pdf.Root["/Outlines"] = pdf.make_indirect(Dictionary({"/First": Dictionary({"/A": Dictionary(script)})}))
        made = io.BytesIO()
        pdf.save(made)
    with pikepdf.open(io.BytesIO(make(_form(flat=False, pdf=made.getvalue())))) as pdf:
        assert "/Outlines" not in pdf.Root
        left = [one for page in pdf.pages for one in page.obj.get("/Annots", Array())]
        assert Name.FileAttachment not in [one["/Subtype"] for one in left]
        assert [str(one["/A"]["/S"]) for one in left if "/A" in one] == ["/URI"]
