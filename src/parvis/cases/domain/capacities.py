"""How much there is of what is counted: agents see it, set it, and bring it as a table."""

import base64
import csv
import datetime as dt
import io
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _, ngettext

from parvis.cases.data import NotFound
from parvis.cases.definition_resources import Resource
from parvis.cases.domain import revisions, stocks
from parvis.cases.models import Handling, Stock
from parvis.kernel.ids import new_id

#: no town has more schools times levels, or streets
MOST_ROWS = 5_000
MOST_BYTES = 1_000_000
MOST = 1_000_000
#: as many faults as one mends before trying again
MOST_PROBLEMS = 20


class InUse(Exception):
    """A capacity below what is already taken, at the moment when most is."""

    def __init__(self, label: str, used: int) -> None:
        super().__init__(f"{label}: {used} taken")
        self.label = label
        self.used = used


class NotATable(Exception):
    """A file that could not be brought in: `problems`, each a sentence. Nothing of it was."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Counted:
    """A resource of the case types that an organisation handles behind one wall."""

    resource: Resource
    wall_id: uuid.UUID
    organisation_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Line:
    """One stock: its capacity (None: the resource's default) and what is taken at most from `at` on."""

    id: uuid.UUID
    label: str
    capacity: int | None
    used: int
    key: str

    @property
    def place(self) -> str:
        """Where the next page goes on."""
        return base64.urlsafe_b64encode(f"{self.id}{self.key}".encode()).decode().rstrip("=")


def place(text: str) -> tuple[str, uuid.UUID] | None:
    """Where a page goes on, as `Line.place` wrote it; None for anything else."""
    try:
        read = base64.urlsafe_b64decode(text[:1000] + "=" * (-len(text[:1000]) % 4)).decode()
        return (read[36:], uuid.UUID(read[:36])) if text and "\0" not in read else None
    except ValueError:
        return None


def counted(walls: Sequence[uuid.UUID]) -> list[Counted]:
    """What is counted behind these walls, once each, by the published revisions: one statement."""
    found: dict[tuple[uuid.UUID, str], Counted] = {}
    handled = Handling.objects.filter(wall_id__in=walls, case_type__published__isnull=False)
    for wall_id, organisation_id, revision_id in handled.values_list(
        "wall_id", "organisation_id", "case_type__published_id"
    ).order_by("case_type__slug"):
        for resource in revisions.load(revision_id).definition.resources:
            found.setdefault((wall_id, resource.id), Counted(resource, wall_id, organisation_id))
    return list(found.values())


_LINES = """
    select id, label, capacity, cases_stock_peak(id, %s, null, %s), key from cases_stock
     where wall_id = %s and resource = %s and (key, id) > (%s, %s) order by key, id limit %s
"""


def lines(one: Counted, *, at: dt.datetime, after: tuple[str, uuid.UUID] | None = None, limit: int = 200) -> list[Line]:
    """The stocks of a resource by their name, with what is taken at most from `at` on: one statement."""
    key, last = after or ("", uuid.UUID(int=0))
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [at, uuid.UUID(int=0), one.wall_id, one.resource.id, key, last, limit])
        return [Line(*row) for row in cursor.fetchall()]


def set_capacity(stock_id: uuid.UUID, capacity: int | None, *, walls: Sequence[uuid.UUID], at: dt.datetime) -> None:
    """Set how much there is. None: the resource's default again. Raises NotFound, ValueError, InUse.

    Invariant: a capacity is never below what is taken of it from `at` on; it waits for whoever is taking.
    """
    if capacity is not None and not 0 <= capacity <= MOST:
        raise ValueError("a capacity is a number from 0 to a million")
    with transaction.atomic():
        stock = Stock.objects.select_for_update().filter(id=stock_id, wall_id__in=walls).first()
        if stock is None:
            raise NotFound(f"stock {stock_id}")
        _check(stock, capacity, at)
        stock.capacity = capacity
        stock.save(update_fields=["capacity"])


def set_capacities(
    wanted: Mapping[uuid.UUID, int | None], *, walls: Sequence[uuid.UUID], at: dt.datetime
) -> dict[uuid.UUID, InUse]:
    """Set several as `set_capacity` does, all or none: those that cannot be so low, with what is taken of them; where
    there is one, nothing was set. In the order of their ids, so that two who save at once never wait for each other.
    """
    taken: dict[uuid.UUID, InUse] = {}
    with transaction.atomic():
        for stock_id in sorted(wanted):
            try:
                set_capacity(stock_id, wanted[stock_id], walls=walls, at=at)
            except InUse as error:
                taken[stock_id] = error
        if taken:
            transaction.set_rollback(True)
    return taken


