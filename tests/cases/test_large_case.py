"""A case with 60 answers, 40 entries and 20 files: as many statements as a small one, and few."""

import copy
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.models import Attachment, Case, TimelineEntry
from parvis.kernel import clock
from tests.cases.test_desk import client_of, page
from tests.conftest import _as_owner
from tests.factories import attached
from tests.factories.desk import Desk, desk as make_desk

#: committed as in life: within a test's own transaction the reach would be put back by one statement more
pytestmark = pytest.mark.django_db(transaction=True)
ANSWERS, ENTRIES, FILES = 60, 40, 20


def definition() -> CaseTypeDefinition:
    """The temporary bar with files, and as many more questions as make sixty."""
    made: dict[str, Any] = attached.definition().model_dump(mode="json", exclude_unset=True)
    files = copy.deepcopy(attached.PAGE)
    items = files["sections"][0]["items"]
    items[0]["options"]["max"] = FILES
    for number in range(ANSWERS):
        label = {"fr": f"Question {number}", "en": f"Question {number}"}
        items.append({"id": f"more_{number}", "type": "text", "label": label, "required": False})
    made["form"]["pages"] = [*made["form"]["pages"][:-1], files]
    return CaseTypeDefinition.model_validate(made)


def statements(desk: Desk, files: int, answers: int, entries: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the page of a case asks the database, the second time that its agent opens it."""
    more = {f"more_{number}": f"Réponse {number}" for number in range(answers)}
    monkeypatch.setattr(attached, "ANSWERS", attached.ANSWERS | more)
    made = attached.submit(desk, **{f"plan_{number}__png": attached.picture(form="PNG") for number in range(files)})
    while True:
        with _as_owner():
            if TimelineEntry.objects.filter(case_id=made.case_id).count() >= entries:
                break
        desk.reply(made, "Bonjour,\nvoici ce que vous demandiez.")
    with _as_owner():
        assert len(Case.objects.get(id=made.case_id).answers) >= answers
        assert Attachment.objects.filter(case_id=made.case_id).count() == files
    client = client_of(desk.sofia)
    client.get(page(made))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page(made))
    content = answer.content.decode()
    assert all(f"plan_{number}.png" in content for number in range(files))
    assert all(f"Réponse {number}" in content for number in range(answers))
    return [one["sql"] for one in queries if one["sql"] not in ("BEGIN", "COMMIT")]


def test_the_page_of_a_large_case_asks_no_more_than_that_of_a_small_one(monkeypatch, settings, tmp_path):
    settings.PARVIS_VAR = tmp_path
    desk = make_desk()
    with _as_owner():
        cases.types.publish(desk.town.case_type.id, definition(), at=clock.now())
    small = statements(desk, 1, 1, 3, monkeypatch)
    large = statements(desk, FILES, ANSWERS, ENTRIES, monkeypatch)
    assert len(large) == len(small) <= 12, "\n".join(large)
