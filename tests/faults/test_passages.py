"""The worker is killed while it brings open requests to a newer form: each is moved once, and whole."""

import random
import subprocess
import sys

import pytest

from parvis.cases.domain.revising import REVISED
from tests.environment import ROOT
from tests.faults.killer import Killer, Victim
from tests.faults.test_long_jobs import BEGIN, END, Watcher
from tests.faults.traffic import Traffic
from tests.installation import Installation
from tests.waiting import until

pytestmark = pytest.mark.faults
#: requests brought in for it, of all procedures
CASES = 600


def _asked(installation: Installation, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.passage", *words],
        env=installation.environment
        | {"PARVIS_DB_ROLE": "owner", "DJANGO_SETTINGS_MODULE": "parvis.config.settings"},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


def test_a_passage_ends_whole_whoever_dies(installation: Installation):
    installation.run("demo", "load", "--cases", str(CASES), "--seed", "1")
    watcher, killer = Watcher(installation), Killer(installation, Traffic(), random.Random(0))
    passage = _asked(installation, "look")

    def state() -> str:
        return str(watcher.one("select state from revising_passage where id = %(id)s", id=passage))

    def items(name: str) -> int:
        asked = "select count(*) from revising_item where passage_id = %(id)s and state = %(state)s"
        return int(watcher.one(asked, id=passage, state=name) or 0)

    until(lambda: state() == "looked", BEGIN, what="for the look")
    seen = items("seen")
    assert seen > 100, "a passage of one slice is over before it is cut"
    _asked(installation, "move", passage)
    until(lambda: items("done") > 20, BEGIN, what="for the first to be moved")
    left: list[int] = []
    killer.kill(Victim.JOB_WORKER, lambda: left.append(items("waiting")))
    assert left[0] > 0, "it was over before the blow"
    until(lambda: state() == "done", END, what="for the end of what was cut")

    said = watcher.rows("select state, count(*) from revising_item where passage_id = %(id)s group by 1", id=passage)
    assert dict(said).keys() <= {"done", "refused"}, said
    assert sum(dict(said).values()) == seen
    # what an item says of its request, the request says, its history once, and the record once
    odd = watcher.rows(
        "select c.reference, i.state, i.reason, n.entries, n.sealed from revising_item i"
        " join revising_passage p on p.id = i.passage_id join cases_case c on c.id = i.case_id, lateral (select"
        " count(t.id) as entries, count(e.id) as sealed from cases_timelineentry t left join ledger_entry e"
        " on e.ref = t.id and e.source = 'cases.timeline' where t.case_id = c.id and t.kind = %(kind)s) n"
        " where p.id = %(id)s and ((c.revision_id = p.to_id) <> (i.state = 'done')"
        " or n.entries <> (i.state = 'done')::int or n.sealed <> n.entries or i.reason = 'failed')",
        id=passage,
        kind=REVISED,
    )
    assert not odd, odd[:10]
