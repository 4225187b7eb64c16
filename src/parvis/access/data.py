"""What crosses the border of access: roles and rights, what the acting person is, who may open a page."""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What a membership makes of somebody. Values are stored: never rename one."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    SERVICE_DESIGNER = "service_designer"
    ADMINISTRATOR = "administrator"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    ELECTED_MEMBER = "elected_member"

    @property
    def label(self) -> Promise:
        return {
            Role.AGENT: _("Agent"),
            Role.SUPERVISOR: _("Supervisor"),
            Role.SERVICE_DESIGNER: _("Service designer"),
            Role.ADMINISTRATOR: _("Administrator"),
            Role.DATA_PROTECTION_OFFICER: _("Data protection officer"),
            Role.ELECTED_MEMBER: _("Elected member"),
        }[self]


class Right(StrEnum):
    """What a role allows. Pages and rules ask for rights, never for roles."""

    READ_CASES = "read_cases"
    HANDLE_CASES = "handle_cases"
    ASSIGN_CASES = "assign_cases"
    DESIGN = "design"
    ADMINISTER = "administer"
    PROTECT_DATA = "protect_data"
    SIT_IN_COUNCIL = "sit_in_council"
    READ_FIGURES = "read_figures"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.AGENT: frozenset({Right.READ_CASES, Right.HANDLE_CASES, Right.READ_FIGURES}),
    Role.SUPERVISOR: frozenset({Right.READ_CASES, Right.HANDLE_CASES, Right.ASSIGN_CASES, Right.READ_FIGURES}),
    Role.SERVICE_DESIGNER: frozenset({Right.DESIGN}),
    Role.ADMINISTRATOR: frozenset({Right.ADMINISTER, Right.READ_FIGURES}),
    Role.DATA_PROTECTION_OFFICER: frozenset({Right.PROTECT_DATA}),
    Role.ELECTED_MEMBER: frozenset({Right.SIT_IN_COUNCIL, Right.READ_FIGURES}),
}


@dataclass(frozen=True, slots=True)
class MembershipFact:
    """One membership in force today."""

    id: uuid.UUID
    organisation_id: uuid.UUID
    department_id: uuid.UUID | None
    role: Role
    walls: tuple[uuid.UUID, ...]
    quality: str = ""
    by_delegation: bool = False

    @property
    def rights(self) -> frozenset[Right]:
        return RIGHTS[self.role]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the acting person is, read once a request.

    memberships: those in force today, whatever the page. subjects: the ids that open the person's own requests, in
    each wall; followed: those of the signed cookie of somebody without account; guest_of: those of others, who invited
    them. second_factor: whether this sign-in
    used one. session_id: the territory's session. ended: the session had timed out.
    """

    person_id: uuid.UUID | None = None
    name: str = ""
    email: str = ""
    language: str = ""
    memberships: tuple[MembershipFact, ...] = ()
    subjects: tuple[uuid.UUID, ...] = ()
    followed: tuple[uuid.UUID, ...] = ()
    guest_of: tuple[uuid.UUID, ...] = ()
    second_factor: bool = False
    session_id: uuid.UUID | None = None
    ended: bool = False

    @property
    def is_agent(self) -> bool:
        return bool(self.memberships)

    def within(self, organisation_id: uuid.UUID | None) -> tuple[MembershipFact, ...]:
        """The memberships that count on a site: its organisation's; on the territory's own (None), all."""
        if organisation_id is None:
            return self.memberships
        return tuple(found for found in self.memberships if found.organisation_id == organisation_id)

    def holding(self, *rights: Right, organisation_id: uuid.UUID | None = None) -> tuple[MembershipFact, ...]:
        """The memberships that count on the site and give at least one of `rights` (none named: all of them)."""
        here = self.within(organisation_id)
        return here if not rights else tuple(found for found in here if found.rights & set(rights))

    def may(self, right: Right, *, wall_id: uuid.UUID) -> bool:
        """Whether a membership gives `right` inside the wall: its walls and its right together, never of two apart."""
        return any(right in found.rights and wall_id in found.walls for found in self.memberships)


class Who(StrEnum):
    """For whom a page is."""

    PUBLIC = "public"
    RESIDENT = "resident"
    AGENT = "agent"


class Host(StrEnum):
    """On which host a page lives."""

    ANY = "any"
    TERRITORY = "territory"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may open a page, and as whom it acts.

    rights: an agents' page opens with any of them (none named: with any membership). actor: see `kernel.reach`.
    bare: a page without session, person or transaction (health, static style sheets).
    acts: a page that writes even when nobody opens it by GET; else nobody's GET has neither transaction nor reach.
    attempts: the counter of posts by address (a `Limit` of identity).
    """

    who: Who = Who.PUBLIC
    rights: frozenset[Right] = field(default_factory=frozenset)
    actor: str = "web"
    host: Host = Host.ANY
    bare: bool = False
    acts: bool = False
    attempts: object | None = None


class Verdict(StrEnum):
    """What the table says of a request."""

    OPEN = "open"
    SIGN_IN = "sign_in"
    SECOND_FACTOR = "second_factor"
    MISSING = "missing"
    ELSEWHERE = "elsewhere"