def _check(stock: Stock, capacity: int | None, at: dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select cases_stock_peak(%s, %s, null, %s)", [stock.id, at, uuid.UUID(int=0)])
        used = int(cursor.fetchone()[0])
    if capacity is not None and capacity < used:
        raise InUse(stock.label, used)


def add(one: Counted, parts: Sequence[str], capacity: int, *, at: dt.datetime) -> None:
    """Set the capacity of the stock that these parts name, made at first need. Raises ValueError, InUse."""
    texts = [stocks.read_part(part, text) for part, text in zip(one.resource.key, parts, strict=True)]
    if not all(stocks.compared(text) for text in texts):
        raise ValueError("every part of a key is named")
    key, label = stocks.key_of(texts), " · ".join(texts)[:400]
    with transaction.atomic():
        Stock.objects.bulk_create(
            [
                Stock(
                    id=new_id(),
                    wall_id=one.wall_id,
                    organisation_id=one.organisation_id,
                    resource=one.resource.id,
                    key=key,
                    label=label,
                )
            ],
            ignore_conflicts=True,
        )
        stock_id = Stock.objects.values_list("id", flat=True).get(
            wall_id=one.wall_id, resource=one.resource.id, key=key
        )
        set_capacity(stock_id, capacity, walls=[one.wall_id], at=at)


def bring(one: Counted, data: bytes, *, at: dt.datetime) -> int:
    """Set the capacities of a table: a column for each part of the key, in their order, then the capacity; the first
    line names the columns. How many lines there were. All of it or nothing: raises NotATable.
    """
    rows = _rows(data)
    problems = [said for number, row in rows if (said := _ill_formed(row, number, len(one.resource.key) + 1))]
    if not problems:
        with transaction.atomic():
            # In the order of their keys: two tables brought in at once never wait for each other.
            in_order = sorted(rows, key=lambda line: (_key(one, line[1]), line[0]))
            taken = [(number, said) for number, row in in_order for said in _bring_one(one, row, number, at)]
            if taken:
                raise NotATable([said for _number, said in sorted(taken)][:MOST_PROBLEMS])
        return len(rows)
    raise NotATable(problems[:MOST_PROBLEMS])


def _key(one: Counted, row: list[str]) -> str:
    return stocks.key_of(stocks.read_part(part, text) for part, text in zip(one.resource.key, row, strict=False))


def _ill_formed(row: list[str], number: int, width: int) -> str:
    """What is wrong with a line by itself, or nothing."""
    if len(row) != width:
        return ngettext(
            "Line %(line)s: %(num)s column is needed", "Line %(line)s: %(num)s columns are needed", width
        ) % {"line": number, "num": width}
    count = row[-1].strip()
    # Its length first: Python refuses to read a number of thousands of digits.
    if not (count.isascii() and count.isdigit() and len(count) < 20 and int(count) <= MOST):
        return _("Line %(line)s: “%(text)s” is not a whole number") % {"line": number, "text": row[-1][:40]}
    return ""


def _bring_one(one: Counted, row: list[str], number: int, at: dt.datetime) -> list[str]:
    try:
        add(one, row[:-1], int(row[-1]), at=at)
    except InUse as taken:
        return [
            _("Line %(line)s: already taken of “%(label)s”: %(num)s")
            % {"line": number, "num": taken.used, "label": taken.label}
        ]
    except ValueError:
        return [_("Line %(line)s: a name is missing") % {"line": number}]
    return []


def _rows(data: bytes) -> list[tuple[int, list[str]]]:
    """The lines of a table after its first, with their numbers. UTF-8 or Windows; commas or semicolons."""
    if len(data) > MOST_BYTES:
        raise NotATable([_("The table is over 1 MB")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise NotATable([_("This is not a CSV table")])
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    try:
        read = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise NotATable([_("This is not a CSV table")]) from error
    rows = [(number, row) for number, row in enumerate(read[1:], 2) if any(cell.strip() for cell in row)]
    if not rows:
        raise NotATable([_("The table has no line after its first")])
    if len(rows) > MOST_ROWS:
        raise NotATable([_("The table has more than %(num)s lines") % {"num": MOST_ROWS}])
    return rows
