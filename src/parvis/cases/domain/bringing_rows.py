"""The rows of cases that are brought in together, as the text that COPY reads.

Pure but for what it draws, and meant for many processes at once, hence text and plain values: `kernel.database.bulk`
and `ledger.domain.bringing` write it.
"""

import datetime as dt
import json
import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.db.models import JSONField

from parvis.cases.data import Audience, Direction
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.domain import relating, validity
from parvis.cases.domain.answers import title_of
from parvis.cases.domain.bringing import (
    Act,
    Hand,
    Happening,
    Request,
    dates,
    dates_since,
    law,
    published,
    reference_of,
    series,
    transitions,
)
from parvis.cases.domain.retention import until
from parvis.cases.domain.tracking import second_elements
from parvis.cases.domain.writing import DECISION, TIMELINE
from parvis.cases.models import Case, Decision, Message, TimelineEntry, Trait
from parvis.cases.registry import BESIDE, Brought
from parvis.kernel.clock import PARIS
from parvis.kernel.database.bulk import compact, escaped, field as bulk_field, line
from parvis.ledger.api import bringing as ledger

#: figures that are drawn at a time, in hexadecimal
_DRAWN = 1 << 16
#: a text as JSON, remembered: what agents say is said again and again
_quoted = lru_cache(maxsize=20_000)(json.JSONEncoder(ensure_ascii=False).encode)


_remembered = relating.Remembered()


class Moment:
    """A moment in the shapes in which rows say it. stamp: as payloads and leaves do; prefix: of a UUIDv7; day: here."""

    __slots__ = ("at", "day", "prefix", "stamp")

    def __init__(self, at: dt.datetime) -> None:
        time = int(at.timestamp() * 1000)
        self.at = at
        self.stamp = at.astimezone(dt.UTC).isoformat(timespec="microseconds")
        self.prefix = f"{time >> 16:08x}-{time & 0xFFFF:04x}-7"
        self.day = at.astimezone(PARIS).date()


@dataclass
class Rows:
    """Text for COPY by table, and the leaves of the record in their order."""

    text: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    leaves: list[bytes] = field(default_factory=list)


def columns() -> dict[str, tuple[str, ...]]:
    """The tables that are written, and their columns in the order of the text."""
    own: dict[str, tuple[str, ...]] = {
        model._meta.db_table: tuple(column.attname for column in model._meta.concrete_fields)
        for model in (Case, Decision, Message, TimelineEntry, Trait)
    }
    beside = {table: names for one in BESIDE for table, names in one.tables.items()}
    return {**own, ledger.TABLE: ledger.COLUMNS, **beside}


def staged() -> dict[str, tuple[str, ...]]:
    """The tables that are written and exist in the load alone, in the same way."""
    return {table: names for one in BESIDE for table, names in one.staged.items()}


def filled() -> tuple[str, ...]:
    """The tables that are not written by COPY, and made of what was."""
    return tuple(table for one in BESIDE for table in one.filled)


_DECISION = [column.attname for column in Decision._meta.concrete_fields]
_GROUNDS = _DECISION.index("grounds")


def _default(column: Any) -> str:
    """What a column holds that nothing is said of. A list of a JSON column is JSON, not one of PostgreSQL's arrays."""
    value = column.get_default()
    return "[]" if value == [] and isinstance(column, JSONField) else bulk_field(value)


