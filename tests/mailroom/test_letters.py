"""Letters: printed once, in one PDF, posted on a day; and nobody needs an e-mail address."""

import datetime as dt
import io
import threading
import uuid

import pikepdf
import pytest
from django.db import IntegrityError, connections, transaction

from parvis.cases import api as cases
from parvis.cases.data import Outcome
from parvis.cases.models import Case, TimelineEntry
from parvis.documents import api as documents
from parvis.files import api as files
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.mailroom.data import LetterState, NothingToPrint, NotPossible, WrongDay
from parvis.mailroom.domain import batches, erasing, printing, queueing
from parvis.mailroom.models import Batch, Letter
from parvis.notifications.models import Mail, TextMessage
from tests import queue
from tests.cases.conftest import AT
from tests.mailroom.conftest import NOTHING, postal_town

WHO = {"by": "Sofia Leclercq", "by_id": uuid.UUID(int=7)}


def letters(town, **filters):
    with town.inside():
        return list(Letter.objects.filter(**filters).order_by("id"))


def claim(town, rows, **who):
    with town.inside():
        return batches.claim([row.id for row in rows], walls=[town.wall_id], at=clock.now(), **(WHO | who))


def printed(town, *answers):
    for changes in answers or ({},):
        town.submit(**(NOTHING | changes))
    queue.run_waiting()
    (batch_id,) = claim(town, letters(town)).batches
    queue.run_waiting()
    with town.inside():
        return Batch.objects.get(id=batch_id)


def pdf_of(town, batch):
    with town.inside():
        return files.read(files.fetch(batch.file_id))


@pytest.mark.django_db(transaction=True)
def test_a_request_with_nothing_but_an_address_is_told_by_letters_from_end_to_end():
    town = postal_town()
    made = town.submit(**NOTHING)
    (receipt,) = letters(town)
    assert receipt.address == [
        "Les Corsaires de la Citadelle",
        "Jean Deswarte",
        "14 RUE DE LA MARINE",
        "59140 DUNKERQUE",
    ]
    assert (receipt.topic, receipt.state) == ("receipt", LetterState.WAITING)
    with town.inside():
        assert not queueing.waiting([town.wall_id], town.organisation_id, None)[0].ready, "its receipt is not sealed"
        assert not Mail.objects.exists()
        assert not TextMessage.objects.exists()
        case = Case.objects.get(id=made.case_id)
    (code,) = case.second_elements
    spoken = f"{code[:4]}-{code[4:]}".upper()
    assert spoken in "\n".join(receipt.texts)
    # With the code of the letter, however it is typed, one opens the request.
    with acting(Reach(actor="web")):
        assert cases.find_by_tracking(made.reference, spoken).case_id == made.case_id
        assert cases.find_by_tracking(made.reference, f" {code} ").case_id == made.case_id
        assert cases.find_by_tracking(made.reference, "bbbb-bbbb") is None
    queue.run_waiting()
    malik = town.agent("supervisor", name="Malik Kaci")
    with town.inside():
        cases.transition(made.case_id, "take", by=malik, at=AT, version=1)
        cases.message(made.case_id, "Combien de tables\u202f?", by=malik, at=AT)
    (message,) = letters(town, topic="message")
    assert "Combien de tables\u202f?" in message.texts
    with town.inside():
        version = Case.objects.get(id=made.case_id).version
        cases.decide(made.case_id, Outcome.ACCEPTED, by=malik, at=AT, version=version, reason="")
    assert letters(town, topic="decision") == []
    queue.run_waiting()
    (decision,) = letters(town, topic="decision")
    with town.inside():
        assert documents.get(decision.document_id).kind == "order"
    # All of it in one PDF, each letter on a sheet of its own.
    (batch_id,) = claim(town, letters(town)).batches
    queue.run_waiting()
    with town.inside():
        batch = Batch.objects.get(id=batch_id)
    rows = letters(town)
    assert all(row.file_id for row in rows)
    with pikepdf.open(io.BytesIO(pdf_of(town, batch))) as whole:
        padded = sum(row.pages + row.pages % 2 for row in rows[:-1]) + rows[-1].pages
        assert len(whole.pages) == padded == batch.pages
    with town.inside():
        today = clock.today()
        assert batches.post(batch_id, today, walls=[town.wall_id], **WHO) == 3
        assert batches.post(batch_id, today, walls=[town.wall_id], **WHO) == 0, "once"
    assert {row.state for row in letters(town)} == {LetterState.POSTED}
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        posted = TimelineEntry.objects.filter(case_id=made.case_id, kind="letter_posted")
        assert [entry.data["on"] for entry in posted] == [today.isoformat()] * 3


