"""What stands in the rows of a block, asked again: pivot identities and files; the page's cost whatever the rows."""

import uuid
from contextlib import closing

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.models import Attachment, Case
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.cases import flowing
from tests.cases.conftest import VISITOR
from tests.cases.test_replacing import ask, rows, send, sent
from tests.cases.test_turn_pages import agent, held, own, resident, text
from tests.conftest import _as_owner
from tests.factories import attached
from tests.factories.desk import desk as make_desk

pytestmark = pytest.mark.django_db


def words(said):
    return {"fr": said, "en": said}


CHILDREN = {
    "id": "children",
    "label": words("Enfants"),
    "item_label": words("Enfant"),
    "max": 12,
    "fields": [
        {"id": "child", "type": "identity", "label": words("Identité"), "options": {}},
        {
            "id": "proof",
            "type": "file",
            "label": words("Livret de famille"),
            "required": True,
            "options": {"max": 2, "kinds": ["picture"]},
        },
    ],
}
PAGE = {"id": "family", "title": words("Famille"), "sections": [{"id": "family_all", "items": [CHILDREN]}]}
NAMES = ("Zoé", "Manon")
CHILD = {
    "title": "mrs",
    "first_names": "Zoé",
    "birth_name": "Carpentier",
    "birth_date": "2019-03-04",
    "birth_country": "99100",
    "birth_commune": {"code": "59183", "name": "Dunkerque", "current": "59183"},
}


@pytest.fixture
def desk(db, settings, tmp_path):
    settings.PARVIS_VAR = tmp_path
    found = make_desk()
    document = flowing.document()
    document["form"]["pages"] = [*document["form"]["pages"], PAGE]
    with _as_owner():
        definition = CaseTypeDefinition.model_validate(document)
        cases.types.publish(found.town.case_type.id, definition, at=clock.now())
    return found


def submitted(desk, names):
    """A request with a child and its file for each of `names`."""
    made = desk.submit()
    with _as_owner():
        answers = Case.objects.get(id=made.case_id).answers
    token = uuid.uuid4().hex * 2
    with acting(Reach(actor="web", token=token)):
        draft = cases.drafts.start(
            desk.town.case_type.id, desk.town.organisation_id, by=VISITOR, at=clock.now(), token_hash=token
        )
        [question] = cases.drafts.load(draft.id).published.form.files
        children = []
        for row, name in enumerate(names):
            with closing(attached.spooled(name, attached.picture())) as came:
                options = question.asked["fr"].options
                kept = cases.attachments.add(draft, question.html_id((row,)), options, came, at=clock.now())
            children.append(
                {"child": CHILD | {"first_names": NAMES[row % 2]}, "proof": [cases.attachments.value(kept)]}
            )
        cases.drafts.save(
            draft.id, answers | {"children": children}, page="family", version=1, by=VISITOR, at=clock.now()
        )
        return cases.submit(draft.id, by=VISITOR, at=clock.now())


def fields(page):
    """What the page's form would send, as it stands."""
    from html.parser import HTMLParser

    found: dict[str, list[str]] = {}

    class Reader(HTMLParser):
        chosen = ""

        def handle_starttag(self, tag, attributes):
            said = dict(attributes)
            name, kind = said.get("name") or "", said.get("type", "text")
            if tag == "select":
                self.chosen = name
            elif tag == "option" and "selected" in said and self.chosen:
                found.setdefault(self.chosen, []).append(said.get("value") or "")
            elif (
                tag == "input"
                and name.startswith("f-")
                and kind not in ("file", "submit")
                and (kind not in ("radio", "checkbox") or "checked" in said)
            ):
                found.setdefault(name, []).append(said.get("value") or "")

        def handle_endtag(self, tag):
            if tag == "select":
                self.chosen = ""

    Reader().feed(page)
    return found


def test_one_identity_and_one_file_among_rows_are_mended_and_the_others_stay(desk):
    made = submitted(desk, ["un.jpg", "deux.jpg"])
    turn = ask(desk, made, field="children")
    client = resident(desk, made)
    page = client.get(own(made, "mend")).content.decode()
    given = fields(page)
    assert given["f-children-count"] == ["2"], given
    assert given["f-children-1-child-first_names"] == [NAMES[1]]
    [first, second] = held(made).answers["children"]
    given |= {"f-children-1-child-first_names": ["Zélie"], "f-children-1-proof-kept": []}
    wrong = send(client, made, turn, **given, **{"f-children-1-proof": sent("virus.exe", b"MZ" + b"\0" * 400)})
    assert wrong.status_code == 422
    assert "virus.exe" in text(wrong)
    again = fields(wrong.content.decode())
    assert again["f-children-1-child-first_names"] == ["Zélie"]
    assert again["f-children-0-proof-kept"] == given["f-children-0-proof-kept"]
    answer = send(client, made, turn, **again, **{"f-children-1-proof": sent("deux-lisible.jpg")})
    assert answer.status_code == 302, text(answer)
    after = held(made).answers["children"]
    assert after[0] == first
    assert after[1]["child"] == second["child"] | {"first_names": "Zélie"}
    assert [one["name"] for one in after[1]["proof"]] == ["deux-lisible.jpg"]
    assert rows(made) == (3, 0, 0)
    read = text(agent(desk).get(f"/agents/dossiers/{made.reference}/"))
    for said in (NAMES[1], "Zélie", "deux.jpg", "deux-lisible.jpg", "Remplacé depuis"):
        assert said in read, said


def test_a_file_added_to_a_row_and_not_sent_yet_is_there_when_one_comes_back(desk):
    made = submitted(desk, ["un.jpg", "deux.jpg"])
    turn = ask(desk, made, field="children")
    client = resident(desk, made)
    address = f"/demandes/{made.reference}/corriger/{turn.id}/fichiers/"
    sent_one = {"name": "f-children-1-proof", "file": sent("deux-verso.jpg"), "f-children-count": "2"}
    assert client.post(address, sent_one).json()["name"] == "deux-verso.jpg"
    page = client.get(own(made, "mend")).content.decode()
    assert [len(fields(page)[f"f-children-{row}-proof-kept"]) for row in (0, 1)] == [1, 2]
    assert "deux-verso.jpg" in page
    with _as_owner():
        assert Attachment.objects.filter(turn_id=turn.id).count() == 1


def test_the_page_costs_the_same_however_many_rows_and_files(desk):
    costs = []
    for count in (1, 8):
        made = submitted(desk, [f"{number}.jpg" for number in range(count)])
        ask(desk, made, field="children")
        client = resident(desk, made)
        client.get(own(made, "mend"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(own(made, "mend")).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12, costs
