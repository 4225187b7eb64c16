"""What was asked of whom, the links of experts outside, approvals, delegations."""

from parvis.opinions.models.approval import Approval, Vote
from parvis.opinions.models.delegation import Delegation
from parvis.opinions.models.link import Device, Link
from parvis.opinions.models.opinion import Opinion

__all__ = ["Approval", "Delegation", "Device", "Link", "Opinion", "Vote"]
