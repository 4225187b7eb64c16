"""Zones by street, side and numbers."""

import pytest
from django.utils import translation
from hypothesis import given, strategies as st

from parvis.territory.domain.sheets import read_schools, read_zones, write_schools, write_zones
from parvis.territory.domain.zones import Parity, Stretch, ZoneMap

TABLE = """zone;voie;parité;du;au
Pasteur;Rue de la Marine;impair;1;15
Carnot;Rue de la Marine;pair;2;14
Carnot;Rue de la Marine;pair;14 bis;40
Carnot;Rue de la Marine;impair;17;
Pasteur;Place Jean-Bart;;;
Brossolette;Avenue du Général-de-Gaulle;tous;1;99
Brossolette;Rue Victor Hugo;tous;;
"""


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def zones(text=TABLE):
    return ZoneMap(read_zones(text.encode()).stretches)


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("3 rue de la Marine", "Pasteur"),
        ("3 bis, r. de la marine", "Pasteur"),
        ("16 rue de la Marine", "Carnot"),
        ("14 rue de la Marine", "Carnot"),
        ("14 A rue de la Marine", None),
        ("14 ter rue de la Marine", "Carnot"),
        ("40 bis rue de la Marine", None),
        ("17 rue de la Marine", "Carnot"),
        ("15 ter rue de la Marine", None),
        ("4001 rue de la Marine", "Carnot"),
        ("rue de la Marine", None),
        ("Place Jean Bart", "Pasteur"),
        ("88 pl. Jean Bart", "Pasteur"),
        ("100 av Gal de Gaulle", None),
        ("99 av Gal de Gaulle", "Brossolette"),
        ("4 rue V. Hugo", "Brossolette"),
        ("4 rue Jean Jaurès", None),
        ("", None),
    ],
)
def test_the_zone_of_an_address(line, zone):
    assert zones().find(line) == zone


def test_a_table_without_overlap_may_be_imported_and_says_its_gaps():
    read = read_zones(TABLE.encode())
    assert read.importable
    assert not any(fault.blocking for fault in read.faults)
    with_gap = read_zones(b"zone;street;parity;from;to\nA;rue X;odd;1;9\nA;rue X;odd;21;\n")
    assert with_gap.importable
    assert [fault.message for fault in with_gap.faults] == [
        "rue X: numbers 11 to 19 are in no zone",
        "rue X: even numbers are in no zone",
    ]


@pytest.mark.parametrize(
    ("second", "message"),
    [
        ("B;rue X;odd;9;15", "rue X: number 9 is already in “A” at line 2"),
        ("B;r. X;all;;", "r. X: number 1 is already in “A” at line 2"),
        ("B;rue X;even;2;8", None),
        ("B;rue X;odd;11;", None),
        ("B;rue Y;odd;1;9", None),
    ],
)
def test_two_zones_hold_no_house_both(second, message):
    read = read_zones(f"zone;street;parity;from;to\nA;rue X;odd;1;9\n{second}\n".encode())
    blocking = [fault.message for fault in read.faults if fault.blocking]
    assert blocking == ([message] if message else [])
    assert read.importable is (message is None)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (";rue X;;;", "The zone is missing"),
        ("A; - ;;;", "The street is missing"),
        ("A;rue X;gauche;;", "“gauche” is no side: write pair, impair or tous"),
        ("A;rue X;;douze;", "“douze” is no house number: write 14 or 14 bis"),
        ("A;rue X;;;12 rue", "“12 rue” is no house number: write 14 or 14 bis"),
        ("A;rue X;;12;10", "The first number is over the last"),
        ("A;rue X;;14 ter;14 bis", "The first number is over the last"),
        ("A;" + "x" * 121 + ";;;", "A cell is too long: 120 characters at most"),
    ],
)
def test_a_fault_is_said_at_its_line(line, message):
    read = read_zones(f"zone;street;parity;from;to\nB;rue Y;;;\n{line}\n".encode())
    assert [(fault.line, fault.message) for fault in read.faults] == [(3, message)]
    assert not read.importable


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"zone;street\n",
        b"PK\x03\x04\0\0\0",
        b"rue;du;au\nx;1;2\n",
        b"a" * (2 * 1024 * 1024 + 1),
        b'zone;street\nA;"rue',
    ],
)
def test_what_is_no_table_is_refused(content):
    read = read_zones(content)
    assert not read.importable or read.stretches[0].street == "rue"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_files_of_spreadsheets(encoding, delimiter):
    text = "Secteur;Voie;Côté;Début;Fin\r\nÉcole Paul-Éluard;Rue de l’Abbé;Pairs;2;8 bis\r\n"
    read = read_zones(text.replace(";", delimiter).encode(encoding))
    assert read.stretches == (Stretch("École Paul-Éluard", "Rue de l’Abbé", Parity.EVEN, "2", "8 bis", 2),)


names = st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=20).filter(str.strip)
numbers = st.integers(1, 300)


@st.composite
def stretches(draw):
    low, high = sorted((draw(numbers), draw(numbers)))
    return Stretch(
        draw(st.sampled_from(["A", "B", "=1+1", "École"])),
        draw(st.sampled_from(["rue X", "rue de l’Y", "av. Z"])),
        draw(st.sampled_from(list(Parity))),
        str(low),
        str(high),
    )


@given(st.lists(stretches(), max_size=12))
def test_overlaps_are_found_exactly(lines):
    """A table is refused if and only if some house is in two zones: shown house by house."""
    found = ZoneMap(lines)
    refused = any(fault.blocking for fault in found.faults())
    shared = any(
        len({one.zone for one in lines if one.street == street and _holds(one, number)}) > 1
        for street in ("rue X", "rue de l’Y", "av. Z")
        for number in range(1, 301)
    )
    assert refused is shared


def _holds(one, number):
    return int(one.first) <= number <= int(one.last) and one.parity.holds(number)


@given(st.lists(stretches(), min_size=1, max_size=12))
def test_a_file_comes_back_as_it_was(lines):
    again = read_zones(write_zones(lines)).stretches
    assert [(one.zone, one.street, one.parity, one.first, one.last) for one in again] == [
        (one.zone, one.street, one.parity, one.first, one.last) for one in lines
    ]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_faults(content):
    read = read_zones(content)
    assert read.stretches or read.faults
    assert read_schools(content).faults or read_schools(content).schools


SCHOOLS = """UAI;Nom;Niveaux;Adresse;Code postal;Ville;Secteur
0599901A;École Pasteur;Maternelle et élémentaire;1 rue X;59140;Dunkerque;Pasteur
"""


def test_schools_are_read_and_written():
    read = read_schools(SCHOOLS.encode())
    assert read.importable
    [school] = read.schools
    assert (school.uai, school.levels, school.zone) == ("0599901A", ("maternelle", "elementaire"), "Pasteur")
    assert read_schools(write_schools(read.schools)).schools == read.schools


@pytest.mark.parametrize(
    "line", ["599901A;X;maternelle", "0599901A;;maternelle", "0599902A;X;lycée", "0599902A;X;", "0599901A;Y;maternelle"]
)
def test_a_fault_of_a_school_is_said_at_its_line(line):
    read = read_schools((SCHOOLS + line + ";;;;\n").encode())
    assert [fault.line for fault in read.faults] == [3]
    assert not read.importable
