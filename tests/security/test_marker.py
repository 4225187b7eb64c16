"""A marker planted as a person's data through the real faces, erased, then hunted everywhere it could have stayed."""

import io
import logging
import uuid

import pytest
from django.test import Client

from parvis.access.api import Right, acting_as
from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind, Outcome
from parvis.cases.models import Case
from parvis.identity import api as identity
from parvis.identity.models import Subject
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.privacy import api as privacy
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk
from tests.queue import run_waiting

MARK = "zqxmarqueurjw"
EMAIL = f"{MARK}@example.org"


def hunt(connection):
    """(table, column) of every place of the database that holds the marker, in text, JSON or bytes."""
    columns = connection.execute(
        "select c.table_name, c.column_name, c.data_type from information_schema.columns c"
        " join pg_class p on p.relname = c.table_name and p.relkind in ('r', 'm')"
        " and p.relnamespace = 'public'::regnamespace where c.table_schema = 'public'"
    ).fetchall()
    found = set()
    for table, column, kind in columns:
        shown = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
        query = f'select exists (select from "{table}" where {shown} ilike %s)'
        if connection.execute(query, [f"%{MARK}%"]).fetchone()[0]:
            found.add((table, column))
    return found


def hunt_files(*folders):
    return [path for folder in folders for path in folder.rglob("*") if path.is_file() and MARK.encode() in read(path)]


def read(path):
    return path.read_bytes().lower() + path.name.lower().encode()


@pytest.fixture
def var(tmp_path, settings):
    settings.PARVIS_VAR = tmp_path
    return tmp_path


@pytest.mark.django_db(transaction=True)
def test_nothing_remains_of_a_person(owner_connection, var):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter())
    logging.getLogger().addHandler(handler)
    here = desk()
    try:
        self_planted = plant(here)
    finally:
        logging.getLogger().removeHandler(handler)
    planted = hunt(owner_connection)
    # The hunt is worth nothing where the marker never was.
    for place in (
        ("cases_case", "answers"),
        ("cases_message", "body"),
        ("cases_timelineentry", "actor_name"),
        ("cases_decision", "text"),
        ("finding_value", "word"),
        ("cases_draft", "answers"),
        ("identity_person", "email"),
        ("account_emailaddress", "email"),
        ("identity_session", "user_agent"),
        ("notifications_mail", "to"),
        ("finding_search", "vector"),
        ("finding_word", "word"),
    ):
        assert place in planted, place
    erase(here, *self_planted)
    assert hunt(owner_connection) == set()
    # The demonstration's outbox stands for the person's own mailbox, which is theirs.
    assert hunt_files(*(folder for folder in var.iterdir() if folder.is_dir() and folder.name != "outbox")) == []
    assert MARK not in stream.getvalue().lower()


def plant(here):
    person = people.person(EMAIL, password=people.PASSWORD, given_name=MARK.title(), family_name="Benali")
    browser = Client(HTTP_USER_AGENT=f"Mozilla {MARK}")
    browser.defaults["HTTP_HOST"] = "localhost:8000"
    answer = browser.post("/compte/connexion/", {"login": EMAIL, "password": people.PASSWORD})
    assert answer.status_code == 302, answer.content
    browser.get("/compte/")
    browser.post("/compte/mot-de-passe/oublie/", {"email": EMAIL})
    Client(HTTP_HOST="localhost:8000").post("/compte/connexion/", {"login": EMAIL, "password": MARK * 2})
    Client(HTTP_HOST="localhost:8000").post("/compte/mot-de-passe/oublie/", {"email": EMAIL})
    Client(HTTP_HOST=here.place.host + ":8000").post("/suivre/", {"reference": MARK, "element": EMAIL})
    made = here.submit(
        email=EMAIL,
        event_name=f"Fête {MARK}",
        association={"name": f"Amis {MARK}", "rna": "W594001234", "siret": ""},
        responsible={"first_names": MARK, "family_name": MARK},
    )
    Client(HTTP_HOST=here.place.host + ":8000").post("/suivre/", {"reference": cases_reference(made), "element": EMAIL})
    by = Actor(ActorKind.RESIDENT, name=MARK)
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        cases.message(made.case_id, f"Je suis {MARK}", by=by, at=clock.now())
    here.take(made, here.malik)
    with acting_as(here.malik.id, Right.HANDLE_CASES):
        cases.decide(
            made.case_id,
            Outcome.REFUSED,
            by=here.actor(here.malik),
            at=clock.now(),
            version=here.version(made),
            reason=f"{MARK} a déjà une buvette ce soir-là.",
            grounds=["public_order"],
        )
    token = uuid.uuid4().hex * 2
    with acting(Reach(actor="web", token=token)):
        draft = cases.drafts.start(
            here.town.case_type.id,
            here.town.organisation_id,
            by=by,
            at=clock.now(),
            token_hash=token,
            answers={"email": EMAIL, "event_name": MARK},
        )
    with acting(Reach(actor="web", person=person.id)):
        identity.subject_for(person.id, here.town.wall_id)
        identity.send_letter("invitation", EMAIL, {"organisation": "Ville", "url": "http://localhost:8000/"})
    with _as_owner():
        assert Subject.objects.filter(person_id=person.id).exists()
    run_waiting()
    return person, made, draft, token


def cases_reference(made):
    with _as_owner():
        return Case.objects.values_list("reference", flat=True).get(id=made.case_id)


def erase(here, person, made, draft, token):
    """The one erasure, lifted over the hold of the decision; the request was made without the account."""
    erased = privacy.erase_subject(here.town.wall_id, made.subject_id, at=clock.now(), lift=True)
    assert erased.held == 0
    with acting(Reach(actor="web", token=token)):
        cases.erase_draft(draft.id)
    with _as_owner():
        privacy.erase_person(person.id, at=clock.now())
