"""Which organisations give cards: no page leads to checking one where there is none to check.

Every page of an organisation's site asks, so each process keeps the answer: read again after some minutes, and at once
when this process publishes a procedure that gives cards or has it handled somewhere.
"""

import time
import uuid
from functools import partial

from django.db import connection, transaction

from parvis.cases.data import CardText
from parvis.cases.definition import CaseTypeDefinition

#: seconds; a procedure that another process published shows its link after so long at the latest
_KEPT_FOR = 300.0

_GIVERS = """
    select distinct handled.organisation_id
      from cases_handling as handled
      join cases_casetype as asked on asked.id = handled.case_type_id
      join cases_revision as revision on revision.id = asked.published_id
     where revision.definition #>> '{decisions,accepted,kind}' = 'card'
"""


class _Kept:
    givers: frozenset[uuid.UUID] = frozenset()
    read_at: float = float("-inf")


def gives(organisation_id: uuid.UUID) -> bool:
    """Whether a published procedure that the organisation handles gives cards. One statement every few minutes."""
    if time.monotonic() >= _Kept.read_at + _KEPT_FOR:
        with connection.cursor() as cursor:
            cursor.execute(_GIVERS)
            _Kept.givers = frozenset(row[0] for row in cursor.fetchall())
        _Kept.read_at = time.monotonic()
    return organisation_id in _Kept.givers


def changed(definition: CaseTypeDefinition) -> None:
    """Say that this transaction publishes a definition, or has it handled: seen at once, and again after commit."""
    if isinstance(definition.decisions.accepted, CardText):
        _forget()
        transaction.on_commit(partial(_forget))


def _forget() -> None:
    _Kept.read_at = float("-inf")
