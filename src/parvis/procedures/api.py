"""The face of `procedures`: publish, open and close, read the catalogue."""

from parvis.procedures.domain.catalogue import get, offered
from parvis.procedures.domain.publishing import check, publish, set_open

__all__ = ["check", "get", "offered", "publish", "set_open"]
