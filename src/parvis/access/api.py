"""The face of access: walls, memberships, what the acting person may do, the gate, the journal, visitors."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from parvis.access.circles import Circle, circle, circles
from parvis.access.cookies import follow, followed, forget, unfollow, visitor, visitor_hash, welcome
from parvis.access.data import RIGHTS, Right, Role, Rule, Standing
from parvis.access.domain.erasure import erase_person, forget_links, keep_journal
from parvis.access.domain.journal import (
    LATELY,
    Consulted,
    Missing,
    Present,
    consultations,
    fetch_or_missing,
    log_consultation,
    log_consultations,
    log_refusal,
    present,
)
from parvis.access.domain.links import issue as issue_link, redeem as redeem_link
from parvis.access.domain.members import (
    Colleague,
    accept,
    appoint,
    colleagues,
    dismiss,
    ever_served,
    invite,
    offer,
    withdraw,
)
from parvis.access.domain.standing import standing_of
from parvis.access.domain.walls import describe as describe_wall, wall_for, walls_of
from parvis.access.requests import held_here, holding, organisation_here, person_of, site, standing
from parvis.access.rules import agent, bare, entry, public, reach_of, resident
from parvis.kernel.reach import Reach, acting

__all__ = [
    "Circle",
    "Colleague",
    "Consulted",
    "LATELY",
    "Missing",
    "Present",
    "RIGHTS",
    "Right",
    "Role",
    "Rule",
    "Standing",
    "accept",
    "acting_as",
    "agent",
    "appoint",
    "bare",
    "circle",
    "circles",
    "colleagues",
    "consultations",
    "describe_wall",
    "dismiss",
    "entry",
    "erase_person",
    "ever_served",
    "fetch_or_missing",
    "follow",
    "followed",
    "forget",
    "forget_links",
    "held_here",
    "holding",
    "invite",
    "issue_link",
    "keep_journal",
    "log_consultation",
    "log_consultations",
    "log_refusal",
    "offer",
    "organisation_here",
    "person_of",
    "present",
    "public",
    "reach_of",
    "redeem_link",
    "resident",
    "site",
    "standing",
    "standing_of",
    "unfollow",
    "visitor",
    "visitor_hash",
    "welcome",
    "wall_for",
    "walls_of",
    "withdraw",
]


@contextmanager
def acting_as(person_id: uuid.UUID, *rights: Right, actor: str = "web") -> Iterator[Reach]:
    """Act as a person outside a request (the demonstration, a job that somebody asked for, tests).

    With `rights`: as the agent, within the walls of the memberships that give one of them. Without: as the resident,
    with the person's subjects. One statement reads the standing, one sets the reach.
    """
    found = standing_of(person_id)
    rule = agent(*rights, actor=actor) if rights else resident()
    with acting(reach_of(rule, found, None)) as reach:
        yield reach
