"""The tables of identity."""

from parvis.identity.models.person import Person
from parvis.identity.models.session import HandOver, KeptPost, Session
from parvis.identity.models.subject import Subject
from parvis.identity.models.throttle import Throttle

__all__ = ["HandOver", "KeptPost", "Person", "Session", "Subject", "Throttle"]
