"""Every template gives valid PDF/A-2a and PDF/UA-1 in both languages, and people's texts stay texts."""

import datetime as dt
import io
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st

from parvis.documents.data import RenderingFailed
from parvis.documents.domain import rendering, typesetting
from parvis.documents.domain.rendering import render
from parvis.documents.registry import templates
from parvis.documents.texts import clean
from tests.documents import samples
from tests.documents.reading import catalog, failures


def make(content=samples.ORDER, language="fr", issuer=samples.ISSUER, number="2026-DB-0042", code=samples.CODE):
    return render(
        templates[content.kind],
        content,
        issuer=issuer,
        number=number,
        code=code,
        language=language,
        at=samples.AT,
    )


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_every_template_has_a_sample():
    # forms that are filled in are the pages of others: `test_filled`
    assert {content.kind for content in samples.ALL} | {"filled"} == set(templates.keys())


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("content", samples.ALL, ids=lambda content: content.kind)
def test_every_template_keeps_both_profiles(content, language):
    pdf = make(content, language)
    assert failures(pdf) == []
    root = catalog(pdf)
    assert root["/Lang"] == ("fr-FR" if language == "fr" else "en-GB")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.endswith(b"%%EOF\n")
    assert b"parvis:4F7K2H9MQRST" in pdf


def test_the_metadata_name_the_document_and_its_author():
    metadata = catalog(make())["/Metadata"].data.decode()
    assert "Arrêté n°\u00a02026-DB-0042 portant autorisation d’ouverture" in metadata
    assert "Ville de Dunkerque" in metadata


def test_equal_data_give_equal_bytes():
    assert make() == make()


def test_a_worker_renders_in_several_threads():
    with ThreadPoolExecutor(3) as threads:
        made = list(threads.map(lambda _: make(), range(9)))
    assert set(made) == {make()}


def test_an_order_reads_as_an_order():
    text = text_of(make())
    for part in (
        "RÉPUBLIQUE FRANÇAISE · DÉPARTEMENT DU NORD",
        "Ville de Dunkerque",
        "ARRÊTÉ DU MAIRE",
        "N° 2026-DB-0042",
        "Vu le code de la santé publique",
        "Considérant que l’association",
        "ARRÊTE",
        "Article 1er – Autorisation",
        "Article 2",
        "Fait à Dunkerque, le 21 novembre 2026",
        "l’adjointe à la vie associative",
        "Hélène Martin",
        "Voies et délais de recours",
        "https://dunkerque.example/verifier/4F7K2H9MQRST",
        "4F7K-2H9M-QRST",
        "page 1/1",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            "fr",
            (
                "le 21 novembre 2026 à 14 h 05",
                "DK-26-4F7K2-H",
                "Vie associative et événements",
                "Téléphone : 03 28 26 26 26",
                "Courriel : vie.associative@dunkerque.example",
                "Agent chargé du dossier : Sofia Leclercq",
                "au plus tard le 1er décembre 2026",
                "réputée acceptée le 21 janvier 2027",
                "article L. 232-3",
                "– Les statuts de l’association",
                "avant le 5 décembre 2026 inclus",
                "Kiosque, place Jean-Bart",
            ),
        ),
        ("en", ("21 November 2026 at 14:05", "deemed accepted on 21 January 2027", "article L. 232-3")),
    ],
)
def test_a_receipt_carries_every_mention_that_the_law_asks(language, parts):
    text = text_of(make(samples.RECEIPT, language))
    for part in parts:
        assert part in text


def test_a_receipt_whose_silence_rejects_says_so_and_names_the_appeal():
    content = samples.RECEIPT.model_copy(update={"silence": "rejects", "appeal": samples.APPEAL})
    text = text_of(make(content))
    assert "réputée rejetée le 21 janvier 2027" in text
    assert "article L. 232-4" in text
    assert samples.APPEAL[0].split(" devant")[0] in text
    assert "L. 232-3" not in text


NAUGHTY = [
    '#eval("1") #sys.inputs #read("/etc/passwd") #import "@preview/x:1.0.0"',
    "*bold* _emph_ `raw` $x^2$ <label> @ref = heading\n- item\n+ item\n/ term: x",
    "\\ \\u{41} // comment /* comment */ ]]] }}} ) \" ' #",
    "</script><b>&amp;",
    "مرحبا 😀 漢字 שלום",
    "a\u202eb\u2066c\ufeff",
    "a\x00b\x07c\x9d\x1b[31m\ufffe\ue000\U000f0000",
    "x" * 3_000,
    "a" * 40 + "é" * 40,
    "line\r\nline\rline\u2028line\u2029paragraph",
    "e\u0301\u0302\u0303" * 50,
    "",
    " ",
    "\n\n\n",
    "\t",
]


