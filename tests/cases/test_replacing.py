"""Files asked again: uploaded with the page of corrections, beside those that the case had; zones found again."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.models import Attachment, TimelineEntry, Turn
from parvis.files.models import StoredFile
from parvis.kernel import clock
from parvis.territory.api import departments, zone_tables
from parvis.territory.data import Text
from parvis.territory.domain.zones import Stretch
from tests.cases import flowing
from tests.cases.test_turn_pages import agent, held, own, resident, text
from tests.conftest import _as_owner
from tests.factories import attached
from tests.factories.desk import desk as make_desk

pytestmark = pytest.mark.django_db
OLD, NEW = "plan.jpg", "plan-lisible.jpg"


@pytest.fixture
def desk(db, settings, tmp_path):
    settings.PARVIS_VAR = tmp_path
    found = make_desk()
    document = flowing.document()
    document["form"]["pages"] = [*document["form"]["pages"], attached.PAGE]
    with _as_owner():
        definition = CaseTypeDefinition.model_validate(document)
        cases.types.publish(found.town.case_type.id, definition, at=clock.now())
    return found


@pytest.fixture
def made(desk):
    return attached.submit(desk, plan__jpg=attached.picture())


def ask(desk, made, field="plan", why="incorrect", who=None):
    given = {"ask_corrections": [{"field": field, "why": why, "words": "Illisible"}]}
    desk.ask(made, "ask_corrections", who or desk.sofia, given=given, said={"by_day": "2099-01-04"})
    with _as_owner():
        return Turn.objects.filter(case=made.case_id).latest("id")


def sent(name=NEW, data=None):
    return SimpleUploadedFile(name, attached.picture((80, 50)) if data is None else data)


def send(client, made, turn, **more):
    version = held(made).version
    return client.post(own(made, "mend"), {"version": version, "turn": turn.id, "note": "", **more})


def names(made, key="plan"):
    return [one["name"] for one in held(made).answers.get(key, [])]


def rows(made):
    """Attachments of the case; those that a correction holds; files that nobody's wall has yet."""
    with _as_owner():
        return (
            Attachment.objects.filter(case_id=made.case_id).count(),
            Attachment.objects.filter(turn_id__isnull=False).count(),
            StoredFile.objects.filter(held_by__isnull=False).count(),
        )


class TestWithoutScript:
    def test_the_new_file_takes_the_place_of_the_old_which_stays_in_the_file(self, desk, made):
        turn = ask(desk, made)
        client = resident(desk, made)
        page = client.get(own(made, "mend")).content.decode()
        assert 'enctype="multipart/form-data"' in page
        assert "f-plan-kept" not in page
        answer = send(client, made, turn, **{"f-plan": sent()})
        assert answer.status_code == 302, text(answer)
        assert names(made) == [NEW]
        assert rows(made) == (2, 0, 0)
        page = agent(desk).get(f"/agents/dossiers/{made.reference}/").content.decode()
        read = text(agent(desk).get(f"/agents/dossiers/{made.reference}/"))
        assert page.index("<del>") < page.index("<ins>")
        assert "Remplacé depuis" in read
        with _as_owner():
            for one in Attachment.objects.filter(case_id=made.case_id):
                address = f"/agents/dossiers/{made.reference}/fichiers/{one.id}/"
                assert address in page
                assert agent(desk).get(address).status_code == 200

    def test_what_is_to_be_completed_stays_in_the_list(self, desk, made):
        turn = ask(desk, made, why="incomplete")
        client = resident(desk, made)
        page = client.get(own(made, "mend")).content.decode()
        assert "f-plan-kept" in page
        [old] = held(made).answers["plan"]
        assert (
            send(client, made, turn, **{"f-plan-kept": json.dumps(old), "f-plan": sent("page-2.jpg")}).status_code
            == 302
        )
        assert names(made) == [OLD, "page-2.jpg"]
        assert "Remplacé depuis" not in text(agent(desk).get(f"/agents/dossiers/{made.reference}/"))

    def test_a_file_that_is_refused_is_said_and_what_was_added_is_kept(self, desk, made):
        turn = ask(desk, made)
        client = resident(desk, made)
        answer = send(client, made, turn, **{"f-plan": [sent(), sent("virus.exe", b"MZ" + b"\0" * 400)]})
        assert answer.status_code == 422
        assert "virus.exe" in text(answer)
        assert rows(made) == (1, 1, 1)
        assert NEW in client.get(own(made, "mend")).content.decode()
        with _as_owner():
            [held_one] = Attachment.objects.filter(turn_id=turn.id)
        value = json.dumps(cases.attachments.value(held_one))
        assert send(client, made, turn, **{"f-plan-kept": value}).status_code == 302
        assert names(made) == [NEW]
        assert rows(made) == (2, 0, 0)

    def test_remove_then_send_nothing(self, desk, made):
        turn = ask(desk, made)
        client = resident(desk, made)
        send(client, made, turn, **{"f-plan": sent(), "f-plan-add-files": "1"})
        with _as_owner():
            [one] = Attachment.objects.filter(turn_id=turn.id)
        kept = json.dumps(cases.attachments.value(one))
        send(client, made, turn, **{"f-plan-kept": kept, "f-plan-remove": str(one.id)})
        assert rows(made) == (1, 0, 0)
        assert send(client, made, turn).status_code == 422
        assert names(made) == [OLD]


