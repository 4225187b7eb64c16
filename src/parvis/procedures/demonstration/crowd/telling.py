"""Tells what happens to one request after the other, through the faces that the pages use."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from parvis.access.api import Right, Standing, acting_as, standing_of, wall_for
from parvis.calendars.api import Calendar, add_working_days
from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind, LinkKind
from parvis.identity.api import digest, find, fresh
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import Reach, acting
from parvis.procedures.data import Offered
from parvis.procedures.demonstration.answers import files_asked
from parvis.procedures.demonstration.crowd import changes
from parvis.procedures.demonstration.crowd.desks import desk
from parvis.procedures.demonstration.crowd.plots import Act, By
from parvis.procedures.demonstration.crowd.specimens import Specimens
from parvis.territory.api import departments, organisations, schools
from parvis.territory.data import Sphere

#: who named whoever asked, in the answers of each procedure: the first that is there
_NAMES = ("holder", "asker", "parent", "host", "responsible", "born")
_VISIT = {
    "minutes": 20,
    "place": "Mairie, guichet de l’état civil",
    "bring": "Les originaux de vos pièces et le timbre fiscal de 30 euros.",
}


@dataclass
class People:
    """Accounts, asked for once: nobody's standing changes while the demonstration is told. Raises LookupError."""

    _known: dict[str, tuple[Standing, Actor]] = field(default_factory=dict)

    def standing(self, email: str) -> Standing:
        return self._of(email)[0]

    def agent(self, email: str) -> Actor:
        return self._of(email)[1]

    def resident(self, email: str) -> Actor:
        return cases.actor_of(self._of(email)[0], as_agent=False)

    def _of(self, email: str) -> tuple[Standing, Actor]:
        if email not in self._known:
            found = find(email)
            if found is None:
                raise LookupError(f"the demonstration's {email} has no account")
            standing = standing_of(found.id)
            self._known[email] = (standing, cases.actor_of(standing, as_agent=True))
        return self._known[email]


