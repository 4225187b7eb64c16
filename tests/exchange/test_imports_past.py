"""Requests of the past brought in: decided, closed or half way elsewhere; nothing of ours is counted, taken or sent."""

import csv
import datetime as dt

import pytest

from parvis.cases.domain import own
from parvis.cases.models import Case, Counter, Decision, TimelineEntry
from parvis.cases.views import wording
from parvis.exchange.models import Import
from parvis.figures.domain import making as figures
from parvis.figures.models import Fact
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.notifications.models import Mail
from tests.conftest import _as_owner
from tests.exchange.test_imports import PATHS, RIGHT, TITLES, brought, checked, csv_of, report_of, sent
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.queue import waiting
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew

pytestmark = pytest.mark.django_db

MORE = ["Statut", "Date de décision", "N° d’arrêté", "Service", "Suivi par"]
TARGETS = PATHS | {"8": "status", "9": "ended", "10": "number", "11": "department", "12": "assignee"}


@pytest.fixture
def here(db, tmp_path, settings):
    settings.PARVIS_VAR = tmp_path
    return make_desk()


def past(*lines):
    """A file whose lines are right, but for what each says of where it stands."""
    rows = [[f"2019-{number}", *RIGHT[1:], *line] for number, line in enumerate(lines)]
    return (";".join([*TITLES, *MORE]) + "\r\n" + csv_of(*rows).decode("utf-8-sig").split("\r\n", 1)[1]).encode()


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("n°", "no")


def test_what_had_ended_elsewhere_has_ended_and_is_nothing_of_ours(here):
    with _as_owner():
        mails = Mail.objects.count()
    client, page = sent(
        here,
        past(
            ["Accordée", "02/05/2024", "ARR-2024-0042", "", "Jeanne Ancienne"],
            ["refusée", "2024-05-03", "", "", ""],
            ["en cours d'examen", "", "", "vie associative et evenements", "Leclercq Sofia"],
            ["", "", "", "", here.malik.email.upper()],
        ),
    )
    with _as_owner():
        proposed = Import.objects.get().mapping
    assert {place: proposed.get(place) for place in ("8", "9", "10", "11", "12")} == {
        place: TARGETS[place] for place in ("8", "9", "10", "11", "12")
    }
    found = checked(client, page, TARGETS)
    assert found.wrong == 0, found.problems
    assert brought(client, page).made == 4
    with _as_owner():
        granted, refused, going, new = Case.objects.order_by("id")
        assert (granted.status, granted.kind, granted.closed_at.date()) == ("accepted", "decided", dt.date(2024, 5, 2))
        assert granted.retain_until is not None
        assert (refused.kind, refused.closed_at.date()) == ("decided", dt.date(2024, 5, 3))
        assert (going.status, going.closed_at, going.assignee_id) == ("under_review", None, here.sofia.id)
        assert (new.status, new.assignee_name) == ("received", "Malik Kaci")
        assert not Decision.objects.exists()
        assert not Counter.objects.exists()
        assert Mail.objects.count() == mails
        entry = TimelineEntry.objects.get(case=granted, kind="brought_in")
        assert entry.data == {"status": "accepted", "on": "2024-05-02", "number": "ARR-2024-0042"}
        assert "Suivi par : Jeanne Ancienne" in TimelineEntry.objects.get(case=granted, kind="note").data["text"]
        # figures are of what is worked on here, now and when they are made anew
        assert set(Fact.objects.values_list("case_id", flat=True)) == {going.id, new.id}
        assert figures.keep([granted.id, refused.id, going.id, new.id]) == 2
    assert not [name for _number, name, _given in waiting() if "mail" in name or "letter" in name]
    text = client.get(f"/agents/dossiers/{granted.reference}/").content.decode()
    assert "Reprise au statut « Accordée » le 2 mai 2024, no" in plain(text)
    # nothing of ours was granted that could be repealed, and nobody is offered to
    assert "/suite/revoke/" not in text
    answer = client.post(f"/agents/dossiers/{granted.reference}/suite/revoke/", {"reason": "x", "version": "1"})
    assert answer.status_code in (302, 404, 409, 422), answer.content
    with _as_owner():
        assert Case.objects.get(id=granted.id).status == "accepted"
    # the person reads it as theirs
    with acting(Reach(actor="web", subjects=(granted.subject_id,))):
        file = own.open_own(Case.objects.get(id=granted.id), at=clock.now())
    assert "Décision no ARR-2024-0042, du 2 mai 2024" in plain(wording.told(file.timeline, file.published)[0]["title"])
    said = [row[2] for row in csv.reader(report_of(client, page)[1:], delimiter=";")]
    assert said == [one.reference for one in (granted, refused, going, new)]


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (["Perdue", "", "", "", ""], "Statut", "n’est pas un statut"),
        (["Accordée", "", "", "", ""], "Date de décision", "manque"),
        (["Accordée", "32/01/2024", "", "", ""], "Date de décision", "n’est pas une date"),
        (["Accordée", "01/01/2999", "", "", ""], "Date de décision", "à venir"),
        (["Accordée", "11/03/2024", "", "", ""], "Date de décision", "avant d’avoir été reçue"),
        (["", "02/05/2024", "", "", ""], "Date de décision", "dites dans le statut"),
        (["", "", "A-1", "", ""], "N° d’arrêté", "pas encore de décision"),
        (["Accordée", "02/05/2024", "9" * 101, "", ""], "N° d’arrêté", "trop long"),
        (["", "", "", "Voirie lunaire", ""], "Service", "Il n’y a pas de service"),
        (["", "", "", "", "Personne"], "Suivi par", "ne traite aucune demande ici"),
        (["", "", "", "", "Sofia Leclercq"], "Suivi par", "écrivez l’adresse"),
        (["En attente de l’association", "", "", "", ""], "Statut", "attend quelqu’un"),
    ],
)
def test_what_does_not_stand_anywhere_is_said_by_column(here, line, column, words):
    if words == "écrivez l’adresse":
        people.member(here.place)  # a second one of that name
    client, page = sent(here, past(line))
    found = checked(client, page, TARGETS)
    assert [(place, title) for place, title, _words in found.problems] == [(2, column)], found.problems
    assert words in found.problems[0][2].replace("\u00a0", " ")
    with _as_owner():
        assert not Case.objects.exists()
