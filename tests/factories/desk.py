"""A desk to work at: a commune with the temporary bar published, its agents, and requests that came in."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from parvis.access.api import Role, acting_as, standing_of
from parvis.access.data import Right
from parvis.cases import api as cases
from parvis.cases.data import Outcome, Submitted
from parvis.cases.models import Case
from parvis.identity.models import Person
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import Reach, acting
from tests.cases.conftest import ANSWERS, VISITOR, Town, make_town
from tests.conftest import _as_owner
from tests.factories import people


@dataclass
class Desk:
    """A commune at work. sofia is an agent, malik a supervisor, helene the data protection officer."""

    town: Town
    place: people.Place
    sofia: Person
    malik: Person
    helene: Person

    def submit(self, days: int = 40, *, at: dt.datetime | None = None, **changes: Any) -> Submitted:
        """A request for an event in so many days; `at`: when it came (now, if not said)."""
        moment = at or clock.now()
        opens = dt.datetime.combine(moment.astimezone(PARIS).date() + dt.timedelta(days=days), dt.time(18), PARIS)
        answers = ANSWERS | {
            "opens_at": opens.isoformat(),
            "closes_at": (opens + dt.timedelta(hours=6)).isoformat(),
            **changes,
        }
        token = uuid.uuid4().hex * 2
        with acting(Reach(actor="web", token=token)):
            draft = cases.drafts.start(
                self.town.case_type.id,
                self.town.organisation_id,
                by=VISITOR,
                at=moment,
                token_hash=token,
                answers=answers,
            )
            return cases.submit(draft.id, by=VISITOR, at=moment)

    def due(self, made: Submitted, day: dt.date | None) -> None:
        """Have an answer due on that day, as a case that came long ago."""
        with _as_owner():
            Case.objects.filter(id=made.case_id).update(due_on=day)

    def move(self, made: Submitted, transition: str, who: Person, reason: str = "") -> Case:
        """Have an agent take a transition."""
        with acting_as(who.id, Right.HANDLE_CASES):
            return cases.transition(
                made.case_id, transition, by=self.actor(who), at=clock.now(), version=self.version(made), reason=reason
            )

    def ask(self, made: Submitted, transition: str, who: Person, **more: Any) -> Case:
        """Have an agent take a transition whose actions need more than words."""
        with acting_as(who.id, Right.HANDLE_CASES):
            return cases.transition(
                made.case_id, transition, by=self.actor(who), at=clock.now(), version=self.version(made), **more
            )

    def refuse(self, made: Submitted, reason: str) -> Case:
        """Have the supervisor refuse."""
        with acting_as(self.malik.id, Right.HANDLE_CASES):
            return cases.decide(
                made.case_id,
                Outcome.REFUSED,
                by=self.actor(self.malik),
                at=clock.now(),
                version=self.version(made),
                reason=reason,
                grounds=["public_order"],
            )

    def take(self, made: Submitted, who: Person) -> Case:
        """Have an agent take a request on."""
        return self.move(made, "take", who)

    def lend(self, made: Submitted, other: "Desk", days: int = 10, **options: Any) -> Any:
        """Have the supervisor lend a request to another desk."""
        with acting_as(self.malik.id, Right.ASSIGN_CASES):
            return cases.lend(
                made.case_id,
                other.town.department_id,
                last_day=clock.today() + dt.timedelta(days=days),
                by=self.actor(self.malik),
                at=clock.now(),
                version=self.version(made),
                **({"reason": "Elle se tient pour moitié à Gravelines."} | options),
            )

    def open(self, made: Submitted, who: Person) -> None:
        """Have an agent open a request."""
        with acting_as(who.id, Right.READ_CASES):
            cases.open_case(made.case_id, by=self.actor(who), at=clock.now())

    def actor(self, who: Person) -> Any:
        """The agent as the spine knows them."""
        return cases.actor_of(standing_of(who.id), as_agent=True)

    def version(self, made: Submitted) -> int:
        """The version at which a request is now."""
        with _as_owner():
            return Case.objects.values_list("version", flat=True).get(id=made.case_id)

    def reply(self, made: Submitted, body: str) -> None:
        """Have the resident write."""
        with acting(Reach(actor="web", subjects=(made.subject_id,))):
            cases.message(made.case_id, body, by=VISITOR, at=clock.now())


def desk(name: str = "Dunkerque", prefix: str = "DK", insee: str = "59183") -> Desk:
    """The desk of a commune, at `<name>.localhost`."""
    people.territory_site()
    with _as_owner():
        town = make_town(name, prefix, insee)
    place = people.Place(
        town.organisation_id, f"{name.lower()}.localhost", [town.department_id], {"general": town.wall_id}
    )
    return Desk(
        town,
        place,
        people.member(place, Role.AGENT, who=people.person(given_name="Sofia", family_name="Leclercq")),
        people.member(place, Role.SUPERVISOR, who=people.person(given_name="Malik", family_name="Kaci")),
        people.member(
            place, Role.DATA_PROTECTION_OFFICER, who=people.person(given_name="Hélène", family_name="Dubois")
        ),
    )
