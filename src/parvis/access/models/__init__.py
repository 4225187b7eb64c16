"""The tables of access."""

from parvis.access.models.event import MembershipEvent
from parvis.access.models.guest import Guest
from parvis.access.models.journal import Consultation, Refusal
from parvis.access.models.link import Link
from parvis.access.models.membership import Invitation, Membership
from parvis.access.models.wall import Wall

__all__ = ["Consultation", "Guest", "Invitation", "Link", "Membership", "MembershipEvent", "Refusal", "Wall"]
