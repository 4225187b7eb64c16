"""What the receipt, the order and the refusal say, and that each is asked for once with its number."""

import datetime as dt

import pytest

from parvis.cases import api as cases
from parvis.cases.data import Outcome
from parvis.cases.domain import courts, papers, revisions
from parvis.cases.domain.words import fill, marks, paragraphs
from parvis.cases.models import Case, Decision
from parvis.documents import api as documents
from tests.cases.conftest import AT, VISITOR

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=1)
NBSP = "\u00a0"


def decided(town, outcome, changes=None, **said):
    malik = town.agent("supervisor", name="Malik Kaci")
    made = town.submit(**(changes or {}))
    with town.inside():
        cases.transition(made.case_id, "take", by=malik, at=LATER, version=1)
        case = cases.decide(made.case_id, outcome, by=malik, at=LATER, version=2, **said)
        found = documents.of_case(case.id)
        decision = Decision.objects.get(case=case)
        return case, decision, found, papers.decision_content(case, revisions.load(case.revision_id), decision)


def test_the_receipt_has_every_mention_that_the_law_asks_for(town):
    """CRPA R112-11-1: date, department and contacts, last day, effect of silence and its date."""
    made = town.submit()
    with town.inside():
        case = Case.objects.get(id=made.case_id)
        content = papers.receipt_content(case, revisions.load(case.revision_id))
        asked = documents.of_case(case.id)
    assert content.received_at == AT
    assert content.reference == made.reference
    assert content.department.name == "Vie associative et événements"
    assert (content.department.phone, content.department.email) == ("03 28 26 26 26", "mairie@example.fr")
    assert content.department.address == ("Place Charles-Valentin",)
    assert (content.silence, content.silence_on) == (documents.Silence.ACCEPTS, dt.date(2026, 7, 5))
    assert content.recipient == ("Les Corsaires de la Citadelle", "Jean Deswarte")
    assert [(document.kind, document.number) for document in asked] == [("receipt", made.reference)]


def test_the_order(town):
    _, decision, asked, content = decided(town, Outcome.ACCEPTED)
    assert isinstance(content, documents.Order)
    assert content.object.endswith("Fête de la Saint-Jean")
    assert content.authority == "Le maire de Dunkerque,"
    assert not [visa for visa in content.visas if "3335-4" in visa]  # that of sports grounds is left out
    said = " ".join(article.text for article in content.articles)
    assert "Place Jean-Bart" in said
    assert f"24{NBSP}juin 2026 à 18{NBSP}h" in said
    assert "sans alcool" in said
    assert not marks(said + " ".join((*content.visas, *content.appeal)))
    assert "le tribunal administratif de Lille" in content.appeal[0]
    assert (content.signatory.name, content.signatory.delegation) == ("Malik Kaci", "Pour le maire et par délégation,")
    assert [(document.kind, document.number) for document in asked] == [
        ("receipt", asked[0].number),
        ("order", decision.label),
    ]


def test_the_order_of_a_sports_ground_cites_its_law(town):
    changes = {
        "setting": "sports_ground",
        "nature": "tourism",
        "exceptional": True,
        "exceptional_reason": "Finale",
    }
    content = decided(town, Outcome.ACCEPTED, changes)[3]
    assert any("3335-4" in visa and "Touristique" in visa for visa in content.visas)


def test_the_refusal(town):
    _, decision, asked, content = decided(
        town, Outcome.REFUSED, reason="La place est en travaux.", grounds=["public_order", "not_the_organiser"]
    )
    assert isinstance(content, documents.Refusal)
    assert len(content.law) == 2
    assert "2212-2" in content.law[0]
    assert content.facts == ("La place est en travaux.",)
    assert "le tribunal administratif de Lille" in content.appeal[0]
    assert asked[-1].number == decision.label == "REF-2026-0001"


def test_a_closing_has_no_document_of_its_own(town):
    _, _, asked, content = decided(town, Outcome.CLOSED, reason="Demande en double")
    assert content is None
    assert [document.kind for document in asked] == ["receipt"]


def test_marks_are_filled_once_and_never_run():
    values = {"a": "{b}", "b": "x", "c.d": "y"}
    assert fill("{a} {c.d} {none} {B} { a }", values) == "{b} y  {B} { a }"
    assert paragraphs(["{a}", "{none}!", "plain"], values) == ("{b}", "plain")


@pytest.mark.parametrize(
    ("county", "court"),
    [("59", "de Lille"), ("2A", "de Bastia"), ("974", "de La Réunion"), ("80", "d’Amiens"), ("69", "de Lyon")],
)
def test_courts(county, court):
    assert courts.court_of(county) == f"le tribunal administratif {court}"


def test_every_departement_has_its_court():
    counties = [f"{n:02}" for n in range(1, 96) if n != 20] + ["2A", "2B", "971", "972", "973", "974", "976"]
    assert [county for county in counties if not courts.court_of(county)] == []


class TestMails:
    def mails(self, case_id):
        from parvis.notifications.models import Mail

        return list(Mail.objects.filter(case_id=case_id).order_by("queued_at", "id"))

    def test_the_receipt_leaves_with_the_submission(self, town):
        made = town.submit()
        with town.inside():
            (mail,) = self.mails(made.case_id)
        assert mail.to == "jean.deswarte@example.fr"
        assert mail.subject == f"Nous avons bien reçu votre demande {made.reference}"
        for body in (mail.text, mail.html):
            assert "5 juillet 2026" in body.replace(NBSP, " ")
            assert "Vie associative et événements" in body
            assert "03 28 26 26 26" in body
            assert f"http://dunkerque.localhost:8000/demandes/{made.reference}" in body

    def test_messages_are_announced_not_quoted(self, town):
        sofia = town.agent("agent")
        made = town.submit()
        with town.inside():
            cases.message(made.case_id, "Le numéro de la salle est confidentiel.", by=sofia, at=LATER)
            mail = self.mails(made.case_id)[-1]
        assert "confidentiel" not in mail.text + mail.html
        assert made.reference in mail.subject

    def test_what_residents_write_sends_nothing_to_them(self, town):
        from parvis.kernel.reach import Reach, acting

        made = town.submit()
        with acting(Reach(actor="web", subjects=(made.subject_id,))):
            cases.message(made.case_id, "Bonjour", by=VISITOR, at=LATER)
        with town.inside():
            assert len(self.mails(made.case_id)) == 1


def test_a_sealed_document_is_stated_without_disturbing_anybody(town):
    from parvis.cases.models import TimelineEntry
    from parvis.documents.events import DocumentSealed
    from parvis.kernel import events
    from parvis.kernel.ids import new_id

    made = town.submit()
    sealed = DocumentSealed(
        document_id=new_id(),
        wall_id=town.wall_id,
        subject_id=made.subject_id,
        case_id=made.case_id,
        kind="receipt",
        number=made.reference,
        sha256="0" * 64,
        file_id=new_id(),
        at=LATER,
    )
    with town.inside():
        events.publish(sealed)
        entry = TimelineEntry.objects.order_by("-id").first()
        assert (entry.kind, entry.actor_kind, entry.data["sha256"]) == ("document", "system", "0" * 64)
        assert Case.objects.get().version == 1
