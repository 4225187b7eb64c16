"""What the database, the disk and the log say afterwards, held against what people were told."""

import email
import email.policy
import hashlib
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg.rows import namedtuple_row, tuple_row

from parvis.kernel import postgres
from tests.faults.people import Notebook

#: What the loss of the database looks like from within a request. Anything else that fails is a fault of ours.
LOSSES = {
    "OperationalError",
    "AdminShutdown",
    "CrashShutdown",
    "CannotConnectNow",
    "InterfaceError",
    "PoolTimeout",
}
#: the lines of a traceback that name an exception
_RAISED = re.compile(r"^((?:\w+\.)*[A-Z]\w+)(?::|$)", re.MULTILINE)


class Inquest:
    """Collects `findings`: what is wrong, in words. All of it is asked for as the superuser, outside the walls.

    The demonstration has cases of its own, which nobody of ours sent: `remember` tells them apart.
    """

    def __init__(self, var: Path, book: Notebook) -> None:
        self.var, self.book = var, book
        self.findings: list[str] = []
        self.connection = self._connect()
        self.before: set[str] = set()
        self.mailed: Counter[tuple[str, str]] = Counter()

    def remember(self) -> None:
        """Note what is there before the work begins."""
        self.before = {row.reference for row in self.rows("select reference from cases_case")}
        self.mailed = self._outbox()

    def _connect(self) -> "psycopg.Connection[Any]":
        server = postgres.status(self.var)
        assert server is not None, "the database does not run"
        return psycopg.connect(server.url("parvis", "postgres"), autocommit=True, row_factory=namedtuple_row)

    def open(self) -> None:
        """Connect again: the database that was asked before has been killed meanwhile."""
        self.connection.close()
        self.connection = self._connect()

    def rows(self, question: LiteralString) -> list[Any]:
        return self.connection.execute(question).fetchall()

    def one(self, question: LiteralString) -> Any:
        row = self.connection.execute(question).fetchone()
        return row[0] if row else None

    def find(self, what: str, wrong: Any) -> None:
        """Note a finding if `wrong` holds anything."""
        if wrong:
            self.findings.append(f"{what}: {str(wrong)[:1500]}")

    def none(self, what: str, question: LiteralString) -> None:
        """Note a finding if the question has any answer."""
        self.find(what, self.connection.cursor(row_factory=tuple_row).execute(question).fetchall())

    # --- waiting -------------------------------------------------------------------------------------------------

    def still_to_do(self) -> dict[str, int]:
        """What the worker still has before it; jobs that wait for their hour left out."""
        found = {
            "jobs": self.one(
                "select count(*) from procrastinate_jobs where status in ('todo', 'doing')"
                " and (scheduled_at is null or scheduled_at < now() + interval '5 minutes')"
            ),
            "documents": self.one("select count(*) from documents_document where sealed_at is null"),
            "mails": self.one("select count(*) from notifications_mail where state in ('queued', 'sending')"),
        }
        return {name: number for name, number in found.items() if number}

    # --- what people were told -----------------------------------------------------------------------------------

    def submissions(self) -> None:
        everything = self.rows("select id, reference, draft_id, answers->>'email' as email from cases_case")
        cases = [case for case in everything if case.reference not in self.before]
        self.find("cases that are gone", self.before - {case.reference for case in everything})
        by_reference = {case.reference: case for case in cases}
        self.find("references given twice", len(by_reference) != len(cases))
        told = self.book.receipts
        self.find("receipts of one reference for two people", [
            reference for reference, n in Counter(receipt.reference for receipt in told).items() if n > 1
        ])  # fmt: skip
        for receipt in told:
            case = by_reference.get(receipt.reference)
            if case is None:
                self.find("acknowledged and lost", receipt)
            elif str(case.draft_id) != receipt.draft_id or case.email != receipt.email:
                self.find("acknowledged to another", (receipt, case))
        acknowledged = {receipt.draft_id for receipt in told} | set(self.book.abandoned)
        self.find("cases of drafts that nobody sent", [
            case.reference for case in cases if str(case.draft_id) not in acknowledged
        ])  # fmt: skip
        self.find("people with two cases", [
            email for email, n in Counter(case.email for case in cases).items() if n > 1
        ])  # fmt: skip
        self.none(
            "drafts with two cases",
            "select draft_id from cases_case group by draft_id having count(*) > 1",
        )
        self.none(
            "drafts and cases that disagree",
            "select d.id, d.case_id, c.id as made from cases_draft d full join cases_case c on c.draft_id = d.id"
            " where (d.case_id is not null or c.id is not null) and d.case_id is distinct from c.id",
        )
        self.none("drafts that were sent and keep answers",
                  "select id from cases_draft where case_id is not null and answers <> '{}'")  # fmt: skip

    def wholeness(self) -> None:
        """Every case has all that its submission writes, once."""
        self.none(
            "cases without exactly one submission and routing in the timeline",
            "select c.reference, array_agg(t.kind) from cases_case c"
            " left join cases_timelineentry t on t.case_id = c.id"
            " group by c.id having count(*) filter (where t.kind = 'submitted') <> 1"
            " or count(*) filter (where t.kind = 'routed') <> 1",
        )
        self.none(
            "timeline entries that the ledger does not hold exactly once",
            "select t.id, t.kind from cases_timelineentry t where (select count(*) from ledger_entry e"
            " where e.source = 'cases.timeline' and e.ref = t.id) <> 1",
        )
        self.none(
            "ledger entries of rows that are not there",
            "select e.id, e.kind from ledger_entry e where (e.source = 'cases.timeline' and not exists"
            " (select from cases_timelineentry t where t.id = e.ref)) or (e.source = 'cases.decision' and not exists"
            " (select from cases_decision d where d.id = e.ref))",
        )
        self.none(
            "cases without exactly one receipt",
            "select c.reference, count(d.id) from cases_case c left join documents_document d on d.case_id = c.id"
            " and d.kind = 'receipt' and d.number = c.reference group by c.id having count(d.id) <> 1",
        )
        self.none(
            "cases without exactly one e-mail of their receipt",
            "select c.reference, count(m.id) from cases_case c left join notifications_mail m on m.case_id = c.id"
            " and m.template = 'cases/received' group by c.id having count(m.id) <> 1",
        )
        self.none(
            "cases whose version is not that of their last entry",
            "select c.reference, c.version, max(t.version) from cases_case c"
            " join cases_timelineentry t on t.case_id = c.id"
            " where t.actor_kind <> 'system' group by c.id having c.version < max(t.version)",
        )

    def decisions(self) -> None:
        found = {
            row.reference: row
            for row in self.rows(
                "select c.reference, c.status, d.outcome, d.series, d.year, d.number"
                " from cases_decision d join cases_case c on c.id = d.case_id"
            )
        }
        for ruling in self.book.rulings:
            row = found.get(ruling.reference)
            if row is None:
                self.find("decided before someone's eyes, and lost", ruling)
                continue
            label = f"{row.series}-{row.year}-{row.number:04}" if row.number else ""
            if label != ruling.number:
                self.find("decided under another number than was shown", (ruling, label))
        self.none(
            "status and decision that disagree",
            "select c.reference, c.status, c.kind, d.outcome, c.closed_at from cases_case c"
            " left join cases_decision d on d.case_id = c.id"
            " where (d.id is null) <> (c.status not in ('accepted', 'refused', 'closed'))"
            " or (d.id is not null and (c.status <> d.outcome or c.closed_at is null or c.kind <> 'decided'))",
        )
        self.none(
            "decisions without exactly one entry in the timeline, or in the ledger",
            "select d.id from cases_decision d where (select count(*) from cases_timelineentry t"
            " where t.case_id = d.case_id and t.kind = 'decided') <> 1 or (select count(*) from ledger_entry e"
            " where e.source = 'cases.decision' and e.ref = d.id) <> 1",
        )
        self.none(
            "moves into a final status without exactly one",
            "select c.reference, count(t.id) from cases_case c join cases_decision d on d.case_id = c.id"
            " left join cases_timelineentry t on t.case_id = c.id and t.kind = 'moved' and t.data->>'to' = c.status"
            " group by c.id having count(t.id) <> 1",
        )
        self.none(
            "numbered decisions without exactly one act, or closings with one",
            "select d.series, d.number, count(x.id) from cases_decision d left join documents_document x"
            " on x.case_id = d.case_id and x.kind <> 'receipt' group by d.id"
            " having count(x.id) <> (d.number is not null)::int",
        )
        self.none(
            "acts under another number than their decision's",
            "select x.number, d.number from documents_document x join cases_decision d on d.case_id = x.case_id"
            " where x.kind <> 'receipt'"
            " and x.number <> d.series || '-' || d.year || '-' || lpad(d.number::text, 4, '0')",
        )
        self.none(
            "decisions without exactly one e-mail",
            "select d.case_id, count(m.id) from cases_decision d"
            " left join notifications_mail m on m.case_id = d.case_id"
            " and m.template = 'cases/decided' group by d.id having count(m.id) <> 1",
        )

    def numbers(self) -> None:
        series = defaultdict(list)
        for row in self.rows("select organisation_id, series, year, number from cases_decision where number > 0"):
            series[row.organisation_id, row.series, row.year].append(row.number)
        for key, taken in series.items():
            self.find(f"gaps or doubles in {key}", set(range(1, len(taken) + 1)) ^ set(taken))
            self.find(f"numbers given twice in {key}", len(taken) - len(set(taken)))
        self.none(
            "counters that are not where their numbers are",
            "select k.series, k.year, k.last, count(d.id) from cases_counter k left join cases_decision d"
            " on d.organisation_id = k.organisation_id and d.series = k.series and d.year = k.year"
            " where k.series not like 'licence:%' group by k.id having count(d.id) <> k.last",
        )

    def limits(self) -> None:
        self.none(
            "limits that were passed (five licences a year: public health code, L3334-2)",
            "select organisation_id, limit_id, year, rna, count(*) from cases_licence"
            " group by 1, 2, 3, 4 having count(*) > 5",
        )
        self.none(
            "licences and acceptances that disagree",
            "select c.reference, count(l.id), d.outcome from cases_case c left join cases_licence l on l.case_id = c.id"
            " left join cases_decision d on d.case_id = c.id group by c.id, d.outcome having count(l.id) <>"
            " coalesce(d.outcome = 'accepted' and c.answers->>'occasion' = 'own_event', false)::int",
        )

    # --- what left -----------------------------------------------------------------------------------------------

    def documents(self) -> None:
        self.none("documents that were not sealed", "select id, attempts, last_error from documents_document"
                  " where sealed_at is null or file_id is null")  # fmt: skip
        self.none(
            "files of no document, or of two",
            "select f.id, count(d.id) from files_storedfile f left join documents_document d on d.file_id = f.id"
            " group by f.id having count(d.id) <> 1",
        )
        self.none(
            "documents stated other than once in the timeline",
            "select d.number, count(t.id) from documents_document d left join cases_timelineentry t"
            " on t.case_id = d.case_id and t.kind = 'document' and t.data::text like '%' || d.sha256 || '%'"
            " where d.kind <> 'extract' group by d.id having count(t.id) <> 1",
        )
        self.none(
            "sealed orders that are not online once, without names",
            "select d.number, count(a.id) from documents_document d left join cases_publishedact a"
            " on a.organisation_id = d.organisation_id and a.number = d.number"
            " where d.kind = 'order' group by d.id having count(a.id) <> 1",
        )
        for row in self.rows("select wall_id, sha256, size from files_storedfile"):
            path = self.var / "files" / str(row.wall_id) / row.sha256[:2] / row.sha256
            if not path.exists():
                self.find("files that are not on the disk", row)
            else:
                data = path.read_bytes()
                wrong = hashlib.sha256(data).hexdigest() != row.sha256 or len(data) != row.size
                self.find("files whose bytes are others", row if wrong else None)

    def seals(self, most: int) -> int:
        """Read the seals of some documents; how many were read."""
        from tests.documents.reading import signature

        rows = self.rows("select wall_id, sha256 from documents_document order by md5(id::text)")[:most]
        for row in rows:
            data = (self.var / "files" / str(row.wall_id) / row.sha256[:2] / row.sha256).read_bytes()
            status = signature(data)
            self.find("seals that do not hold", None if status.intact and status.valid else row)
        return len(rows)

    def mails(self) -> None:
        self.none("e-mails that did not leave", "select id, state, attempts, last_error from notifications_mail"
                  " where state <> 'sent'")  # fmt: skip
        sent = self.one("select count(*) from notifications_mail")
        seen = self._outbox()
        ours = seen - self.mailed
        self.find("e-mails that stand twice in the outbox", [key for key, number in ours.items() if number > 1])
        self.find("e-mails that are not in the outbox", sent - seen.total())

    def _outbox(self) -> "Counter[tuple[str, str]]":
        """How often an address has a subject. Ours are told apart: everybody has an address of their own."""
        seen: Counter[tuple[str, str]] = Counter()
        for path in (self.var / "outbox").glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            seen[str(message["To"]), str(message["Subject"])] += 1
        return seen

    def maybe_twice(self) -> int:
        """How many e-mails were cut between the mail server's yes and our noting it: SMTP cannot tell."""
        return int(self.one("select count(*) from notifications_mail where maybe_twice"))

    def jobs(self) -> None:
        self.none(
            "jobs that failed or were given up",
            "select id, task_name, status, attempts from procrastinate_jobs where status not in ('todo', 'doing',"
            " 'succeeded')",
        )

    # --- the log -------------------------------------------------------------------------------------------------

    def log(self) -> "Counter[str]":
        """The exceptions that requests and jobs died of, counted; those that are no loss of the database are found."""
        counted: Counter[str] = Counter()
        for line in (self.var / "up.log").read_text(errors="replace").splitlines():
            if not line.startswith("{"):
                self.find("the database did not come back", line if "does not start" in line else None)
                continue
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # half a line of a process that was killed
            raised = str(entry.get("exception", ""))
            if not raised:
                continue
            names = [name.rpartition(".")[2] for name in _RAISED.findall(raised)]
            counted[f"{entry.get('logger')}: {names[-1] if names else '?'}"] += 1
            if not LOSSES & set(names):
                self.find("failures that are not the loss of the database", f"{entry.get('event')}\n{raised[-1200:]}")
        return counted
