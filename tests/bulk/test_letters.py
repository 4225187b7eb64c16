"""Sealed letters for many: in each person's language, with what each says; seen before, told once, killed anywhere."""

import os
import signal

import pytest
from django.db import connection

from parvis.bulk.data import RunState
from parvis.bulk.domain import running
from parvis.bulk.models import Item, Run
from parvis.bulk.registry import act_of
from parvis.cases import api as cases
from parvis.cases.models import Case, Message, TimelineEntry
from parvis.documents.domain.producing import produce
from parvis.documents.models import Document
from parvis.kernel import clock
from parvis.mailroom.models import Batch, Letter
from parvis.notifications.models import Mail
from tests.bulk.test_runs import address, confirm, run_of, said, states, work
from tests.cases.test_desk import page as page_of
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.mailroom.conftest import NOTHING, postal_definition
from tests.queue import waiting
from tests.workspace.test_inbox import client_of

TYPED = {
    "subject_fr": "Votre {démarche}",
    "body_fr": "Bonjour,\n\nVotre demande {reference} pour « {event_name} » est chez {service}.",
    "subject_en": "Your {procedure}",
    "body_en": "Hello,\n\nYour request {reference} is with us.",
    "way": "chosen",
}
PATH = address("courrier")


def postal():
    desk = make_desk()
    with _as_owner():
        cases.types.publish(desk.town.case_type.id, postal_definition(), at=clock.now())
    return desk


def text_of(document):
    return (document.content or {}).get("text", [""])[0]


@pytest.mark.django_db
def test_each_gets_a_sealed_letter_in_their_language_on_the_way_that_they_chose():
    desk = postal()
    by_mail, english, on_paper = desk.submit(20), desk.submit(21), desk.submit(22, **NOTHING)
    with _as_owner():
        Letter.objects.all().delete()
        Mail.objects.all().delete()
        Document.objects.all().delete()
        Case.objects.filter(id=english.case_id).update(language="en")
    client = client_of(desk.sofia)
    look, done, sent = confirm(client, PATH, **TYPED)
    page = said(look)
    assert "produire une lettre scellée pour chacune des 3 demandes" in page
    assert "2 en français, 1 en anglais" in page
    assert "Votre {demarche}" in page
    example = client.post(PATH.replace("courrier/", "courrier/apercu/"), sent)
    assert (example.status_code, example.headers["Content-Type"]) == (200, "application/pdf")
    assert b"".join(example.streaming_content).startswith(b"%PDF")
    work()
    assert {state for state, _reason in states().values()} == {"done"}
    with _as_owner():
        papers = {one.case_id: one for one in Document.objects.filter(kind="letter")}
        assert len(papers) == 3
        french = papers[by_mail.case_id]
        assert (french.language, papers[english.case_id].language) == ("fr", "en")
        assert by_mail.reference in text_of(french)
        assert "Fête de la Saint-Jean" in text_of(french)
        assert text_of(papers[english.case_id]).startswith("Hello,")
        assert french.issuer["department"]
        assert french.content["signatory"]["name"] == "Sofia Leclercq"
        assert Message.objects.filter(case_id=by_mail.case_id, subject=french.title).count() == 1
        [letter] = Letter.objects.all()
        assert (letter.case_id, letter.document_id) == (on_paper.case_id, papers[on_paper.case_id].id)
        assert Batch.objects.get().letters.get() == letter
        assert {mail.case_id for mail in Mail.objects.filter(template="cases/message")} == {
            by_mail.case_id,
            english.case_id,
        }
        noted = TimelineEntry.objects.get(case_id=by_mail.case_id, kind="message")
        assert noted.data["document"] == str(french.id)
        # the documents of a run wait for what a resident asked for
        cursor = connection.cursor()
        cursor.execute("select distinct priority from procrastinate_jobs where task_name like %s", ["%produce"])
        assert -10 in {row[0] for row in cursor.fetchall()}
    produce(document_id=str(french.id), wall_id=str(french.wall_id))
    with _as_owner():
        french.refresh_from_db()
        assert french.sealed_at
        assert TimelineEntry.objects.filter(case_id=by_mail.case_id, kind="document").count() == 1
    page = said(client.get(page_of(by_mail)))
    assert "Lettre à l’usager" in page
    assert "Lettre scellée" in page


