"""What crosses the border of `deadlines`: the rules of a clock, what happens to a file, and what comes of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Self, TypeAlias

from pydantic import Field as Constrained, model_validator

from parvis.calendars.data import Reckoning
from parvis.forms.data import Definition, Identifier, LocalizedText


class Effect(StrEnum):
    """What it means when the administration does not answer in time (CRPA L231-1, L231-4)."""

    ACCEPTANCE = "acceptance"
    REFUSAL = "refusal"


class Unit(StrEnum):
    """What kind of days a length counts."""

    CALENDAR = "calendar"
    #: *Jours francs*: neither the first day nor the last is counted, so that one more day is had.
    CLEAR = "clear"
    #: *Jours ouvrés*, the organisation's closings apart.
    WORKED = "worked"
    #: *Jours ouvrables*: Saturdays count.
    WORKABLE = "workable"


class Length(Definition):
    """A délai: months, which run from date to date, then days. Only clear délais and calendar days go with months."""

    months: int = Constrained(default=0, ge=0, le=120)
    days: int = Constrained(default=0, ge=0, le=3650)
    unit: Unit = Unit.CALENDAR

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        if not self.months and not self.days:
            raise ValueError("a délai is a positive number of months or days")
        if self.months and self.unit in (Unit.WORKED, Unit.WORKABLE):
            raise ValueError("working days don't go with months")
        if self.unit in (Unit.WORKED, Unit.WORKABLE) and self.days > 520:
            raise ValueError("at most two years of working days")
        return self


class Start(StrEnum):
    """From which day a délai runs (that day itself is not counted)."""

    RECEIPT = "receipt"
    #: The file's being complete: its receipt if nothing was asked for in time, else the last missing piece's.
    COMPLETENESS = "completeness"
    #: The day on which the administration says that it is complete.
    DECLARATION = "declaration"


class Pause(StrEnum):
    """What a request for missing pieces does to a délai that runs from the receipt."""

    #: It stands still meanwhile and then goes on (CRPA L114-5 al. 3, implied refusal).
    SUSPEND = "suspend"
    #: It runs anew and in full from the day on which the pieces came (CRPA L114-5 al. 2, implied acceptance).
    RESTART = "restart"
    NONE = "none"


class Favour(StrEnum):
    """What an opinion says."""

    FAVOURABLE = "favourable"
    RESERVED = "reserved"  # favourable with prescriptions
    UNFAVOURABLE = "unfavourable"
    #: Nothing either way: who was asked does not say, or their silence is passed over.
    NONE = "none"


class Acknowledgement(Definition):
    """Until when the receipt must have left (CRPA R112-11-2: ten working days)."""

    within: Length
    base: LocalizedText | None = None


class Completeness(Definition):
    """Until when missing pieces may be asked for: after it the file counts as complete, and a request has no effect."""

    within: Length
    base: LocalizedText | None = None


class Pieces(Definition):
    """What a request for missing pieces does.

    within: the time to send them where the request gives no day. lapse: what it means that they never came by then,
    where the délai does not simply go on.
    """

    pause: Pause = Pause.SUSPEND
    within: Length | None = None
    lapse: Effect | None = None
    base: LocalizedText | None = None


class Extension(Definition):
    """A longer délai, of which the person is told in time: so much more (`adds`), or another one in its place
    (`becomes`).

    notice: until when it must be told, from the receipt; always before the délai has ended. group: of several with one
    group, the longest counts. on_top: added even to a délai that another one has taken the place of.
    """

    id: Identifier
    label: LocalizedText
    adds: Length | None = None
    becomes: Length | None = None
    notice: Length | None = None
    group: str = ""
    on_top: bool = False
    base: LocalizedText | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.adds is None) == (self.becomes is None):
            raise ValueError("an extension adds or becomes, one of them")
        return self


class Consultation(Definition):
    """Somebody else whose opinion is asked. silence: what no answer within the délai says (none: it is passed over).

    suspends: the clock stands still meanwhile. refuses: with such an opinion, given or deemed given in time, silence
    of the administration is a refusal (code de l'urbanisme R424-3).
    """

    id: Identifier
    label: LocalizedText
    within: Length
    silence: Favour = Favour.FAVOURABLE
    suspends: bool = False
    refuses: tuple[Favour, ...] = ()
    base: LocalizedText | None = None


class Rules(Definition):
    """How a clock runs. All of it may be left out: then it starts on receipt and nothing stops it.

    rolls: a last day on a Saturday, Sunday or holiday is moved to the next working one (code de procédure civile
    art. 642); an implied decision is born whatever day it is.
    """

    start: Start = Start.RECEIPT
    reckoning: Reckoning = Reckoning.DATE_TO_DATE
    rolls: bool = False
    base: LocalizedText | None = None
    acknowledgement: Acknowledgement | None = None
    completeness: Completeness | None = None
    pieces: Pieces = Pieces(pause=Pause.NONE)
    extensions: tuple[Extension, ...] = ()
    consultations: tuple[Consultation, ...] = ()

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        for named in (self.extensions, self.consultations):
            if len({one.id for one in named}) < len(named):
                raise ValueError("two have the same name")
        return self


@dataclass(frozen=True, slots=True)
class Law:
    """The délai itself, and what silence means at its end; None where it means nothing."""

    length: Length
    effect: Effect | None = None
    base: LocalizedText | None = None


# What happens to a file. `on`: the day, where the administration is.


@dataclass(frozen=True, slots=True)
class Received:
    on: dt.date


@dataclass(frozen=True, slots=True)
class Transmitted:
    """Another administration had it: the competent one has it now (CRPA L114-2, L114-3)."""

    on: dt.date


@dataclass(frozen=True, slots=True)
class Amended:
    """The person changed what they ask, of their own accord: the administration has another request before it."""

    on: dt.date


@dataclass(frozen=True, slots=True)
class Acknowledged:
    on: dt.date


@dataclass(frozen=True, slots=True)
class Completed:
    """The administration says that the file is complete."""

    on: dt.date


@dataclass(frozen=True, slots=True)
class Asked:
    """Missing pieces are asked for. by: the day given for them. essential: without them nothing can be examined
    (CRPA L114-5-1). again: what was asked for before and did not come. pause: what it does, if not what the rules say.
    """

    on: dt.date
    by: dt.date | None = None
    essential: bool = True
    again: bool = False
    pause: Pause | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """They came. complete: all of them."""

    on: dt.date
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Waived:
    """The administration goes on without what it had asked for: nothing came, so nothing runs anew (†: it goes on)."""

    on: dt.date


@dataclass(frozen=True, slots=True)
class Extended:
    """The person was told of a longer délai."""

    on: dt.date
    rule: str


@dataclass(frozen=True, slots=True)
class Consulted:
    on: dt.date
    rule: str


@dataclass(frozen=True, slots=True)
class Opinion:
    on: dt.date
    rule: str
    favour: Favour


@dataclass(frozen=True, slots=True)
class Released:
    """An opinion is asked no more: who was to give it need not."""

    on: dt.date
    rule: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Decided, withdrawn: nothing is awaited any more."""

    on: dt.date


#: what is said of missing pieces; what others were asked
_OfPieces: TypeAlias = Amended | Completed | Asked | Answered | Waived
_OfOthers: TypeAlias = Consulted | Opinion | Released
Event: TypeAlias = Received | Transmitted | Acknowledged | Extended | Ended | _OfPieces | _OfOthers


class Says(StrEnum):
    """What a step of the explanation says."""

    RECEIVED = "received"
    TRANSMITTED = "transmitted"
    AMENDED = "amended"
    ACKNOWLEDGED = "acknowledged"
    STARTED = "started"
    UNDECLARED = "undeclared"
    WINDOW = "window"
    COMPLETE = "complete"
    ASKED = "asked"
    ASKED_AGAIN = "asked_again"
    ASKED_TOO_LATE = "asked_too_late"
    ASKED_AFTER_END = "asked_after_end"
    NOT_ESSENTIAL = "not_essential"
    STILL_INCOMPLETE = "still_incomplete"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    NOTHING_CAME = "nothing_came"
    RESTARTED = "restarted"
    WAIVED = "waived"
    LAPSED = "lapsed"
    EXTENDED = "extended"
    EXTENDED_TOO_LATE = "extended_too_late"
    CONSULTED = "consulted"
    AWAITED = "awaited"
    HEARD = "heard"
    RELEASED = "released"
    OPINION = "opinion"
    OPINION_TOO_LATE = "opinion_too_late"
    OPINION_BY_SILENCE = "opinion_by_silence"
    TURNED = "turned"
    LAST_DAY = "last_day"
    SILENCE = "silence"
    STANDS_STILL = "stands_still"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the explanation. until: a day given or reached; days: for how long it stood still."""

    says: Says
    on: dt.date
    until: dt.date | None = None
    days: int = 0
    length: Length | None = None
    label: LocalizedText | None = None
    favour: Favour | None = None
    effect: Effect | None = None
    base: LocalizedText | None = None


class Duty(StrEnum):
    """What else must be done by a day."""

    ACKNOWLEDGE = "acknowledge"
    CHECK_PIECES = "check_pieces"
    SEND_PIECES = "send_pieces"
    GIVE_OPINION = "give_opinion"


@dataclass(frozen=True, slots=True)
class Limit:
    """Until when something else must be done, and when it was."""

    duty: Duty
    last_day: dt.date
    met_on: dt.date | None = None
    label: LocalizedText | None = None

    @property
    def late(self) -> bool:
        return self.met_on is not None and self.met_on > self.last_day


@dataclass(frozen=True, slots=True)
class Awaited:
    """An opinion that was asked and not given, as far as anybody said: since when, until when at most.

    suspends: the clock stands still meanwhile.
    """

    rule: str
    label: LocalizedText
    since: dt.date
    until: dt.date
    suspends: bool


@dataclass(frozen=True, slots=True)
class Course:
    """What comes of it all.

    started_on: the day from which the délai runs; last_day: the last day to answer; effect_on: the day from which
    silence has its effect. None where that can't be said: nothing runs before it was declared complete, or until
    something comes. standing: it stands still for want of pieces; until: up to when at most. awaited: opinions.
    """

    steps: tuple[Step, ...]
    started_on: dt.date | None = None
    last_day: dt.date | None = None
    effect_on: dt.date | None = None
    effect: Effect | None = None
    standing: bool = False
    until: dt.date | None = None
    ended_on: dt.date | None = None
    limits: tuple[Limit, ...] = ()
    pauses: tuple[tuple[dt.date, dt.date], ...] = ()
    awaited: tuple[Awaited, ...] = ()
