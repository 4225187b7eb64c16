"""Where cases can be brought in, and what is there already: read by the owner before any row is made."""

import json
import uuid
from typing import Any

from parvis.calendars.api import Calendar, zone_of
from parvis.cases.domain import handling, relating, revisions
from parvis.cases.domain.bringing import Hand, Place
from parvis.cases.domain.reference import ALPHABET, RANDOM
from parvis.cases.models import Handling
from parvis.territory.api import organisations


def place(
    slug: str, case_type_id: uuid.UUID, organisation_id: uuid.UUID, agents: tuple[Hand, ...], supervisor: Hand
) -> Place:
    """The place of one case type in one organisation, by its published revision. Raises Handling.DoesNotExist."""
    relating.ready()
    handled = Handling.objects.select_related("case_type").get(
        case_type_id=case_type_id, organisation_id=organisation_id
    )
    revision_id = handled.case_type.published_id
    assert revision_id is not None
    published = revisions.load(revision_id)
    organisation = organisations.get(organisation_id)
    return Place(
        slug=slug,
        case_type_id=str(case_type_id),
        revision_id=str(published.id),
        organisation_id=str(organisation_id),
        wall_id=str(handled.wall_id),
        department_id=str(handling.department_of(organisation_id, published.definition.department)),
        prefix=organisation.prefix,
        # past closing days are not the organisation's of today: public holidays alone count
        calendar=Calendar(zone_of(organisation.insee or organisation.county)),
        silence=json.dumps(handled.silence),
        agents=agents,
        supervisor=supervisor,
    )


def codes_taken(cursor: Any) -> dict[tuple[str, int], set[int]]:
    """The codes of references that exist, by (prefix, year)."""
    values = {symbol: value for value, symbol in enumerate(ALPHABET)}
    found: dict[tuple[str, int], set[int]] = {}
    for key, prefix in cursor.execute("select reference_key, left(reference, 2) from cases_case"):
        code = 0
        for symbol in reversed(key[4 : 4 + RANDOM]):
            code = code * len(ALPHABET) + values[symbol]
        found.setdefault((prefix, 2000 + int(key[2:4])), set()).add(code)
    return found


def counters(cursor: Any) -> dict[tuple[str, str, int], int]:
    """The last number given, by (organisation, series, year). Nobody takes another until the transaction ends."""
    cursor.execute("lock table cases_counter in share row exclusive mode")
    rows = cursor.execute("select organisation_id::text, series, year, last from cases_counter").fetchall()
    return {(organisation, series, year): last for organisation, series, year, last in rows}


def set_counters(cursor: Any, last: dict[tuple[str, str, int], int]) -> None:
    """Let the counters stand where the numbers that were given out end. Their trigger knows steps of one alone."""
    cursor.execute("alter table cases_counter disable trigger user")
    keys = list(last)
    cursor.execute(
        "insert into cases_counter (id, organisation_id, series, year, last) "
        "select gen_random_uuid(), * from unnest(%s::uuid[], %s::text[], %s::smallint[], %s::int[]) "
        "on conflict (organisation_id, series, year) do update set last = excluded.last",
        [[key[0] for key in keys], [key[1] for key in keys], [key[2] for key in keys], [last[key] for key in keys]],
    )
    cursor.execute("alter table cases_counter enable trigger user")