@pytest.mark.django_db
def test_on_paper_for_all_refuses_who_gave_no_address_and_a_hole_is_no_letter():
    desk = postal()
    there, nowhere, undated = desk.submit(20, **NOTHING), desk.submit(40), desk.submit(41, **NOTHING)
    desk.due(undated, None)
    with _as_owner():
        Letter.objects.all().delete()
        Document.objects.all().delete()
    client = client_of(desk.sofia)
    typed = TYPED | {"way": "posted", "body_fr": "D’ici le {échéance}."}
    look, _done, _sent = confirm(client, PATH, **typed)
    assert "Elle ne dit pas : jour" in said(look)
    work()
    told = states()
    assert told[there.reference] == ("done", "")
    assert told[nowhere.reference] == ("refused", "Elle ne donne pas d’adresse postale")
    assert told[undated.reference][0] == "refused"
    with _as_owner():
        assert Document.objects.filter(kind="letter").count() == Letter.objects.count() == 1
        assert not Message.objects.exclude(case_id=there.case_id).exists()


@pytest.mark.django_db
def test_what_can_t_be_written_is_told_beside_its_field():
    desk = make_desk()
    desk.submit()
    client = client_of(desk.sofia)
    for changed, words in (
        ({"subject_fr": ""}, "Écrivez un objet"),
        ({"body_fr": " "}, "Écrivez la lettre"),
        ({"body_fr": "{nom_du_chat}"}, "Aucune demande n’a ce passage : {nom_du_chat}"),
        ({"subject_en": ""}, "Écrivez un objet"),
        ({"way": "pigeon"}, "Choisissez comment les lettres partent"),
    ):
        answer = client.post(PATH, TYPED | changed)
        assert (answer.status_code, words in said(answer)) == (422, True), changed
        assert client.post(PATH.replace("courrier/", "courrier/apercu/"), TYPED | changed).status_code == 422
    assert client.get(PATH.replace("courrier/", "courrier/apercu/")).status_code == 405
    elsewhere = make_desk("Gravelines", "GV", "59273")
    other = client_of(elsewhere.sofia)
    assert other.post(PATH.replace("courrier/", "courrier/apercu/"), TYPED).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_within_a_letter_writes_to_nobody_twice():
    desk = make_desk()
    for day in range(3):
        desk.submit(20 + day)
    with _as_owner():
        before = Document.objects.count()
    _look, done, _sent = confirm(client_of(desk.sofia), PATH, **TYPED)
    run = run_of(done)
    given = {"run_id": str(run.id), "person_id": str(desk.sofia.id)}
    child = os.fork()
    if child == 0:  # the worker: another connection, and signal 9 when the second is written and not yet committed
        try:
            kept, connection.connection = connection.connection, None
            act, asked = act_of("letter"), []
            real = act.do

            def do(todo, options):
                real(todo, options)
                asked.append(todo)
                if len(asked) == 2 and kept is not None:
                    os.kill(os.getpid(), signal.SIGKILL)
                return True

            act.do = do
            running.work(**given)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    with _as_owner():
        assert list(Item.objects.order_by("id").values_list("state", flat=True)) == ["done", "waiting", "waiting"]
    running.work(**given)
    running.work(**given)
    with _as_owner():
        assert Run.objects.get().state == RunState.DONE
        assert Document.objects.filter(kind="letter").count() == Document.objects.count() - before == 3
        assert Message.objects.count() == TimelineEntry.objects.filter(kind="message").count() == 3
        asked = [name for _id, name, _given in waiting() if name.endswith("produce")]
        assert len(asked) == before + 3