@pytest.mark.django_db(transaction=True)
def test_two_agents_who_choose_the_same_letters_get_each_of_them_once():
    town = postal_town()
    for _ in range(4):
        town.submit(**NOTHING)
    queue.run_waiting()
    ids = [row.id for row in letters(town)]
    barrier, done = threading.Barrier(2, timeout=20), []

    def print_them(number):
        try:
            barrier.wait()
            with town.inside():
                got = batches.claim(
                    ids, walls=[town.wall_id], by=f"agent {number}", by_id=uuid.UUID(int=number), at=clock.now()
                )
            done.append(got.taken)
        except NothingToPrint:
            done.append(0)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=print_them, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == [0, 4]
    with town.inside():
        assert Batch.objects.count() == 1


def test_who_comes_second_is_told_what_was_taken(town):
    for _ in range(3):
        town.submit(**NOTHING)
    rows = letters(town)
    assert claim(town, rows[:2]).taken == 2
    second = claim(town, rows, by="Malik Kaci")
    assert (second.taken, second.missed) == (1, 2)
    with pytest.raises(NothingToPrint):
        claim(town, rows)


@pytest.mark.django_db(transaction=True)
def test_a_printing_that_dies_goes_on_where_it_stopped(monkeypatch):
    town = postal_town()
    for _ in range(3):
        town.submit(**NOTHING)
    queue.run_waiting()
    (batch_id,) = claim(town, letters(town)).batches
    real, covers = printing._cover, []

    def dies_at_the_second(letter):
        covers.append(letter.id)
        if len(covers) == 2:
            raise OSError("the disk is full")
        return real(letter)

    monkeypatch.setattr(printing, "_cover", dies_at_the_second)
    with pytest.raises(OSError, match="full"):
        printing.print_batch(batch_id=str(batch_id), wall_id=str(town.wall_id))
    with town.inside():
        batch = Batch.objects.get(id=batch_id)
        assert (batch.file_id, "full" in batch.last_error) == (None, True)
        assert Letter.objects.exclude(file_id=None).count() == 1
        with pytest.raises(NotPossible):
            batches.post(batch_id, clock.today(), walls=[town.wall_id], **WHO)
        batches.again(batch_id, walls=[town.wall_id])
    queue.run_waiting()
    with town.inside():
        batch.refresh_from_db()
        assert batch.file_id is not None
        assert batch.last_error == ""
    assert len(covers) == 4, "the first letter was made once"
    printing.print_batch(batch_id=str(batch_id), wall_id=str(town.wall_id))
    with town.inside():
        assert Batch.objects.get(id=batch_id).file_id == batch.file_id


@pytest.mark.django_db(transaction=True)
def test_a_letter_taken_out_while_the_batch_is_bound_is_not_in_it(monkeypatch):
    """Put back into the queue at the worst moment, it is in the next batch alone."""
    town = postal_town()
    for _ in range(3):
        town.submit(**NOTHING)
    queue.run_waiting()
    rows = letters(town)
    (batch_id,) = claim(town, rows).batches
    real, seen = printing.bound, []

    def slowly(parts, *, odd=False):
        if odd and not seen:
            with town.inside():
                queueing.reprint(rows[0].id, walls=[town.wall_id])
        if odd:
            seen.append(len(parts))
        return real(parts, odd=odd)

    monkeypatch.setattr(printing, "bound", slowly)
    queue.run_waiting()
    assert seen == [3, 2]
    (second,) = claim(town, letters(town, state=LetterState.WAITING)).batches
    queue.run_waiting()
    with town.inside():
        pages = [Batch.objects.get(id=one).pages for one in (batch_id, second)]
        [each] = {row.pages for row in Letter.objects.all()}
        assert Letter.objects.get(id=rows[0].id).batch_id == second
    assert pages == [2 * each + each % 2, each]  # each begins on a sheet of its own


@pytest.mark.django_db(transaction=True)
def test_the_day_of_posting_is_neither_to_come_nor_before_the_printing():
    town = postal_town()
    batch = printed(town)
    with town.inside():
        for days in (1, -1):
            with pytest.raises(WrongDay):
                batches.post(batch.id, clock.today() + dt.timedelta(days=days), walls=[town.wall_id], **WHO)
        with pytest.raises(NotPossible):
            batches.post(batch.id, clock.today(), walls=[uuid.UUID(int=1)], **WHO)