@pytest.mark.parametrize("naughty", NAUGHTY, ids=range(len(NAUGHTY)))
@pytest.mark.parametrize("content", samples.ALL, ids=lambda content: content.kind)
def test_naughty_texts_stay_texts_everywhere(content, naughty):
    heading = naughty if clean(naughty).strip() else "x"
    kept = {"kind", "silence", "date", "received_at", "answer_by", "silence_on", "missing_by"}
    kept |= {"valid_from", "valid_until", "check", "drawn"}

    def poison(value, key=""):
        if key in kept:
            return value
        if isinstance(value, str):
            return heading if key in ("form", "object", "formula", "title", "name", "phone", "email") else naughty
        if isinstance(value, dict):
            return {key: poison(item, key) for key, item in value.items()}
        return [poison(item) for item in value] if isinstance(value, list) else value

    issuer = samples.ISSUER.model_dump() | {
        "name": heading,
        "above": (naughty,),
        "department": naughty,
        "address": (naughty,),
        "phone": naughty,
    }
    pdf = make(
        type(content).model_validate(poison(content.model_dump(mode="json"))),
        number=naughty,
        issuer=type(samples.ISSUER).model_validate(issuer),
    )
    assert failures(pdf) == []


@pytest.mark.parametrize("line", NAUGHTY[:4])
def test_markup_is_shown_as_it_was_typed(line):
    text = text_of(make(samples.LETTER.model_copy(update={"text": (line,)})))
    assert " ".join(line.split()) in text


def test_what_no_font_draws_is_spelled_not_dropped():
    text = text_of(make(samples.LETTER.model_copy(update={"text": ("Fête 😀 漢 chez Zoé",)})))
    assert "Fête [U+1F600] [U+6F22] chez Zoé" in text


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_any_text_renders(text):
    assert make(samples.LETTER.model_copy(update={"text": (text,)})).startswith(b"%PDF-1.7")


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("letter", ["x", "W", "i", "é"])
def test_no_text_runs_off_the_page(letter):
    """A word of 3,000 letters without a space breaks inside the margins, in a table too."""
    row = type(samples.ROWS[0])(label=letter * 300, value=letter * 3_000)
    pdf = make(samples.LETTER.model_copy(update={"text": (letter * 3_000,), "rows": (row,)}))
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    right = [float(part.split('"')[1]) for part in done.split() if part.startswith('xMax="')]
    assert max(right) <= 595 - 60


def test_a_long_order_counts_its_pages():
    articles = tuple(samples.ORDER.articles[0] for _ in range(60))
    pdf = make(samples.ORDER.model_copy(update={"articles": articles}))
    assert failures(pdf) == []
    text = text_of(pdf)
    assert "Article 60" in text
    assert "page 3/" in text


def test_a_document_without_code_has_no_verification():
    text = text_of(make(samples.LETTER, code=""))
    assert "verifier" not in text
    assert "scellé" not in text


def test_missing_fonts_are_said(settings, tmp_path):
    settings.PARVIS_DOCUMENT_FONTS = str(tmp_path)
    with pytest.raises(RenderingFailed, match="Atkinson Hyperlegible Next"):
        make()


def test_the_scanned_code_leads_to_the_page():
    """The picture in the page, drawn large, is read back by a decoder of its own."""
    import segno

    data = rendering.page_data(
        templates["order"], samples.ORDER, issuer=samples.ISSUER, number="1", code=samples.CODE, language="fr"
    )
    expected = io.BytesIO()
    segno.make("https://dunkerque.example/verifier/4F7K2H9MQRST", error="m", micro=False).save(
        expected, kind="svg", border=2, xmldecl=False, nl=False
    )
    assert data["verification"]["qr"] == expected.getvalue().decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"silence": "nothing"},
        {"silence_on": None},
        {"silence": "rejects"},
        {"department": {"name": "x", "email": "a@b"}},
        {"department": {"name": "x", "phone": "1"}},
    ],
)
def test_an_incomplete_receipt_is_refused(wrong):
    with pytest.raises(ValueError, match="CRPA R112-11-1"):
        type(samples.RECEIPT).model_validate(samples.RECEIPT.model_dump() | wrong)


@pytest.mark.parametrize("blank", ["", " ", "\n", "\u202e", "\x00"])
def test_a_blank_heading_is_refused_when_asked_for(blank):
    with pytest.raises(ValueError, match="cannot be blank"):
        type(samples.LETTER).model_validate(samples.LETTER.model_dump() | {"object": blank})


def test_a_stream_that_ends_with_a_carriage_return_keeps_its_length():
    """This very letter has one, with the fonts and the Typst that are locked: it was not valid without the mending."""
    assert typesetting._settled(b"\x00\r\nendstream") == b"\x00\r\rendstream\n"
    assert failures(make(samples.LETTER, "en")) == []


def test_an_order_without_appeal_is_refused():
    with pytest.raises(ValueError, match="appeal"):
        type(samples.ORDER).model_validate(samples.ORDER.model_dump() | {"appeal": ()})


def test_days_are_said_as_people_say_them():
    from django.utils import translation

    from parvis.documents.domain.wording import day

    with translation.override("fr"):
        assert day(dt.date(2026, 12, 1)) == "1er décembre 2026"
        assert day(dt.date(2026, 12, 11)) == "11 décembre 2026"
    with translation.override("en"):
        assert day(dt.date(2026, 12, 1)) == "1 December 2026"
