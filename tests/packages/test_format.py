"""The format of a package: what is written is read again; what was altered, or is no package, is refused."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.utils.translation import override

from parvis.forms.data import LocalizedText
from parvis.packages.data import MANIFEST, Maker, Unreadable
from parvis.packages.domain import keys, reading, writing
from parvis.packages.domain.shelf import ready
from parvis.procedures.demonstration import temporary_bar
from parvis.studio.api import changes
from parvis.studio.domain.operations import written
from parvis.studio.domain.starting import starter
from tools import shelf

AT = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def _key(settings, tmp_path):
    settings.PARVIS_VAR = tmp_path


def made(document=None, **more):
    document = document or starter(LocalizedText(fr="Louer une salle", en="Hire a hall"), "accueil")
    return writing.package(document, slug="louer-une-salle", sphere="general", at=AT, **more)


def zipped(files, way=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as archive:
        for name, text in files:
            archive.writestr(name, text)
    return out.getvalue()


def refusal(data):
    with pytest.raises(Unreadable) as caught:
        reading.read(data)
    return str(caught.value)


def test_every_way_of_writing_it_gives_the_same_package_back():
    document = written(temporary_bar.definition(), temporary_bar.FACE)
    package = made(document, maker=Maker(organisation="Dunkerque"), schema={"type": "object"})
    text, archive, folder = writing.as_text(package), writing.as_zip(package), writing.files(package)
    read = [
        reading.read(text.encode()),
        reading.read(archive),
        reading.read(zipped([(f"paquet/{name}", one) for name, one in folder.items()])),
        reading.read_folder({name: one.encode() for name, one in folder.items()}),
    ]
    for one in read:
        assert one.document == document
        assert one.package == package
        assert one.digest == read[0].digest
    assert writing.as_zip(package) == archive
    assert read[0].package.key == keys.own()


def test_a_changed_word_is_one_changed_line():
    one = starter(LocalizedText(fr="Louer une salle"), "accueil")
    two = json.loads(json.dumps(one))
    two["definition"]["form"]["pages"][0]["sections"][0]["items"][0]["label"]["fr"] = "Votre nom de famille"
    before, after = (writing.files(made(document, signed=False)) for document in (one, two))
    differing = [name for name in before if before[name] != after[name]]
    assert differing == [MANIFEST, "form/pages/identite.json"]
    lines = zip(before[differing[1]].splitlines(), after[differing[1]].splitlines(), strict=True)
    assert sum(old != new for old, new in lines) == 1


def _bent(change):
    values = json.loads(writing.as_text(made()))
    change(values)
    return json.dumps(values).encode()


def _sealed_again(values, path):
    values[MANIFEST]["files"][path] = writing.digest(values[path])


def _page_renamed(values):
    values["form/pages/identite.json"]["title"]["fr"] = "Moi"


def _and_its_digest(values):
    _page_renamed(values)
    _sealed_again(values, "form/pages/identite.json")


def _another_key(values):
    values[MANIFEST]["signature"]["key"] = "A" * 43


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_page_renamed, "form/pages/identite.json is not what was signed"),
        (_and_its_digest, "its signature is not that of what it says"),
        (_another_key, "its signature is not that of what it says"),
        (lambda values: values[MANIFEST].update(slug="autre"), "its signature is not that of what it says"),
        (lambda values: values.pop("workflow.json"), "workflow.json is missing"),
        (lambda values: values.update({"more.json": {}}), "more.json was added"),
    ],
)
def test_what_was_altered_is_refused(change, said):
    assert said in refusal(_bent(change))


def test_a_signature_taken_off_leaves_it_unsigned():
    read = reading.read(_bent(lambda values: values[MANIFEST].pop("signature")))
    assert read.package.key == ""


def _unsigned(change):
    """A package that somebody made by hand, its digests right."""

    def bent(values):
        values[MANIFEST].pop("signature")
        change(values)
        for path in values:
            if path != MANIFEST:
                _sealed_again(values, path)

    return _bent(bent)


def _fields(number):
    def add(values):
        items = values["form/pages/demande.json"]["sections"][0]["items"]
        items += [{"id": f"f{one}", "type": "text", "label": {"fr": "x"}} for one in range(number)]

    return add


def _deep(values):
    rule = True
    for _level in range(400):
        rule = {"!": [rule]}
    values["form/pages/demande.json"]["condition"] = rule


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda values: values["face.json"].update(title=3), "face.json › title"),
        (lambda values: values["form/form.json"].update(pages="identite"), "form/pages does not hold"),
        (
            lambda values: values["form/form.json"].update(pages=["identite", "autre"]),
            "autre.json is missing",
        ),
        (lambda values: values["form/form.json"].update(pages=["identite", "identite"]), "is missing"),
        (lambda values: values["procedure.json"].update(form={}), "procedure.json does not hold"),
        (lambda values: values["procedure.json"].update(invented=1), "invented"),
        (lambda values: values.update({"procedure.json": []}), "procedure.json does not hold"),
        (lambda values: values["procedure.json"]["name"].update(fr="a\0b"), "can’t be kept"),
        (_fields(10_000), "too long to be answered"),
        (_deep, "too deep"),
    ],
)
def test_what_is_no_procedure_is_refused(change, said):
    assert said in refusal(_unsigned(change))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no package"),
        (b"[1]", "no package"),
        (b"{", "JSON"),
        (b'{"package.json": 1, "package.json": 2}', "twice"),
        (b'{"package.json": NaN}', "JSON"),
        (b'{"package.json": ' + b"[" * 100_000, "too deep"),
        (b'{"package.json": {"name": "\\ud800"}}', "can\u2019t be kept"),
        (b'{"package.json": {"format": "parvis-procedure/2"}}', "of format 2"),
        (b'{"package.json": {"format": "other/1"}}', "no package"),
        (b'{"package.json": {"format": "parvis-procedure/1"}}', "slug"),
        (b'{"package.json": {"format": "parvis-procedure/1"}, "../face.json": 1}', "has no place"),
        (b"PK\x03\x04" + b"x" * 50, "damaged"),
        (zipped([(MANIFEST, "{}"), ("../../etc/passwd", "x")]), "has no place"),
        (zipped([(MANIFEST, "{}"), ("/etc/passwd.json", "x")]), "has no place"),
        (zipped([(MANIFEST, "{}"), ("form\\pages.json", "x")]), "has no place"),
        (zipped([(MANIFEST, "{}"), ("<b>x</b>.json", "x")]), "has no place"),
        (zipped([(MANIFEST, "{}"), ("a.exe", "x")]), "has no place"),
        (zipped([(f"{number}.json", "{}") for number in range(2_000)]), "too large"),
        (zipped([(MANIFEST, "{}"), ("bomb.json", b" " * 40_000_000)]), "too large"),
        (zipped([(MANIFEST, "{}")], zipfile.ZIP_BZIP2), "packed in a way"),
        (b" " * (reading.LARGEST + 1), "too large"),
    ],
)
def test_what_is_no_package_is_refused(data, said):
    assert said in refusal(data)


def test_a_name_that_stands_twice_is_refused():
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped([(MANIFEST, "{}"), ("face.json", "{}"), ("face.json", "[]")])
    assert "twice" in refusal(data)


def test_the_key_of_the_installation_is_made_once_for_its_eyes_alone():
    first = keys.own()
    assert keys.path().stat().st_mode & 0o077 == 0
    keys._key.cache_clear()
    assert keys.own() == first
    keys.path().chmod(0o644)
    keys._key.cache_clear()
    with pytest.raises(keys.NoKey, match="read by others"):
        keys.own()


def test_the_shelf_is_what_the_programme_has_ready():
    """After a change of a demonstration procedure or of a ready workflow: `python -m tools.shelf`."""
    shelf_made = {one.manifest.slug: one for one in shelf.made()}
    assert {slug: read.package for slug, read in ready().items()} == shelf_made
    assert len(shelf_made) >= 12
    assert changes(None, ready()["modele-simple"].document, "fr")
