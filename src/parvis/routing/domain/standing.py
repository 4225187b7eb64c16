"""The rules in force: asked of the database at each use, read and compiled once for each version and process."""

from __future__ import annotations

import json
import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass

from django.db import connection

from parvis.routing.data import RuleSet
from parvis.routing.domain.engine import Engine

#: sets of rules that one process keeps compiled
MOST_KEPT = 200

_kept: OrderedDict[tuple[uuid.UUID, uuid.UUID], Standing] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Standing:
    """A version in force, made ready."""

    id: uuid.UUID
    number: int
    engine: Engine

    @property
    def rules(self) -> RuleSet:
        return self.engine.rules


def of(case_type_id: uuid.UUID, organisation_id: uuid.UUID) -> Standing | None:
    """The rules in force of a procedure in an organisation; None where it has none. One statement, within any reach;
    the rules themselves come with it only where this process has not this version yet.
    """
    key = (case_type_id, organisation_id)
    with _lock:
        known = _kept.get(key)
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, number, document::text from routing_in_force(%s, %s, %s)",
            [case_type_id, organisation_id, known.id if known else None],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    ident, number, document = row
    if known is None or known.id != ident:
        known = Standing(ident, number, Engine(RuleSet.model_validate(json.loads(document))))
    with _lock:
        _kept[key] = known
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return known
