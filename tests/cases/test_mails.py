"""What people are told by e-mail, and when: in both languages, as text and HTML, once."""

import uuid

import pytest

from parvis.cases import api as cases
from parvis.cases.data import Outcome, Submitted
from parvis.cases.models import Draft
from parvis.documents import api as documents
from parvis.files import api as files
from parvis.kernel.reach import Reach, acting
from parvis.notifications.models import Mail
from tests.cases.conftest import AT, VISITOR, Town, make_town
from tests.documents.conftest import _seals, _var  # noqa: F401 - a var and a seal of the test's own
from tests.queue import run_waiting

BOTH = pytest.mark.parametrize("language", ["fr", "en"])


def submitted(town: Town, language: str) -> Submitted:
    draft_id, token = town.draft()
    with acting(Reach(actor="web", token=token)):
        Draft.objects.update(language=language)
        return cases.submit(draft_id, by=VISITOR, at=AT)


def mails(town: Town, made: Submitted, template: str) -> list[Mail]:
    with town.inside():
        found = Mail.objects.filter(case_id=made.case_id, template=f"cases/{template}")
        return list(found.order_by("queued_at", "id"))


def decided(town: Town, language: str, outcome: Outcome) -> Submitted:
    made = submitted(town, language)
    malik = town.agent("supervisor", name="Malik Kaci")
    grounds = ["public_order"] if outcome is Outcome.REFUSED else ()
    with town.inside():
        cases.transition(made.case_id, "take", by=malik, at=AT, version=1)
        cases.decide(
            made.case_id, outcome, by=malik, at=AT, version=2, reason="La place est déjà occupée.", grounds=grounds
        )
    return made


def test_what_only_changes_hands_inside_is_not_told(town):
    made = submitted(town, "fr")
    with town.inside():
        cases.transition(made.case_id, "take", by=town.agent(), at=AT, version=1)
    assert mails(town, made, "moved") == []
    assert len(mails(town, made, "received")) == 1


def test_a_question_is_told_by_its_own_mail_alone(town):
    made = submitted(town, "fr")
    with town.inside():
        cases.transition(made.case_id, "take", by=town.agent(), at=AT, version=1)
        cases.transition(made.case_id, "ask", by=town.agent(), at=AT, version=2, reason="Combien de tables\u202f?")
    assert mails(town, made, "moved") == []
    (mail,) = mails(town, made, "message")
    assert "Votre réponse est nécessaire" in mail.text


@BOTH
def test_what_the_person_does_is_told_only_when_it_ends_the_request(town, language):
    made = submitted(town, language)
    with town.inside():
        cases.transition(made.case_id, "take", by=town.agent(), at=AT, version=1)
        cases.transition(made.case_id, "ask", by=town.agent(), at=AT, version=2, reason="Combien\u202f?")
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        cases.transition(made.case_id, "answer", by=VISITOR, at=AT, version=3, reason="Douze.")
        assert mails(town, made, "moved") == []
        cases.transition(made.case_id, "withdraw", by=VISITOR, at=AT, version=4)
    (mail,) = mails(town, made, "moved")
    words = {"fr": "Vous avez retiré votre demande.", "en": "You withdrew your request."}[language]
    for part in (mail.text, mail.html):
        assert words in part
        assert f"/demandes/{made.reference}/" in part
    assert made.reference in mail.subject


@pytest.mark.django_db(transaction=True)
@BOTH
@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REFUSED])
def test_the_decision_leaves_with_its_sealed_document(language, outcome):
    town = make_town()
    made = decided(town, language, outcome)
    assert mails(town, made, "decided") == []
    run_waiting()
    (mail,) = mails(town, made, "decided")
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        act = documents.of_case(made.case_id)[-1]
        ref = files.fetch(act.file_id)
        assert files.read(ref).startswith(b"%PDF")
    assert mail.attachments == [str(ref.id)]
    assert made.reference in mail.subject
    assert mail.to == "jean.deswarte@example.fr"


@pytest.mark.django_db(transaction=True)
@BOTH
def test_a_decision_says_number_reasons_and_where_it_lies(language):
    from parvis.kernel.jobs import _tasks  # noqa: F401 - the queue must know every job

    town = make_town()
    made = decided(town, language, Outcome.REFUSED)
    with acting(Reach(actor="worker", walls=(town.wall_id,))):
        found = [one for one in documents.of_case(made.case_id) if one.kind == "refusal"]
    from parvis.documents.jobs import produce

    produce(document_id=str(found[0].id), wall_id=str(town.wall_id))
    (mail,) = mails(town, made, "decided")
    words = {"fr": "La buvette n’est pas autorisée.", "en": "The bar is not allowed."}[language]
    for part in (mail.text, mail.html):
        assert words in part
        assert found[0].number in part
        assert "La place est déjà occupée." in part
        assert f"/demandes/{made.reference}/" in part
    # Produced again (a second job, a retry), nobody is written to twice.
    produce(document_id=str(found[0].id), wall_id=str(town.wall_id))
    assert len(mails(town, made, "decided")) == 1


@BOTH
def test_a_closing_has_no_document_to_wait_for(town, language):
    made = submitted(town, language)
    with town.inside():
        cases.transition(made.case_id, "close", by=town.agent(), at=AT, version=1, reason="Demande en double")
    (mail,) = mails(town, made, "decided")
    assert "Demande en double" in mail.text
    assert mail.attachments == []


def test_another_document_of_the_case_sends_no_decision(town):
    from parvis.documents.events import DocumentSealed
    from parvis.kernel import events

    made = submitted(town, "fr")
    with town.inside():
        receipt = documents.of_case(made.case_id)[0]
        events.publish(
            DocumentSealed(
                receipt.id, town.wall_id, made.subject_id, made.case_id, "receipt", receipt.number, "0" * 64,
                uuid.uuid4(), AT,
            )
        )  # fmt: skip
    assert mails(town, made, "decided") == []
