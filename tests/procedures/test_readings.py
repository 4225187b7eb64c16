"""Readings of the law beside silence: each authority confirms its own, agents are told which are not."""

import pytest
from django.test import Client

from parvis.access.api import Role, appoint, wall_for
from parvis.cases import api as cases
from parvis.cases.domain.attesting import forget_person
from parvis.cases.models import Attestation
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.ledger import api as ledger
from parvis.procedures.demonstration.answers_public_space_move import answers
from parvis.procedures.demonstration.public_space_move import SLUG
from tests.conftest import _as_owner
from tests.factories import people
from tests.procedures.demonstration import Offering, Way, offering

pytestmark = pytest.mark.django_db
LIST = "/administration/silence/"
ALL = ["clock_days", "clock_waived", "kerb", "notice", "retention", "signs"]


@pytest.fixture
def offered() -> Offering:
    return offering(SLUG)


def designer(offered: Offering, label: str) -> Client:
    who, place = people.person(), offered.places[label]
    with _as_owner():
        walls = [wall_for(place.id, "public_space")]
        appoint(person_id=who.id, organisation_id=place.id, department_id=None, role=Role.SERVICE_DESIGNER, walls=walls)
    client = Client()
    people.sign_in(client, who, host=f"{label}.localhost")
    return client


def waiting(offered: Offering, label: str) -> list[str]:
    [found] = cases.types.readings(offered.places[label].id)
    return sorted(one.id for one in found.unconfirmed)


def test_each_authority_confirms_its_own(offered):
    client = designer(offered, "dunkerque")
    assert waiting(offered, "dunkerque") == ALL
    assert "6 autres lectures à confirmer" in client.get(LIST).content.decode()
    [found] = cases.types.readings(offered.places["dunkerque"].id)
    path = f"{LIST}{found.case_type_id}/"
    assert "au moins 15 jours avant" in client.get(path).content.decode()
    assert (
        client.post(
            path, {"confirm_readings": "1", "readings": ["clock_days", "clock_waived", "notice", "retention", "signs"]}
        ).status_code
        == 302
    )
    assert waiting(offered, "dunkerque") == ["kerb"]
    assert waiting(offered, "gravelines") == ALL
    page = client.get(path).content.decode()
    assert page.count(" checked") >= 2
    client.post(path, {"confirm_readings": "1"})
    assert waiting(offered, "dunkerque") == ALL


def test_what_the_procedure_does_not_read_is_not_confirmed(offered):
    client = designer(offered, "dunkerque")
    [found] = cases.types.readings(offered.places["dunkerque"].id)
    client.post(f"{LIST}{found.case_type_id}/", {"confirm_readings": "1", "readings": ["notice", "gone"]})
    assert waiting(offered, "dunkerque") == ALL


def test_agents_are_told_which_are_not(offered):
    case = Way(offered).through(answers(3, clock.today()))
    with offered.desk(offered.agent()) as agent:
        page = agent.get(f"/agents/dossiers/{case.reference}/").content.decode()
        assert "6 lectures à confirmer" in page
        [found] = cases.types.readings(offered.places["dunkerque"].id)
        with _as_owner():
            cases.types.confirm_readings(
                found.case_type_id, offered.places["dunkerque"].id, ALL, by=cases.system("x"), at=clock.now()
            )
        assert "lectures à confirmer" not in agent.get(f"/agents/dossiers/{case.reference}/").content.decode()


def test_who_confirmed_which_words_is_kept_shown_sealed_and_revoked(offered):
    client = designer(offered, "dunkerque")
    place = offered.places["dunkerque"].id
    [found] = cases.types.readings(place)
    path = f"{LIST}{found.case_type_id}/"
    client.post(path, {"confirm_readings": "1", "readings": ["notice", "kerb"]})
    client.post(path, {"confirm_readings": "1", "readings": ["notice"]})
    with _as_owner():
        told = [(one.reading, one.confirmed) for one in cases.types.attestations(place, found.case_type_id)]
    assert sorted(told[1:]) == [("kerb", True), ("notice", True)]
    assert told[0] == ("kerb", False)
    page = client.get(path).content.decode()
    assert "Qui a confirmé quoi" in page
    assert page.count("<b>Confirmé</b>") == 2
    assert page.count("<b>Retiré</b>") == 1
    assert "aujourd’hui" not in page
    with _as_owner():
        row = Attestation.objects.get(reading="notice")
        assert "au moins 15 jours avant" in row.said["fr"]["statement"]
        ledger.sequence()
        assert ledger.verify().whole
        # an officer's account is erased: the name goes, the record stays whole
        assert forget_person(row.by_id) == 3
        assert ledger.verify().whole
        said = row.said | {"fr": {"statement": "Autre chose.", "base": ""}}
        Attestation.objects.filter(id=row.id).update(said=said)
        assert not ledger.verify().whole
    page = client.get(path).content.decode()
    assert "un compte effacé" in page
    assert "Elle dit autre chose aujourd’hui" in page
    client.post(path, {"confirm_readings": "1", "readings": ["notice"]})
    assert "Elle dit autre chose aujourd’hui" not in client.get(path).content.decode()


def test_nobody_else_reads_or_writes_them(offered):
    with _as_owner():
        [found] = cases.types.readings(offered.places["dunkerque"].id)
        place = offered.places["dunkerque"].id
        cases.types.confirm_readings(found.case_type_id, place, ALL, by=cases.system("x"), at=clock.now())
    with acting(Reach(actor="web")):
        assert cases.types.attestations(place, found.case_type_id) == []
