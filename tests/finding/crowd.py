"""A few dozen cases behind a wall, made from one that was submitted: varied in what lists filter and sort by."""

import datetime as dt
import itertools
import uuid
from dataclasses import dataclass

from parvis.finding import api as finding
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from tests.architecture.test_walls import sql
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk

TODAY = dt.date(2026, 11, 20)
_numbers = itertools.count(1)


@dataclass
class Crowd:
    """The desk, its first case, and those that were made of it."""

    here: Desk
    first: uuid.UUID
    wall_id: uuid.UUID
    subject_id: uuid.UUID
    slug: str

    def add(self, *, answers=None, title="Fête", closed=False, **columns):
        """A case like the first; `answers` are merged into its own. Not yet indexed."""
        ident, number = new_id(), next(_numbers)
        columns |= {
            "id": ident,
            "reference": f"ZZ-26-{number:05}-0",
            "reference_key": f"zz26{number:06}",
            "title": title,
            "draft_id": None,
        }
        if closed:
            columns |= {"kind": "closed", "closed_at": dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)}
        with _as_owner():
            names = [row[0] for row in sql(
                "select attname from pg_attribute where attrelid = 'cases_case'::regclass and attnum > 0"
                " and not attisdropped and attgenerated = ''"
            )]  # fmt: skip
            said = ", ".join("%s" if name in columns else f'"{name}"' for name in names)
            sql(
                f"insert into cases_case ({', '.join(names)}) select {said} from cases_case where id = %s",
                *[columns[name] for name in names if name in columns],
                self.first,
            )
            if answers:
                from psycopg.types.json import Jsonb

                sql("update cases_case set answers = answers || %s where id = %s", Jsonb(answers), ident)
        return ident

    def index(self, *ids):
        """As the job does."""
        with acting(Reach(actor="worker", walls=(self.wall_id,))):
            finding.index(list(ids))

    def ask(self, query, **options):
        """A page, as an agent behind the wall."""
        options = {"person_id": None, "today": TODAY} | options
        with acting(Reach(walls=(self.wall_id,))):
            return finding.page(query, [self.wall_id], **options)

    def ids(self, query, **options):
        return [line.case.id for line in self.ask(query, **options).lines]


def crowd() -> Crowd:
    here = desk()
    made = here.submit()
    with _as_owner():
        [(wall, subject, slug)] = sql(
            "select c.wall_id, c.subject_id, t.slug from cases_case c join cases_casetype t on t.id = c.case_type_id"
            " where c.id = %s",
            made.case_id,
        )
    found = Crowd(here, made.case_id, wall, subject, slug)
    found.index(made.case_id)
    return found