class Writer:
    """Writes requests one after the other; `draw` gives ids and salts."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.rows = Rows()
        names = columns()[Case._meta.db_table]
        self._places = {name: place for place, name in enumerate(names)}
        self._defaults = [_default(column) for column in Case._meta.concrete_fields]
        self._brought: list[Brought] = []
        self._drawn, self._at = "", 0

    def write(self, request: Request) -> None:
        """Add the rows of one request."""
        self._brought.append(_One(self, request).tell())

    def finish(self) -> Rows:
        """All rows, with those that other modules keep beside."""
        for beside in BESIDE:
            for table, text in beside.rows(self._brought):
                self.rows.text[table].append(text)
        self._brought = []
        return self.rows

    def traits(self, case: relating.Traced, definition: CaseTypeDefinition) -> list[tuple[str, str]]:
        return relating.traits(case, definition, _remembered.said, _remembered.digest)

    def figures(self, number: int) -> str:
        """So many hexadecimal figures."""
        at = self._at
        self._at = at + number
        if self._at > len(self._drawn):
            self._drawn, at, self._at = self.draw.randbytes(_DRAWN // 2).hex(), 0, number
        return self._drawn[at : self._at]

    def new_id(self, at: Moment, place: int = 0) -> str:
        """A UUIDv7 of that moment (RFC 9562 § 5.7); `place` orders those of one moment (rand_a)."""
        drawn = self.figures(15)
        return f"{at.prefix}{place:03x}-8{drawn[:3]}-{drawn[3:]}"

    def salt(self) -> bytes:
        return bytes.fromhex(self.figures(32))

    def case(self, values: Mapping[str, Any]) -> None:
        row = self._defaults.copy()
        for name, value in values.items():
            row[self._places[name]] = bulk_field(value)
        self.rows.text["cases_case"].append("\t".join(row) + "\n")

    def seal(self, source: str, ref: str, kind: str, at: Moment, sealed: str, position: int) -> None:
        """One entry of the record, at its place."""
        text, leaf = ledger.entry(self.new_id(at), source, ref, kind, at.stamp, sealed, position)
        self.rows.text[ledger.TABLE].append(text)
        self.rows.leaves.append(leaf)


class _One:
    """One case as it is told."""

    def __init__(self, writer: Writer, request: Request) -> None:
        self.w, self.r = writer, request
        self.place = request.place
        self.published = published(request.place.revision_id)
        self.at = Moment(request.at)
        self.day = self.at.day
        self.id = writer.new_id(self.at)
        self.subject = writer.new_id(self.at, 1)
        self.version, self.position, self.order = 1, request.first, 2
        self.agent = writer.draw.choice(request.place.agents)
        self.messages: list[str] = []
        self.values: dict[str, Any] = {}
        self.granted: dt.date | None = None
        self.decided: tuple[str, dt.date | None] = ("", None)
        self.happened: list[Happening] = []

    def tell(self) -> Brought:
        request, place, definition = self.r, self.place, self.published.definition
        answers, salt = compact(request.answers), self.w.salt()
        sealed = ledger.sealed(answers, salt)
        reference, reference_key = reference_of(place.prefix, self.day.year, request.code)
        found = dates(place, request.answers, self.day)
        initial = definition.workflow.status(definition.workflow.initial)
        self.values = {
            "id": self.id,
            "reference": reference,
            "reference_key": reference_key,
            "wall_id": place.wall_id,
            "organisation_id": place.organisation_id,
            "subject_id": self.subject,
            "case_type_id": place.case_type_id,
            "revision_id": place.revision_id,
            "department_id": place.department_id,
            "status": initial.id,
            "kind": initial.kind.value,
            "channel": request.channel,
            "title": title_of(request.answers, definition.title),
            "answers": answers,
            "answers_digest": sealed,
            "answers_salt": salt,
            "told_by": {},
            "second_elements": second_elements(definition.contact, request.answers),
            "submitted_at": self.at.stamp,
            "received_on": self.day,
            "due_on": found.due_on,
            "last_day": found.last_day,
            "silence_on": found.silence_on,
            "silence_effect": found.silence_effect,
            "law": law(place, request.answers, self.day),
        }
        self._traits()
        said = (
            f'{{"answers":"{sealed}","channel":"{request.channel}","reference":"{reference}",'
            f'"revision":"{self.published.sha256}"}}'
        )
        sender = "resident" if request.channel == "web" else "agent"
        self._note("submitted", said, self.at, sender)
        self._note("routed", f'{{"department":"{place.department_id}"}}', self.at, sender, Audience.AGENTS)
        for act, at in request.acts:
            self._act(act, Moment(at))
        self._dates()
        self.values["version"] = self.version
        self.w.case(self.values)
        return Brought(
            self.id,
            place.wall_id,
            place.slug,
            self.published,
            self.values | {"answers": request.answers, "submitted_at": request.at},
            self.messages,
            *self.decided,
        )

    def _dates(self) -> None:
        """The dates as what happened left them. Of the silence of such requests nobody is told, now or later."""
        deadline = self.published.definition.deadline
        if self.happened and deadline.rules is not None and "closed_at" not in self.values:
            found = dates_since(self.place, self.r.answers, self.day, self.values["law"], self.happened)
            self.values |= {
                "due_on": found.due_on,
                "last_day": found.last_day,
                "silence_on": found.silence_on,
                "silence_effect": found.silence_effect,
            }
        self.values["silence_told_on"] = self.values["silence_done_on"] = self.values["silence_on"]

    # --- what happens ------------------------------------------------------------------------------------------------

    def _act(self, act: Act, at: Moment) -> None:
        if act.do == "note":
            self._note("note", f'{{"text":{_quoted(act.words)}}}', at, act.by, Audience.AGENTS)
            return
        self.version += 1
        if act.do in ("message", "reply"):
            self._message(act, at, act.words)
            return
        move = transitions(self.place.revision_id)[act.do]
        status = self.published.definition.workflow.status(move.target)
        said = (
            f'{{"from":"{self.values["status"]}","reason":{_quoted(act.words)},"to":"{status.id}",'
            f'"transition":"{move.id}"}}'
        )
        self._note("moved", said, at, act.by)
        self.happened.append(
            Happening("moved", {"transition": move.id, "to": status.id}, at.at, self._actor(act.by)[0])
        )
        self.values |= {"status": status.id, "kind": status.kind.value}
        if status.kind.is_final:
            self.values["closed_at"] = at.stamp
        for use in move.actions:
            self._action(use.type, use.options, act, at)
        retention = self.published.definition.retention
        if status.kind.is_final and retention is not None:
            self.values["retain_until"] = until(retention, at.day, self.granted)

    def _action(self, kind: str, options: Mapping[str, Any], act: Act, at: Moment) -> None:
        if kind == "assign":
            self.values |= {"assignee_id": self.agent.id, "assignee_name": self.agent.name}
            said = (
                f'{{"assignee":"{self.agent.id}","department":"{self.place.department_id}",'
                f'"name":{_quoted(self.agent.name)}}}'
            )
            self._note("assigned", said, at, act.by, Audience.AGENTS)
        elif kind == "message":
            self._message(act, at, act.words)
        elif kind == "post":
            self.values["posted_on"] = at.day
            self._note("posted", f'{{"on":"{at.day}"}}', at, act.by)
        elif kind in ("decide", "confirm"):
            self._decide(str(options["outcome"]), act, at)

    def _actor(self, by: str) -> tuple[str, Hand]:
        if by == "resident":
            return "resident", Hand("", self.r.resident)
        return "agent", self.place.supervisor if by == "supervisor" else self.agent

    def _note(self, kind: str, data: str, at: Moment, by: str, audience: Audience = Audience.ALL) -> None:
        """As `Writing.note`: the row, and its seal over `TimelineEntry.payload`. data: compact JSON."""
        actor_kind, hand = self._actor(by)
        entry, stamp, salt = self.w.new_id(at, self.order), at.stamp, self.w.salt()
        actor = f'"{hand.id}"' if hand.id else "null"
        payload = (
            f'{{"actor":{{"id":{actor},"kind":"{actor_kind}"}},"actor_name":{_quoted(hand.name)},"at":"{stamp}",'
            f'"audience":"{audience.value}","case":"{self.id}","data":{data},"id":"{entry}","kind":"{kind}",'
            f'"version":{self.version}}}'
        )
        self._row(
            TimelineEntry._meta.db_table,
            f"{entry}\t{self.id}\t{self.place.wall_id}\t{self.subject}\t{stamp}\t{kind}\t{audience.value}\t"
            f"{actor_kind}\t{hand.id or chr(92) + 'N'}\t{escaped(hand.name)}\t{escaped(data)}\t{self.version}\t"
            f"\\\\x{salt.hex()}\n",
        )
        self._seal(TIMELINE, entry, kind, at, ledger.sealed(payload, salt))

    def _message(self, act: Act, at: Moment, body: str) -> None:
        kind, hand = self._actor(act.by)
        direction = Direction.TO_ADMINISTRATION if kind == "resident" else Direction.TO_RESIDENT
        message = self.w.new_id(at, self.order)
        row: list[Any] = [message, self.id, self.place.wall_id, self.subject, direction.value, "", body, at.stamp]
        row += [hand.id or None, hand.name, at.stamp]
        self._row(Message._meta.db_table, line(row))
        self.messages.append(body)
        self._note("message", f'{{"direction":"{direction.value}","message":"{message}"}}', at, act.by)

    def _decide(self, outcome: str, act: Act, at: Moment) -> None:
        """As `deciding.give`: the decision under its number, sealed."""
        decisions = self.published.definition.decisions
        day = at.day
        _kind, hand = self._actor(act.by)
        begins, ends = validity.period(decisions.valid, day, self.r.answers) if outcome == "accepted" else (None, None)
        number = self.r.number
        self.granted = ends
        self.decided = (outcome, day)
        taken = series(self.place.revision_id, [act]) if number else ""
        known = [ground.id for ground in decisions.grounds]
        decision = SimpleNamespace(
            id=self.w.new_id(at, self.order),
            case_id=self.id,
            wall_id=self.place.wall_id,
            subject_id=self.subject,
            organisation_id=self.place.organisation_id,
            outcome=outcome,
            series=taken,
            year=day.year,
            number=number,
            grounds=[known[number % len(known)]] if outcome == "refused" and number else [],
            text=act.words,
            decided_at=at.at,
            decided_by=hand.id,
            decider_name=hand.name,
            decider_quality=hand.quality,
            by_delegation=False,
            valid_from=begins,
            valid_until=ends,
            said={"posted_on": day.isoformat()} if self.values.get("posted_on") else {},
            implied=False,
            salt=self.w.salt(),
            label=f"{taken}-{day.year}-{number:04}" if number else "",
        )
        row = [getattr(decision, name) for name in _DECISION]
        row[_GROUNDS] = compact(row[_GROUNDS])
        self._row(Decision._meta.db_table, line(row))
        sealed = ledger.sealed(compact(Decision.payload(decision)), decision.salt)  # type: ignore[arg-type]
        self._seal(DECISION, decision.id, "decided", at, sealed)
        self._note("decided", f'{{"number":"{decision.label}","outcome":"{outcome}"}}', at, act.by)

    # --- rows --------------------------------------------------------------------------------------------------------

    def _traits(self) -> None:
        case = SimpleNamespace(
            subject_id=self.subject,
            case_type_id=self.place.case_type_id,
            organisation_id=self.place.organisation_id,
            answers=self.r.answers,
        )
        stamp = self.at.stamp
        for order, (kind, digest) in enumerate(self.w.traits(case, self.published.definition)):
            self._row(
                Trait._meta.db_table,
                f"{self.w.new_id(self.at, order)}\t{self.id}\t{self.place.wall_id}\t{self.subject}\t{kind}\t"
                f"{digest}\t{stamp}\n",
            )

    def _row(self, table: str, text: str) -> None:
        self.order += 1
        self.w.rows.text[table].append(text)

    def _seal(self, source: str, ref: str, kind: str, at: Moment, sealed: str) -> None:
        self.w.seal(source, ref, kind, at, sealed, self.position)
        self.position += 1
