"""No operation of the API, no expansion, no search and no cursor leads behind a wall that the token does not name."""

import re
import uuid

import pytest

from parvis.access.api import wall_for
from parvis.apiplatform import interface
from parvis.cases.domain import changing
from parvis.cases.models import Case, TimelineEntry
from parvis.finding import api as finding
from parvis.kernel.reach import Reach, acting
from tests.conftest import _as_owner
from tests.factories import attached
from tests.factories.desk import desk
from tests.factories.programmes import offered, programme

pytestmark = pytest.mark.django_db
#: every operation, new ones too: what is asked of each is that it says nothing
OPERATIONS = [
    (method.upper(), path.removeprefix("/api/v1/"))
    for path, methods in interface.description("en")["paths"].items()
    for method in methods
]
#: bodies that each write would take, were the case within reach
BODIES = {
    "messages": {"body": "Bonjour"},
    "transitions": {"transition": "take"},
    "decision": {"outcome": "refused", "reason": "Motif", "grounds": ["public_order"]},
}


def test_no_operation_leads_behind_another_wall(monkeypatch):
    monkeypatch.setattr(changing, "SKEW", changing.SKEW * 0)
    here, other = desk(), desk("Gravelines", "GV", "59273")
    offered(here)
    first = here.submit()
    attached.ask_for_files(here)
    made = attached.submit(here, plan__pdf=attached.pdf())
    with acting(Reach(actor="worker", walls=tuple(here.place.walls.values()))):
        finding.index([first.case_id, made.case_id])
    with _as_owner():
        social = wall_for(here.place.id, "social")
        case = Case.objects.get(id=made.case_id)
        entries = TimelineEntry.objects.count()
    own = programme(here)
    cursor = own.get("cases?limit=1").json()["next"]
    (file,) = [one for one in own.get(f"cases/{made.case_id}/files").json() if one["origin"] == "attached"]
    words = case.answers["event_name"]
    queries = [
        "limit=1",
        "answers=true",
        f"q={words}&answers=true",
        f"q={case.reference}",
        f"reference={case.reference}",
        "procedure=buvette-temporaire&answers=true",
        f"cursor={cursor}",
        "changed_since=2020-01-01T00:00:00Z&answers=true",
        f"changed_since=2020-01-01T00:00:00Z&cursor={uuid.UUID(int=0)}",
    ]
    # shown first: each of them finds the case for whoever may
    assert [query for query in queries if not own.get(f"cases?{query}").json()["items"]] == []
    ids = {"case_id": made.case_id, "file_id": file["id"], "revision_id": case.revision_id, "slug": "no"}
    for stranger in (programme(here, walls=[social]), programme(other)):
        for method, path in OPERATIONS:
            if "{" not in path:
                continue
            asked = re.sub(r"\{(\w+)\}", lambda part: str(ids.get(part[1], uuid.uuid4())), path)
            body = BODIES.get(path.rsplit("/", 1)[-1], {}) if method == "POST" else None
            answer = stranger.call(method, asked, body, **({"If_Match": "*"} if method == "POST" else {}))
            assert answer.status_code in ((404, 422) if body == {} else (404,)), (method, path, answer.content)
        for query in queries:
            answer = stranger.get(f"cases?{query}")
            assert answer.json().get("items", []) == [], query
            assert str(made.case_id) not in answer.content.decode()
        assert stranger.get("procedures").json() == []
        refusal = stranger.post("cases", {"procedure": "buvette-temporaire", "answers": case.answers})
        assert refusal.status_code == 404
    with _as_owner():  # nothing was written by all that
        assert Case.objects.get(id=made.case_id).version == case.version
        assert TimelineEntry.objects.count() == entries