class TestWithScript:
    def attach(self, client, made, turn, **more):
        address = f"/demandes/{made.reference}/corriger/{turn.id}/fichiers/"
        return client.post(address, {"name": "f-plan", "file": sent(), **more})

    def test_one_by_one_then_removed_or_sent(self, desk, made):
        turn = ask(desk, made)
        client = resident(desk, made)
        answer = self.attach(client, made, turn)
        assert answer.json()["name"] == NEW
        assert rows(made) == (1, 1, 1)
        with _as_owner():
            [one] = Attachment.objects.filter(turn_id=turn.id)
        address = f"/demandes/{made.reference}/corriger/{turn.id}/fichiers/{one.id}/retirer/"
        assert client.post(address).status_code == 204
        assert rows(made) == (1, 0, 0)

    def test_the_cases_own_file_is_not_removed(self, desk, made):
        turn = ask(desk, made)
        [old] = held(made).answers["plan"]
        address = f"/demandes/{made.reference}/corriger/{turn.id}/fichiers/{old['id']}/retirer/"
        assert resident(desk, made).post(address).status_code == 204
        assert rows(made) == (1, 0, 0)

    @pytest.mark.parametrize("name", ["f-place", "f-stalls-0-photo", "f-plan-kept"])
    def test_only_where_a_file_is_asked(self, desk, made, name):
        turn = ask(desk, made)
        assert self.attach(resident(desk, made), made, turn, name=name).status_code == 422
        assert rows(made) == (1, 0, 0)

    def test_over(self, desk, made):
        turn = ask(desk, made)
        client = resident(desk, made)
        desk.move(made, "go_on", desk.sofia)
        assert self.attach(client, made, turn).status_code == 410


class TestWalls:
    def test_nobody_else_adds(self, desk, made):
        turn = ask(desk, made)
        address = f"/demandes/{made.reference}/corriger/{turn.id}/fichiers/"
        for client in (Client(headers={"host": desk.place.host}), agent(desk)):
            answer = client.post(address, {"name": "f-plan", "file": sent()})
            assert answer.status_code in (302, 403, 404), answer.status_code
        assert rows(made) == (1, 0, 0)

    def test_agents_do_not_see_what_was_not_sent(self, desk, made):
        turn = ask(desk, made)
        send(resident(desk, made), made, turn, **{"f-plan": sent(), "f-plan-add-files": "1"})
        with _as_owner():
            [one] = Attachment.objects.filter(turn_id=turn.id)
        page = agent(desk).get(f"/agents/dossiers/{made.reference}/").content.decode()
        assert NEW not in page
        assert agent(desk).get(f"/agents/dossiers/{made.reference}/fichiers/{one.id}/").status_code == 404

    def test_what_a_correction_held_goes_when_it_is_overtaken(self, desk, made):
        turn = ask(desk, made)
        send(resident(desk, made), made, turn, **{"f-plan": sent(), "f-plan-add-files": "1"})
        assert rows(made) == (1, 1, 1)
        desk.move(made, "go_on", desk.sofia)
        assert rows(made) == (1, 0, 0)

    def test_another_cases_file_cannot_be_named(self, desk, made):
        other = attached.submit(desk, secret__jpg=attached.picture((70, 40)))
        [theirs] = held(other).answers["plan"]
        turn = ask(desk, made)
        assert send(resident(desk, made), made, turn, **{"f-plan-kept": json.dumps(theirs)}).status_code == 422
        assert names(made) == [OLD]

    def test_all_of_it_is_erased_with_the_case(self, desk, made):
        turn = ask(desk, made)
        client = resident(desk, made)
        send(client, made, turn, **{"f-plan": sent()})
        ask(desk, made)
        send(client, made, Turn(id=uuid.uuid4()), **{"f-plan": sent("trois.jpg"), "f-plan-add-files": "1"})
        assert rows(made) == (2, 1, 1)
        with desk.town.inside():
            cases.erase_case(made.case_id, at=clock.now())
        assert rows(made) == (0, 0, 0)
        with _as_owner():
            assert not StoredFile.objects.filter(media_type="image/jpeg").exists()


