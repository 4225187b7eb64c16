"""The rules, as pure functions: who opens a page, and what they reach on it."""

import uuid

from parvis.access.data import Host, Right, Rule, Standing, Verdict, Who
from parvis.kernel.reach import Reach


def public(*, host: Host = Host.ANY, attempts: object | None = None, acts: bool = False) -> Rule:
    """A page for everybody; it reaches what is the visitor's own.

    Opened by GET by nobody at all (no session, no followed request, no draft) it costs no statement, reaches nothing
    and writes nothing, unless it `acts`.
    """
    return Rule(host=host, attempts=attempts, acts=acts)


def bare() -> Rule:
    """A page that reads no personal data and needs no transaction of the request (health, theme, static text)."""
    return Rule(bare=True)


def entry(*, attempts: object | None = None) -> Rule:
    """A page of sign-in: it acts as "signin", which alone sees other people's accounts, and no case at all."""
    return Rule(actor="signin", host=Host.TERRITORY, attempts=attempts)


def resident(*, host: Host = Host.ANY, attempts: object | None = None) -> Rule:
    """A page for anyone signed in: it reaches what is the person's own, never what they handle as an agent."""
    return Rule(who=Who.RESIDENT, host=host, attempts=attempts)


def agent(*rights: Right, actor: str = "web") -> Rule:
    """A page for agents who hold one of `rights`: it reaches the walls of the memberships that give it."""
    return Rule(who=Who.AGENT, rights=frozenset(rights), actor=actor)


def decide(rule: Rule, standing: Standing, organisation_id: uuid.UUID | None, *, second_factor: bool) -> Verdict:
    """What a request meets on a site (`organisation_id` is None on the territory's own).

    second_factor: whether this installation asks agents for one. What an agent may not open is missing to them.
    """
    if rule.host is Host.TERRITORY and organisation_id is not None:
        return Verdict.ELSEWHERE
    if rule.host is Host.ORGANISATION and organisation_id is None:
        return Verdict.MISSING
    if rule.who is Who.PUBLIC:
        return Verdict.OPEN
    if standing.person_id is None:
        return Verdict.SIGN_IN
    if rule.who is Who.RESIDENT:
        return Verdict.OPEN
    if not standing.holding(*rule.rights, organisation_id=organisation_id):
        return Verdict.MISSING
    if second_factor and not standing.second_factor:
        return Verdict.SECOND_FACTOR
    return Verdict.OPEN


def reach_of(rule: Rule, standing: Standing, organisation_id: uuid.UUID | None, token: str = "") -> Reach:
    """What the page reaches: an agents' page the walls of the memberships that open it, any other what is one's own."""
    if rule.who is Who.AGENT:
        holding = standing.holding(*rule.rights, organisation_id=organisation_id)
        walls = tuple(sorted({wall for membership in holding for wall in membership.walls}))
        return Reach(actor=rule.actor, person=standing.person_id, walls=walls)
    own = tuple(dict.fromkeys((*standing.subjects, *standing.followed, *standing.guest_of)))
    return Reach(actor=rule.actor, person=standing.person_id, subjects=own, token=token)
