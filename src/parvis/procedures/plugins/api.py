"""Procedures through the API."""

from parvis.apiplatform.registry import ROUTERS, Brings

ROUTERS.register(Brings("procedures", 10, "parvis.procedures.rest:router"))
ROUTERS.register(Brings("procedures", 11, "parvis.procedures.rest_writes:router"))
ROUTERS.register(Brings("procedures", 12, "parvis.procedures.rest_prefills:router"))
