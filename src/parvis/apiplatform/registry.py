"""The seams of `apiplatform`."""

from dataclasses import dataclass

from parvis.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Brings:
    """What a module brings to the API. router: dotted path of its Ninja router ("parvis.cases.rest:router"), imported
    at the first call: pages load nothing of it. tag: its heading in the reference.
    """

    name: str
    order: int
    router: str


@dataclass(frozen=True, slots=True)
class Adds:
    """What a module adds to the description of the API beside its router. to: dotted path of a function that is given
    the document ("parvis.webhooks.rest:describe"), imported when it is first asked for.
    """

    name: str
    to: str


ADDITIONS: Registry[Adds] = Registry("additions to the description of the API", key=lambda adds: adds.name)
ROUTERS: Registry[Brings] = Registry("routers of the API", key=lambda brings: f"{brings.order:03}-{brings.name}")
