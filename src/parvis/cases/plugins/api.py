"""Cases through the API."""

from parvis.apiplatform.registry import ROUTERS, Brings

ROUTERS.register(Brings("cases", 30, "parvis.cases.rest:router"))
ROUTERS.register(Brings("cases", 31, "parvis.cases.rest_writes:router"))