@pytest.mark.django_db(transaction=True)
def test_a_letter_withdrawn_is_not_posted_and_one_reprinted_waits_again():
    town = postal_town()
    batch = printed(town, {}, {})
    wrong, lost = letters(town)
    with town.inside():
        queueing.withdraw(wrong.id, "N’habite pas à l’adresse", walls=[town.wall_id], **WHO)
        assert batches.post(batch.id, clock.today(), walls=[town.wall_id], **WHO) == 1
        with pytest.raises(NotPossible):
            queueing.withdraw(lost.id, "Trop tard", walls=[town.wall_id], **WHO)
        with pytest.raises(NotPossible):
            queueing.reprint(wrong.id, walls=[town.wall_id])
        queueing.reprint(lost.id, walls=[town.wall_id])
        entry = TimelineEntry.objects.get(kind="letter_withdrawn")
        assert (entry.audience, entry.data["reason"]) == ("agents", "N’habite pas à l’adresse")
    (waiting,) = letters(town, state=LetterState.WAITING)
    assert (waiting.id, waiting.reprints) == (lost.id, 1)
    (again,) = claim(town, [waiting]).batches
    queue.run_waiting()
    with town.inside():
        assert Batch.objects.get(id=again).pages == lost.pages


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("out", ["withdrawn", "reprinted"])
def test_a_batch_from_which_every_letter_was_taken_out_is_neither_listed_nor_printed_nor_posted(out):
    town = postal_town()
    batch = printed(town, {})
    (letter,) = letters(town)
    with town.inside():
        assert batches.recent([town.wall_id], town.organisation_id) == [batch]
        if out == "withdrawn":
            queueing.withdraw(letter.id, "N’habite pas à l’adresse", walls=[town.wall_id], **WHO)
        else:
            queueing.reprint(letter.id, walls=[town.wall_id])
        assert batches.recent([town.wall_id], town.organisation_id) == []
        with pytest.raises(NothingToPrint):
            batches.post(batch.id, clock.today(), walls=[town.wall_id], **WHO)
        Batch.objects.filter(id=batch.id).update(file_id=None)
        with pytest.raises(NothingToPrint):
            batches.again(batch.id, walls=[town.wall_id])


@pytest.mark.django_db(transaction=True)
def test_erasing_a_case_takes_its_letters_and_the_batch_that_held_them():
    town = postal_town()
    batch = printed(town, {}, {})
    gone, stays = letters(town)
    with town.inside():
        assert erasing.erase_case(wall_id=town.wall_id, case_id=gone.case_id) == 1
        assert list(Letter.objects.values_list("id", flat=True)) == [stays.id]
        assert Batch.objects.get(id=batch.id).file_id is None
        with pytest.raises(files.FileNotFound):
            files.fetch(batch.file_id)


def test_a_resident_queues_and_does_not_read(town):
    made = town.submit(**NOTHING)
    with acting(Reach(subjects=(made.subject_id,))):
        assert not Letter.objects.exists()
    with acting(Reach(walls=(uuid.UUID(int=1),))):
        assert not Letter.objects.exists()


def test_the_database_keeps_states_whole(town):
    town.submit(**NOTHING)
    with town.inside(), pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.update(state=LetterState.POSTED)


@pytest.mark.django_db(transaction=True)
def test_the_address_stands_in_the_window_and_nothing_else_does():
    town = postal_town()
    batch = printed(town)
    with pikepdf.open(io.BytesIO(pdf_of(town, batch))) as whole:
        found = text_spots(whole.pages[0])
    # millimetres from the top left corner of the sheet
    inside = [(x, y) for x, y in found if 90 <= x <= 200 and 44 <= y <= 90]
    assert inside, "an address"
    assert all(100 <= x <= 190 and 55 <= y <= 79 for x, y in inside), inside


def text_spots(page):
    """Where the runs of text of a page begin, in mm from its top left corner, by the matrices of its content stream."""
    height = float(page.mediabox[3])
    stack, matrix, spots = [], (1, 0, 0, 1, 0, 0), []
    text = (1, 0, 0, 1, 0, 0)
    for operands, operator in pikepdf.parse_content_stream(page):
        name, values = str(operator), operands
        if name == "q":
            stack.append(matrix)
        elif name == "Q":
            matrix = stack.pop()
        elif name == "cm":
            matrix = times([float(v) for v in values], matrix)
        elif name == "BT":
            text = (1, 0, 0, 1, 0, 0)
        elif name == "Tm":
            text = tuple(float(v) for v in values)
        elif name in ("Tj", "TJ"):
            at = times(text, matrix)
            spots.append((at[4] * 25.4 / 72, (height - at[5]) * 25.4 / 72))
    return spots


def times(a, b):
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )
