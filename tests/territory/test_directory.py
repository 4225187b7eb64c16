"""The territory in each process: no query for a host, and never a stale answer after a change."""

import uuid
from typing import Any

import psycopg
import pytest

from parvis.territory import models
from parvis.territory.api import closing_days, departments, organisations, sites
from parvis.territory.data import Contact, Text, Theme
from parvis.territory.domain import directory, phones

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_territory")]


@pytest.fixture
def town() -> models.Organisation:
    town = models.Organisation.objects.create(
        kind="commune", name="Bray", title="Commune de Bray", prefix="BR", insee="59107", county="59",
        phone="03 28 26 26 26", phone_link="+33328262626", email="mairie@example.fr",
    )  # fmt: skip
    models.Site.objects.create(label="", name="Territoire")
    models.Site.objects.create(organisation=town, label="bray", name="Bray")
    return town


@pytest.mark.parametrize(
    ("host", "label"),
    [
        ("localhost:8000", "Territoire"),
        ("localhost", "Territoire"),
        ("bray.localhost:8000", "Bray"),
        ("BRAY.localhost", "Bray"),
        ("bray.localhost.", "Bray"),
        ("lille.localhost", None),
        ("bray.localhost.example.org", None),
        ("xn--", None),
        ("[::1]:8000", None),
        ("", None),
    ],
)
def test_a_host_gives_its_site(town: models.Organisation, host: str, label: str | None) -> None:
    found = sites.for_host(host)
    assert (found.name if found else None) == label


def test_a_domain_of_its_own_takes_the_place_of_the_label(town: models.Organisation) -> None:
    models.Site.objects.filter(organisation=town).update(domain="demarches.bray.example")
    directory.forget()
    found = sites.for_host("demarches.bray.example")
    assert found is not None
    assert found.organisation_id == town.pk
    assert sites.for_host("bray.localhost") is None
    assert sites.url(found, "/aide/") == "http://demarches.bray.example:8000/aide/"


def test_a_known_host_costs_no_query(town: models.Organisation, django_assert_num_queries: Any) -> None:
    sites.for_host("bray.localhost")
    with django_assert_num_queries(0):
        assert sites.for_host("bray.localhost") is not None
        assert sites.for_host("nowhere.localhost") is None
        assert organisations.get(town.pk).title == "Commune de Bray"


def test_a_reading_costs_the_same_however_many_sites_there_are(
    town: models.Organisation, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(8):
        sites.for_host("bray.localhost")
    for number in range(3):
        row = models.Organisation.objects.create(
            kind="commune", name=f"V{number}", title=f"V{number}", prefix=f"V{number}"
        )
        models.Site.objects.create(organisation=row, label=f"v{number}", name=row.name)
        models.Department.objects.create(organisation=row, code="accueil", name_fr="Accueil")
    directory.forget()
    with django_assert_num_queries(8):
        sites.for_host("v2.localhost")
    directory.forget()
    with django_assert_num_queries(1):
        sites.for_host("v1.localhost")


@pytest.mark.django_db(transaction=True)
def test_a_change_by_another_process_is_seen_when_versions_are_compared(
    owner_connection: "psycopg.Connection[tuple[Any, ...]]", settings: Any
) -> None:
    row = models.Organisation.objects.create(kind="commune", name="Bray", title="Bray", prefix="BR")
    models.Site.objects.create(organisation=row, label="bray", name="Bray")
    settings.TERRITORY_CHECK_SECONDS = 3600
    first = sites.for_host("bray.localhost")
    owner_connection.execute("update territory_site set name = 'Bray-Dunes' where label = 'bray'")
    assert sites.for_host("bray.localhost") == first
    settings.TERRITORY_CHECK_SECONDS = 0
    found = sites.for_host("bray.localhost")
    assert found is not None
    assert found.name == "Bray-Dunes"


def test_a_change_here_is_seen_at_once(town: models.Organisation) -> None:
    site = sites.of(town.pk)
    sites.set_theme(site.id, Theme(brand="#004d40", brand_strong="#00332b"))
    changed = sites.of(town.pk)
    assert changed.theme.brand == "#004d40"
    assert changed.theme_path != site.theme_path


def test_colours_that_cannot_be_read_are_refused_and_nothing_changes(town: models.Organisation) -> None:
    site = sites.of(town.pk)
    with pytest.raises(sites.ThemeRefused, match="1,51"):
        sites.set_theme(site.id, Theme(accent="#ffcc00"))
    assert sites.of(town.pk).theme == Theme()


def test_unknown_organisations_departments_and_sites(town: models.Organisation) -> None:
    with pytest.raises(organisations.UnknownOrganisation):
        organisations.get(uuid.uuid4())
    with pytest.raises(departments.UnknownDepartment):
        departments.get(uuid.uuid4())
    with pytest.raises(sites.UnknownSite):
        sites.get(uuid.uuid4())
    assert organisations.by_insee("") is None
    assert organisations.by_siren("") is None


def test_a_department_borrows_what_it_lacks_from_its_organisation(town: models.Organisation) -> None:
    made = departments.save(
        town.pk,
        "vie-associative",
        name=Text("Vie associative", "Associations"),
        contact=Contact(phone="03 28 58 87 87"),
    )
    assert made.contact.phone_link == "+33328588787"
    assert made.contact.email == "mairie@example.fr"
    assert departments.by_code(town.pk, "vie-associative") == made
    again = departments.save(town.pk, "vie-associative", name=Text("Associations"))
    assert (again.id, again.contact) == (made.id, made.contact)


def test_a_phone_that_cannot_be_called_is_refused(town: models.Organisation) -> None:
    with pytest.raises(phones.NotAPhone):
        organisations.set_contact(town.pk, phone="12 34")
    assert organisations.without_phone() == []
    organisations.set_contact(town.pk, phone="")
    assert [found.id for found in organisations.without_phone()] == [town.pk]


def test_closing_days_of_one_and_of_all(town: models.Organisation, django_assert_num_queries: Any) -> None:
    import datetime as dt

    closing_days.add(dt.date(2026, 5, 15), Text("Pont de l’Ascension"))
    closing_days.add(dt.date(2026, 5, 16), Text("Braderie"), town.pk)
    closing_days.add(dt.date(2026, 5, 16), Text("Grande braderie"), town.pk)
    closing_days.add(dt.date(2026, 6, 1), Text("Travaux"), town.pk)
    with django_assert_num_queries(1):
        found = closing_days.between(town.pk, dt.date(2026, 5, 15), dt.date(2026, 5, 31))
    assert [(day.date.day, day.name.fr) for day in found] == [(15, "Pont de l’Ascension"), (16, "Grande braderie")]
    closing_days.remove(dt.date(2026, 5, 15))
    assert len(closing_days.between(town.pk, dt.date(2026, 5, 1), dt.date(2026, 5, 31))) == 1
    other = models.Organisation.objects.create(kind="commune", name="V", title="V", prefix="VV")
    assert closing_days.between(other.pk, dt.date(2026, 5, 1), dt.date(2026, 6, 30)) == []
