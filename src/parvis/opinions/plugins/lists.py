"""Lists are narrowed to those about which an opinion is awaited: of anybody, of oneself, at one’s asking."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from parvis.finding.data import Choice
from parvis.finding.registry import NARROWINGS, Condition, Narrowing

_AWAITED = "o.state in ('awaited', 'silent')"
_OF_ME = "o.id in (select asked.id from opinions_asked_of(%s, %s) asked)"
_BY_ME = "o.asked_by = %s"


def _choices() -> tuple[Choice, ...]:
    return (
        Choice("anybody", _("by anybody")),
        Choice("of_me", _("from me")),
        Choice("by_me", _("that I asked for")),
    )


def _condition(values: Sequence[str], person_id: uuid.UUID | None, today: dt.date) -> Condition:
    """What is asked of the person is asked of them, of who is away, or of a department of theirs, as in their own list.

    Few opinions are awaited behind a wall at a time: their index has these alone.
    """
    said, params = list[str](), list[object]()
    if "anybody" in values:
        said.append("true")
    else:
        if "of_me" in values:
            said.append(_OF_ME)
            params += [person_id, today]
        if "by_me" in values:
            said.append(_BY_ME)
            params.append(person_id)
    asked = f"{_AWAITED} and ({' or '.join(said)})"
    return Condition(
        sql=f"exists (select from opinions_opinion o where o.case_id = c.id and {asked} offset 0)",  # noqa: S608
        params=tuple(params),
        found=f"select o.case_id as id from opinions_opinion o where o.wall_id = w.id and {asked}",  # noqa: S608
        found_params=tuple(params),
    )


NARROWINGS.register(
    Narrowing(key="opinion", label=lambda: _("Opinion awaited"), choices=_choices, condition=_condition)
)