HOME = {"street": "3 rue de la Marine", "postcode": "59140", "city": "Dunkerque"}


class TestZonesAndRouting:
    @pytest.fixture
    def zoned(self, desk):
        where = desk.town.organisation_id
        document = flowing.document(
            zones=[{"id": "sector", "table": "sectors", "address": "home"}],
            routing=[
                {"when": {"==": [{"var": "zone_sector"}, "Carnot"]}, "department": "other"},
            ],
        )
        home = {"id": "home", "type": "address", "label": {"fr": "Adresse", "en": "Address"}, "required": True}
        document["form"]["pages"][0]["sections"][0]["items"].append(home)
        with _as_owner():
            other = departments.save(where, "other", name=Text("Autre service", "Other department"))
            stretches = [Stretch("Pasteur", "rue de la Marine"), Stretch("Carnot", "rue Royer")]
            zone_tables.replace(where, "sectors", Text("Secteurs", "Sectors"), stretches)
            definition = CaseTypeDefinition.model_validate(document)
            cases.types.publish(desk.town.case_type.id, definition, at=clock.now())
        return other

    def test_the_zone_follows_the_mended_address_and_agents_hear_where_it_leads(self, desk, zoned):
        made = desk.submit(home=HOME)
        assert held(made).answers["zone_sector"] == "Pasteur"
        turn = ask(desk, made, "home")
        address = {"f-home-street": "12 rue Royer", "f-home-postcode": "59140", "f-home-city": "Dunkerque"}
        answer = send(resident(desk, made), made, turn, **address)
        assert answer.status_code == 302, text(answer)
        case = held(made)
        assert case.answers["zone_sector"] == "Carnot"
        assert case.department_id != zoned.id
        read = text(agent(desk, desk.malik).get(f"/agents/dossiers/{made.reference}/"))
        assert "Elle n’y a pas été envoyée" in read
        form = {"version": case.version, "to": "", "department": str(zoned.id)}
        agent(desk, desk.malik).post(f"/agents/dossiers/{made.reference}/attribuer/", form)
        assert held(made).department_id == zoned.id
        read = text(agent(desk, desk.malik).get(f"/agents/dossiers/{made.reference}/"))
        assert "Elle n’y a pas été envoyée" not in read

    def test_a_zone_stays_where_the_address_does(self, desk, zoned):
        made = desk.submit(home=HOME)
        turn = ask(desk, made, "home")
        with _as_owner():
            stretches = [Stretch("Carnot", "rue de la Marine")]
            zone_tables.replace(desk.town.organisation_id, "sectors", Text("Secteurs", "Sectors"), stretches)
        address = {f"f-home-{part}": value for part, value in HOME.items()}
        answer = send(resident(desk, made), made, turn, note="Elle est juste", **address)
        assert answer.status_code == 302, text(answer)
        assert held(made).answers["zone_sector"] == "Pasteur"
        with _as_owner():
            assert not TimelineEntry.objects.filter(case=made.case_id, kind="rerouted").exists()
