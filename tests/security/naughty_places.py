"""The pages whose forms are tried with naughty strings: whoever opens them, and their addresses."""

from django.test import Client

from parvis.cases.models import Case
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.mailroom.models import Batch, Letter
from parvis.privacy.domain import requests
from parvis.privacy.models import Reason
from parvis.privacy.registry import Subject
from tests.cases.own import opened
from tests.conftest import _as_owner
from tests.factories import people


def cases_as(made):
    from parvis.kernel.reach import Reach, acting

    return acting(Reach(actor="web", subjects=(made.subject_id,)))


def flowing_visitor():
    from tests.cases.conftest import VISITOR

    return VISITOR


def signed(who, host="localhost"):
    client = Client(raise_request_exception=False, headers={"host": f"{host}:8000"})
    client.cookies.load(people.cookies(who, host=host))
    return client


def of_agents(world):
    desk, _other, made, _chief = world
    malik = signed(desk.malik)

    def at(name, rest=""):
        return malik, f"/agents/dossiers/{made[name].reference}/{rest}"

    yield at("new")
    for rest in ("lier/", "confier/", "attribuer/", "envoyer/"):
        yield at("mine", rest)
    for move in ("ask_corrections", "propose_visit", "propose_refuse", "refuse", "accept"):
        yield at("mine", f"suite/{move}/")
    yield at("mend", "suite/go_on/")
    yield at("planned", "suite/visit_kept/")
    yield at("propose", "suite/return_proposal/")
    yield malik, f"/agents/capacites/{desk.town.wall_id}/kerb/"
    with _as_owner():
        row = {"wall_id": desk.town.wall_id, "organisation_id": desk.town.organisation_id}
        batch = Batch.objects.create(**row, made_at=clock.now(), file_id=made["new"].case_id)
        letter = Letter.objects.create(
            **row,
            subject_id=made["new"].subject_id,
            case_id=made["new"].case_id,
            department_id=desk.town.department_id,
            topic="message",
            reference=made["new"].reference,
            language="fr",
            title="x",
            address=["x"],
            texts=["x"],
            asked_at=clock.now(),
        )
    for rest in ("", f"{letter.id}/retirer/", f"lots/{batch.id}/"):
        yield malik, f"/agents/courriers/{rest}"
    for rest in (
        "",
        "exports/nouveau/",
        "consultations/",
        "chercher/",
        "miens/",
        "non-attribues/",
        "en-retard/",
        "cette-semaine/",
        "touches/",
        f"en-masse/distribuer/?case={made['new'].case_id}&case={made['mine'].case_id}",
    ):
        yield malik, f"/agents/{rest}"
    yield malik, "/agents/capacites/"
    with _as_owner():
        printed = Letter.objects.create(
            wall_id=desk.town.wall_id,
            organisation_id=desk.town.organisation_id,
            subject_id=made["new"].subject_id,
            case_id=made["new"].case_id,
            department_id=desk.town.department_id,
            topic="message",
            reference=made["new"].reference,
            language="fr",
            title="x",
            address=["x"],
            texts=["x"],
            asked_at=clock.now(),
            state="printed",
            batch_id=batch.id,
        )
    yield malik, f"/agents/courriers/lots/{printed.batch_id}/"


def of_the_officer(world):
    """The data protection officer's pages, with what their search and their questions draw; nothing is confirmed."""
    desk, _other, made, _chief = world
    helene = signed(desk.helene)
    yield helene, "/agents/protection/"
    with _as_owner():
        held = Case.objects.get(id=made["new"].case_id)
        who = Subject(held.wall_id, held.subject_id)
    with acting(Reach(actor="protection", person=desk.helene.id, walls=(who.wall_id,))):
        batch = requests.ask([who], Reason.REQUEST, asked_by=desk.helene.id, name="Hélène", at=clock.now())
    yield helene, f"/agents/protection/effacements/{batch}/"


def of_administrators(world):
    desk, _other, _made, chief = world
    client = signed(chief, desk.place.host)
    for rest in (
        "services/nouveau/",
        f"services/{desk.town.department_id}/",
        "site/",
        "site/couleurs/",
        "site/logo/",
        "site/contact/",
        "site/fermetures/",
        "site/pages/nouvelle/",
        "site/zones/",
        "site/ecoles/",
        "silence/",
        f"silence/{desk.town.case_type.id}/",
    ):
        yield client, f"/administration/{rest}"


def of_residents(world):
    desk, _other, made, _chief = world
    host = desk.place.host
    browser = opened(Client(raise_request_exception=False, headers={"host": f"{host}:8000"}), *made.values())

    def at(name, rest=""):
        return browser, f"/demandes/{made[name].reference}/{rest}"

    yield at("new")
    yield at("new", "suite/withdraw/")
    yield at("new", "recu/")
    yield at("mend")
    yield at("mend", "suite/mend/")
    yield at("choose", "suite/confirm_visit/")
    yield at("planned", "suite/move_visit/")
    yield at("propose")
    for path in (
        "/suivre/",
        "/suivre/lien/",
        "/carte/",
        "/verifier/",
        "/recherche/",
        "/actes/",
        "/demandes/",
        "/demandes/copie/",
    ):
        yield browser, path
    yield signed(people.person("amina@example.org", password=people.PASSWORD)), "/compte/messages/"


def of_nobody(world):
    client = Client(raise_request_exception=False, headers={"host": f"{world[0].place.host}:8000"})
    for path in ("/", "/demarches/bar/", "/suivre/lien/", "/actes/", "/carte/", "/verifier/"):
        yield client, path
