"""Where a line says that its request stands: the status that it has, the day it ended, who has it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from functools import cached_property

from django.utils.translation import gettext as _

from parvis.access.api import Colleague, Right, colleagues
from parvis.cases import api as cases
from parvis.exchange.domain import mapping
from parvis.exchange.domain.days import day_of
from parvis.exchange.models import Import
from parvis.forms.data import JsonValue
from parvis.kernel import clock
from parvis.territory.api import departments
from parvis.workflows.data import Status

#: characters of a decision's number
_LONGEST = 100
#: by target, what stands in the cell of a line; and what is wrong with it
Cells = Mapping[str, JsonValue]
Wrong = dict[str, str]


class Standings:
    """Reads where the lines of one import stand. Names are looked up once, within the reach of who asked."""

    def __init__(self, row: Import) -> None:
        self._row = row

    @cached_property
    def _statuses(self) -> dict[str, Status]:
        found: dict[str, Status] = {}
        for one in cases.past_statuses(cases.types.load(self._row.revision_id).definition):
            for said in (one.id, one.agent.fr, one.agent.en):
                if said:
                    found.setdefault(mapping.folded(said), one)
        return found

    @cached_property
    def _known(self) -> set[str]:
        """Every status that there is, those in which nothing can be brought in among them."""
        workflow = cases.types.load(self._row.revision_id).definition.workflow
        return {
            mapping.folded(said) for one in workflow.statuses for said in (one.id, one.agent.fr, one.agent.en or "")
        }

    @cached_property
    def _departments(self) -> dict[str, uuid.UUID]:
        found: dict[str, uuid.UUID] = {}
        for one in departments.of(self._row.organisation_id):
            for said in (one.code, one.name.fr, one.name.en):
                if said:
                    found.setdefault(mapping.folded(said), one.id)
        return found

    @cached_property
    def _people(self) -> dict[str, set[tuple[uuid.UUID, str]]]:
        """Who handles requests behind the wall today, by name and by e-mail address."""
        today = clock.today()

        def handles(one: Colleague) -> bool:
            in_force = one.since <= today and (one.until is None or one.until >= today)
            return in_force and self._row.wall_id in one.walls and Right.HANDLE_CASES in one.rights

        found: dict[str, set[tuple[uuid.UUID, str]]] = {}
        for one in filter(handles, colleagues(self._row.organisation_id)):
            turned = " ".join(reversed(one.name.split(" ", 1)))
            for said in (one.name, turned, one.email):
                found.setdefault(mapping.folded(said), set()).add((one.person_id, one.name))
        return found

    def read(self, cells: Cells, received: dt.date | None) -> tuple[cases.Past, str, Wrong]:
        """What these cells say; words for the note; what is wrong, by target."""
        wrong: Wrong = {}
        said = {target: "" if cell is None else " ".join(str(cell).split()) for target, cell in cells.items()}
        status = self._status(said.get(mapping.STATUS, ""), wrong)
        ended = self._ended(said, status, received, wrong)
        number = said.get(mapping.NUMBER, "")
        if len(number) > _LONGEST:
            wrong[mapping.NUMBER] = _("This number is too long: %(num)s characters at most") % {"num": _LONGEST}
        elif number and not wrong and (status is None or not status.kind.is_final):
            wrong[mapping.NUMBER] = _(
                "A request that goes on has no decision yet: leave the number out, or say how it ended"
            )
        place = None
        if department := said.get(mapping.DEPARTMENT, ""):
            place = self._departments.get(mapping.folded(department))
            if place is None:
                wrong[mapping.DEPARTMENT] = _("There is no department “%(cell)s”") % {"cell": department}
        person, name, note = self._assignee(said.get(mapping.ASSIGNEE, ""), status, wrong)
        past = cases.Past(status.id if status else "", ended, number, place, person, name)
        return past, note, wrong

    def _status(self, text: str, wrong: Wrong) -> Status | None:
        if not text:
            return None
        found = self._statuses.get(mapping.folded(text))
        if found is None:
            words = _("“%(cell)s” is no status of this procedure")
            if mapping.folded(text) in self._known:
                words = _("“%(cell)s” waits for somebody who was asked nothing here: bring it in with another status")
            wrong[mapping.STATUS] = words % {"cell": text}
        return found

    def _ended(
        self, said: Mapping[str, str], status: Status | None, received: dt.date | None, wrong: Wrong
    ) -> dt.date | None:
        text = said.get(mapping.ENDED, "")
        if not text:
            if status is not None and status.kind.is_final:
                wrong[mapping.ENDED if mapping.ENDED in said else mapping.STATUS] = _(
                    "The day on which it ended is missing"
                )
            return None
        day = day_of(text)
        words = ""
        if day is None:
            words = _("“%(cell)s” is no date: write it like 31/12/2026") % {"cell": text}
        elif day > clock.today():
            words = _("A request can’t have ended on a day to come")
        elif received is not None and day < received:
            words = _("It would have ended before it was received")
        elif mapping.STATUS not in wrong and (status is None or not status.kind.is_final):
            words = _("A request that goes on has no day on which it ended: say in the status how it ended")
        if words:
            wrong[mapping.ENDED] = words
        return day

    def _assignee(self, text: str, status: Status | None, wrong: Wrong) -> tuple[uuid.UUID | None, str, str]:
        """Whom a name means; or, of a request that has ended, the name for the note."""
        found = self._people.get(mapping.folded(text), set()) if text else set()
        if len(found) == 1:
            [(person_id, name)] = found
            return person_id, name, ""
        if not text:
            return None, "", ""
        if status is not None and status.kind.is_final:
            return None, "", text
        wrong[mapping.ASSIGNEE] = (
            _("Several people are called “%(cell)s”: write the e-mail address")
            if found
            else _("“%(cell)s” handles no requests here")
        ) % {"cell": text}
        return None, "", ""