@dataclass
class Teller:
    """One request as it goes: what the next act needs to know of the last.

    moments: of its submission and of each act; made: the answers on the day of the submission.
    """

    number: int
    procedure: Offered
    sphere: Sphere
    insee: str
    department: str
    moments: list[dt.datetime]
    acts: tuple[Act, ...]
    made: Callable[[dt.date], dict[str, Any]]
    specimens: Specimens
    people: People
    account: str = ""
    told: tuple[str, ...] = ()
    before: "Teller | None" = None
    answers: dict[str, Any] = field(default_factory=dict)
    case_id: uuid.UUID | None = None
    subject_id: uuid.UUID | None = None
    version: int | None = None
    slots: list[str] = field(default_factory=list)

    def go_on(self, step: int, at: dt.datetime) -> None:
        """The submission (0), or the act of that place."""
        if step == 0:
            self._submit(at)
            return
        act = self.acts[step - 1]
        special = getattr(self, f"_do_{act.do}", None)
        if special is not None:
            special(act, at, step)
        else:
            self._move(act, at, step)

    # --- the resident ------------------------------------------------------------------------------------------------

    def _submit(self, at: dt.datetime) -> None:
        secret = "" if self.account else digest(fresh())
        self.answers = self.made(at.astimezone(PARIS).date())
        with self._opened(secret):
            draft = cases.drafts.start(
                self.procedure.case_type_id,
                self.procedure.organisation_id,
                by=self._resident(),
                at=at,
                token_hash=secret,
                answers=self.answers,
            )
            self._send(draft, at)

    def _opened(self, secret: str) -> AbstractContextManager[Any]:
        return self._as_owner() if self.account else acting(Reach(token=secret))

    def _send(self, draft: Any, at: dt.datetime) -> None:
        """Attach what is asked for, and submit."""
        by = self._resident()
        form = cases.drafts.load(draft.id).published.form
        asked = files_asked(form, draft.answers, at.astimezone(PARIS).date())
        if asked:
            answers = dict(draft.answers)
            for place, name in enumerate(asked):
                found = self.specimens.for_question(name, self.number + place)
                answers[name] = [cases.attachments.value(cases.attachments.put(draft, f"f-{name}", found, at=at))]
            cases.drafts.save(draft.id, answers, page=draft.page, version=draft.version, by=by, at=at)
        made = cases.submit(draft.id, by=by, at=at, told=self.told)
        self.case_id, self.subject_id, self.version = made.case_id, made.subject_id, 1

    def _do_renew(self, act: Act, at: dt.datetime, step: int) -> None:
        assert self.case_id is not None
        secret = "" if self.account else digest(fresh())
        if self.account:
            reach: AbstractContextManager[Any] = self._as_owner()
        else:
            assert self.subject_id is not None
            reach = acting(Reach(subjects=(self.subject_id,), token=secret))
        with reach:
            case = cases.open_case(self.case_id, by=self._resident(), at=at).case
            draft = cases.renew(case, by=self._resident(), at=at, token_hash=secret, known={})
            self._send(draft, at)

    def _do_mend(self, act: Act, at: dt.datetime, step: int) -> None:
        asked = next(one.about for one in reversed(self.acts[: step - 1]) if one.do == "ask_corrections")
        self.answers = self.answers | {asked: changes.mended(asked, self.answers, self.number)}
        given = {"mend": {"answers": self.answers, "note": act.words}}
        self._move(Act(act.by, act.after, "mend"), at, step, given=given)

    def _do_confirm_visit(self, act: Act, at: dt.datetime, step: int) -> None:
        self._move(act, at, step, given={"confirm_visit": self.slots[0]})

    def _as_owner(self) -> AbstractContextManager[Any]:
        """As the owner of the account, whose subjects grow with their requests."""
        found = self.people.standing(self.account).person_id
        assert found is not None
        return acting_as(found)

    def _resident(self) -> Actor:
        if self.account:
            return self.people.resident(self.account)
        who = next((self.answers[name] for name in _NAMES if name in self.answers), None) or {}
        family = who.get("family_name") or who.get("birth_name", "")
        return Actor(ActorKind.RESIDENT, name=f"{who.get('first_names', '')} {family}".strip())

    # --- agents ------------------------------------------------------------------------------------------------------

    def _do_ask_corrections(self, act: Act, at: dt.datetime, step: int) -> None:
        by_day = (at.astimezone(PARIS).date() + dt.timedelta(days=15)).isoformat()
        wanted = {"field": act.about, "why": "incorrect", "words": act.said["words"]}
        changed = Act(act.by, act.after, act.do, act.words, said={"by_day": by_day})
        self._move(changed, at, step, given={"ask_corrections": [wanted]})

    def _do_propose_visit(self, act: Act, at: dt.datetime, step: int) -> None:
        """Two moments: the first is that of the visit, where the plot tells of one."""
        kept = next(
            (
                place
                for place, one in enumerate(self.acts[step:], step + 1)
                if one.do in ("visit_kept", "visit_missed", "propose_visit")
            ),
            None,
        )
        there = kept is not None and self.acts[kept - 1].do != "propose_visit"
        day = self.moments[kept].astimezone(PARIS).date() if there and kept else _office_day(at, 5 + self.number % 4)
        later = _office_day(dt.datetime.combine(day, dt.time(9), PARIS), 2)
        self.slots = [
            dt.datetime.combine(day, dt.time(9, 20 * (self.number % 3)), PARIS).isoformat(),
            dt.datetime.combine(later, dt.time(14, 20 * (self.number % 3)), PARIS).isoformat(),
        ]
        said = {**_VISIT, "slots": [{"at": slot} for slot in self.slots]}
        self._move(Act(act.by, act.after, act.do, act.words, said=said), at, step)

    def _do_posted(self, act: Act, at: dt.datetime, step: int) -> None:
        self._move(self._with_day(act, "posted_on", at), at, step)

    def _do_hand_over(self, act: Act, at: dt.datetime, step: int) -> None:
        self._move(self._with_day(act, "handed_on", at), at, step)

    def _with_day(self, act: Act, name: str, at: dt.datetime) -> Act:
        return Act(act.by, act.after, act.do, act.words, said={name: at.astimezone(PARIS).date().isoformat()})

    def _do_enrol(self, act: Act, at: dt.datetime, step: int) -> None:
        """In the school of the sector, or in the one that was asked for."""
        with self._reach(act.by):
            case = cases.open_case(self._id(), by=self._actor(act.by), at=at).case
        known = schools.of(self.procedure.organisation_id)
        sector = next((one for one in known if one.zone == case.answers.get("zone_school")), known[0])
        value = {"uai": sector.uai, "name": sector.name, "zone": sector.zone}
        said = {"school": case.answers.get("wanted") or value}
        self._move(Act(act.by, act.after, act.do, act.words, said=said), at, step)

    _do_grant = _do_enrol

    def _do_note(self, act: Act, at: dt.datetime, step: int) -> None:
        with self._reach(act.by):
            cases.note(self._id(), act.words, by=self._actor(act.by), at=at)

    def _do_message(self, act: Act, at: dt.datetime, step: int) -> None:
        with self._reach(act.by):
            cases.read(self._id(), by=self._actor(act.by), at=at)
            cases.message(self._id(), act.words, by=self._actor(act.by), at=at)
        self.version = None

    def _do_hand(self, act: Act, at: dt.datetime, step: int) -> None:
        """To another department of the same organisation."""
        to = departments.by_code(self.procedure.organisation_id, act.about)
        with self._reach(act.by):
            by = self._actor(act.by)
            cases.assign(self._id(), by=by, at=at, version=None, department_id=to.id, reason=act.words)
        self.version = None

    def _do_lend(self, act: Act, at: dt.datetime, step: int) -> None:
        other = organisations.by_insee(act.about)
        assert other is not None
        with self._reach(act.by):
            cases.lend(
                self._id(),
                departments.by_code(other.id, self.department).id,
                last_day=at.astimezone(PARIS).date() + dt.timedelta(days=21),
                reason=act.words,
                by=self._actor(act.by),
                at=at,
                version=None,
            )
        self.version = None

    def _do_give_back(self, act: Act, at: dt.datetime, step: int) -> None:
        with self._reach(act.by):
            cases.give_back(self._id(), by=self._actor(act.by), at=at, reason=act.words)
        self.version = None

    def _do_remind(self, act: Act, at: dt.datetime, step: int) -> None:
        """What the timer does each morning."""
        with acting(Reach(actor="worker", walls=(self._wall(),))):
            cases.recall_ending(case_id=str(self._id()), wall_id=str(self._wall()))

    def _do_link(self, act: Act, at: dt.datetime, step: int) -> None:
        """An agent sees that two requests are the same, and says so on the later one."""
        if self.before is None or self.before.case_id is None:
            return
        with self._reach(act.by):
            cases.link(self._id(), self.before.case_id, LinkKind.DUPLICATE, by=self._actor(act.by), at=at)

    # --- both --------------------------------------------------------------------------------------------------------

    def _move(self, act: Act, at: dt.datetime, step: int, *, given: Mapping[str, Any] | None = None) -> None:
        with self._reach(act.by):
            by = self._actor(act.by)
            cases.read(self._id(), by=by, at=at)
            case = cases.transition(
                self._id(),
                act.do,
                by=by,
                at=at,
                version=self.version,
                reason=act.words,
                grounds=act.grounds,
                said=act.said,
                given=given,
            )
        self.version = case.version

    def _id(self) -> uuid.UUID:
        assert self.case_id is not None
        return self.case_id

    def _wall(self) -> uuid.UUID:
        return wall_for(self.procedure.organisation_id, self.sphere)

    def _email(self, by: By) -> str:
        if by is By.HELPER:
            lent = next(one.about for one in self.acts if one.do == "lend")
            return desk(lent, self.department)[0]
        return desk(self.insee, self.department)[by is By.SUPERVISOR]

    def _reach(self, by: By) -> AbstractContextManager[Any]:
        if by is not By.RESIDENT:
            standing = self.people.standing(self._email(by))
            walls = {wall for one in standing.holding(Right.HANDLE_CASES) for wall in one.walls}
            return acting(Reach(person=standing.person_id, walls=tuple(walls)))
        if self.account:
            return self._as_owner()
        assert self.subject_id is not None
        return acting(Reach(subjects=(self.subject_id,)))

    def _actor(self, by: By) -> Actor:
        if by is By.RESIDENT:
            return self._resident()
        actor = self.people.agent(self._email(by))
        grant = cases.lent(self._id()) if by is By.HELPER else None
        return cases.acting_on(actor, grant) if grant else actor


def _office_day(at: dt.datetime, days: int) -> dt.date:
    """The working day that comes so many after."""
    return add_working_days(at.astimezone(PARIS).date(), days, Calendar())
