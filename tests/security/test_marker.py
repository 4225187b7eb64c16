"""A marker planted as a person's data through the real faces, erased, then hunted everywhere it could have stayed."""

import datetime as dt
import io
import logging
import uuid

import pytest
from django.test import Client

from parvis.access.api import Right, acting_as
from parvis.access.domain.erasure import forget_lapsed
from parvis.access.models import Consultation, Invitation, Link, Refusal
from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind, Outcome
from parvis.cases.models import Case
from parvis.files.models import StoredFile
from parvis.identity import api as identity
from parvis.identity.models import Subject
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.privacy import api as privacy
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk
from tests.queue import run_waiting
from tests.security import planting

MARK = "zqxmarqueurjw"
EMAIL = f"{MARK}@example.org"

#: what outlives an erasure until its own term, and why; the timer takes it then
LAPSING = {
    ("access_refusal", "sought"): "proves what an agent tried to open: a year (RGPD art. 17.3 b)",
    ("access_refusal", "path"): "the same",
    ("access_invitation", "email"): "an administrator's offer to an address: seven days",
    ("access_link", "payload"): "opened by its secret alone: thirty days at most",
}
#: where the keys of a request or an account stay: never words, and nothing that they lead to
KEYS = {
    ("access_consultation", "object_id"): "proves who looked at what: a year",
    ("procrastinate_jobs", "args"): "jobs that ran, until the queue forgets them",
    ("procrastinate_jobs", "queueing_lock"): "the same",
    ("webhooks_delivery", "case_id"): "tells those who were told of a case to erase it too (RGPD art. 19): thirty days",
}


def hunt(connection, needle=MARK):
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
        if connection.execute(query, [f"%{needle}%"]).fetchone()[0]:
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
    planting.named(here, MARK)
    try:
        self_planted = plant(here)
    finally:
        logging.getLogger().removeHandler(handler)
    person, made, draft, _token, other = self_planted
    keys = [str(key) for key in (person.id, made.case_id, made.subject_id, other.case_id, other.subject_id, draft.id)]
    planted = hunt(owner_connection)
    # The hunt is worth nothing where the marker never was.
    reached = {table for table, _ in planted | set().union(*(hunt(owner_connection, key) for key in keys))}
    missed = {holding.table for holding in privacy.holdings()} - reached
    assert missed == set(), "plant the marker there (tests/security/planting.py)"
    for place in (
        ("cases_case", "answers"),
        ("finding_value", "word"),
        ("account_emailaddress", "email"),
        ("identity_session", "user_agent"),
        ("finding_search", "vector"),
        ("finding_word", "word"),
    ):
        assert place in planted, place
    erase(here, *self_planted)
    assert hunt(owner_connection) == set(LAPSING)
    left = set().union(*(hunt(owner_connection, key) for key in keys))
    assert left <= set(KEYS), left - set(KEYS)
    with _as_owner():
        assert not StoredFile.objects.filter(subject_id__in=(made.subject_id, other.subject_id, draft.id)).exists()
    # Each says when it goes; when that day has come, the timer takes it.
    with _as_owner():
        for model in (Consultation, Refusal, Link, Invitation):
            ends = model.objects.filter(expires_at__lte=clock.now() + dt.timedelta(days=366))
            assert ends.update(expires_at=clock.now() - dt.timedelta(days=1)) == model.objects.count() > 0
    with acting(Reach(actor="timer")):
        forget_lapsed()
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
    other = planting.beside(here, MARK, person, made)
    run_waiting()
    return person, made, draft, token, other


def cases_reference(made):
    with _as_owner():
        return Case.objects.values_list("reference", flat=True).get(id=made.case_id)


def erase(here, person, made, draft, token, other):
    """The one erasure, lifted over the hold of the decision; the request was made without the account. Then the
    agents, who wrote the same name under what they did.
    """
    for one in (made, other):
        erased = privacy.erase_subject(here.town.wall_id, one.subject_id, at=clock.now(), lift=True)
        assert erased.held == 0
    with acting(Reach(actor="web", token=token)):
        cases.erase_draft(draft.id)
    with _as_owner():
        Invitation.objects.update(invited_by=None)
        for who in (person, here.malik, here.sofia, here.helene):
            privacy.erase_person(who.id, at=clock.now())
