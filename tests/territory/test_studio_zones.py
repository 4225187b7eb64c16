"""An administrator keeps tables of zones and schools: nothing changes before the whole file is right."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from parvis.config.cli import load
from parvis.kernel import cli
from parvis.territory.api import organisations, schools, sites, zone_tables
from parvis.territory.data import Text
from parvis.territory.domain import sheets
from parvis.territory.domain.zones import Stretch, ZoneMap
from parvis.territory.plugins import demonstration_zones as invented
from parvis.territory.views import studio_zones
from tests.factories.territory import territory
from tests.territory.test_studio import send

pytestmark = pytest.mark.django_db

RIGHT = "zone;voie\nA;Rue X\nB;Rue Y\n"
OVERLAP = RIGHT + "B;rue X\n"
SCHOOL = "UAI;nom;niveaux\n0599901A;École <b>A</b>;maternelle\n"


@pytest.fixture
def site(as_owner):
    return sites.of(territory().dunkerque.id)


def file(text, name="zones.csv"):
    return SimpleUploadedFile(name, text.encode(), "text/csv")


def tables(site):
    return {one.code: one.stretches for one in zone_tables.of(site.organisation.id)}


def test_a_file_is_checked_then_replaces_everything(site):
    sent = {"name_fr": "Secteurs scolaires", "name_en": ""}
    checked = send(studio_zones.zones, site, {**sent, "sheet": file(RIGHT), "check": "1"})
    assert (checked.status_code, tables(site)) == (200, {})
    assert 'name="content"' in checked.content.decode()
    assert send(studio_zones.zones, site, {**sent, "content": RIGHT, "replace": "1"}).status_code == 302
    assert tables(site) == {"secteurs_scolaires": 2}
    assert zone_tables.find(site.organisation.id, "secteurs_scolaires", street="4 r. X") == "A"
    page = send(studio_zones.zones, site, code="secteurs_scolaires").content.decode()
    assert "Rue Y" in page
    again = {**sent, "sheet": file("zone;voie\nC;Rue X\n"), "replace": "1"}
    assert send(studio_zones.zones, site, again, code="secteurs_scolaires").status_code == 302
    assert zone_tables.find(site.organisation.id, "secteurs_scolaires", street="4 r. X") == "C"
    assert zone_tables.find(site.organisation.id, "secteurs_scolaires", street="4 r. Y") is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"sheet": OVERLAP}, "Ligne 4"),
        ({"sheet": "rien"}, "Ligne 1"),
        ({"sheet": ""}, "vide"),
        ({}, "Choisissez un fichier"),
        ({"sheet": RIGHT, "name_fr": "12"}, "commence par une lettre"),
        ({"sheet": RIGHT, "name_fr": ""}, "obligatoire"),
    ],
)
def test_what_is_wrong_changes_nothing(site, data, said):
    data = {"name_fr": "Secteurs", "replace": "1", **data}
    if "sheet" in data:
        data["sheet"] = file(data["sheet"])
    answer = send(studio_zones.zones, site, data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert tables(site) == {}


def test_a_table_is_downloaded_and_removed(site):
    zone_tables.replace(site.organisation.id, "x", Text("X"), sheets.read_zones(RIGHT.encode()).stretches)
    answer = send(studio_zones.zones_csv, site, code="x")
    assert [one.zone for one in sheets.read_zones(answer.content).stretches] == ["A", "B"]
    assert answer["Content-Disposition"] == 'attachment; filename="x.csv"'
    assert send(studio_zones.remove_zones, site, {}, code="x").status_code == 302
    with pytest.raises(Http404):
        send(studio_zones.zones, site, code="x")
    with pytest.raises(Http404):
        send(studio_zones.zones, sites.territory())


def test_schools_are_replaced_and_stay_one_organisation_s(site):
    assert send(studio_zones.school_list, site, {"sheet": file(SCHOOL), "check": "1"}).status_code == 200
    assert schools.of(site.organisation.id) == []
    assert send(studio_zones.school_list, site, {"sheet": file(SCHOOL), "replace": "1"}).status_code == 302
    page = send(studio_zones.school_list, site).content.decode()
    assert "École &lt;b&gt;A" in page
    other = sites.of(organisations.by_insee("59273").id)
    taken = send(studio_zones.school_list, other, {"sheet": file(SCHOOL), "replace": "1"})
    assert (taken.status_code, schools.of(other.organisation.id)) == (422, [])
    assert send(studio_zones.school_list, site, {"sheet": file("UAI;nom\n"), "replace": "1"}).status_code == 422
    assert [one.uai for one in schools.of(site.organisation.id)] == ["0599901A"]
    assert b"0599901A" in send(studio_zones.schools_csv, site).content


def test_the_demonstration_s_tables_have_no_fault(site):
    invented.fill()
    assert set(tables(site)) == {invented.SCHOOL_SECTORS, invented.PARKING}
    streets = invented.STREETS["59183"]
    for place in (0, 1):
        stretches = [Stretch(row[place], *row[2:], line=line) for line, row in enumerate(streets, 1)]
        read = sheets.read_zones(sheets.write_zones(stretches))
        assert read.importable
        assert len(ZoneMap(read.stretches).zones) == 3
    found = schools.of(site.organisation.id)
    assert {one.zone for one in found} == {row[0] for row in streets}
    assert not sheets.read_schools(sheets.write_schools(invented.SCHOOLS["59183"])).faults
    zone = zone_tables.find(site.organisation.id, invented.PARKING, street="12 r. Emmery", postcode="59140")
    assert zone == "Zone A – Centre"


def run(*words):
    load()
    return cli.execute(cli.parser(cli.COMMANDS).parse_args(words))


def test_the_command_imports_all_or_nothing(site, tmp_path, capsys):
    right, wrong = tmp_path / "right.csv", tmp_path / "wrong.csv"
    right.write_text(RIGHT)
    wrong.write_text(OVERLAP)
    code = site.organisation.insee
    assert run("zones", "import", code, "school_sectors", str(wrong)) == 1
    assert "line 4" in capsys.readouterr().err
    assert run("zones", "import", code, "school_sectors", str(right), "--dry-run") == 0
    assert tables(site) == {}
    assert run("zones", "import", code, "school_sectors", str(right), "--name", "Secteurs") == 0
    assert tables(site) == {"school_sectors": 2}
    assert run("zones", "export", code, "school_sectors") == 0
    assert "Rue Y" in capsys.readouterr().out
    school = tmp_path / "schools.csv"
    school.write_text(SCHOOL)
    assert run("zones", "schools", code, str(school)) == 0
    for bad in (("99999", "t", str(right)), (code, "Not Plain", str(right)), (code, "t", str(tmp_path / "none.csv"))):
        assert run("zones", "import", *bad) != 0
