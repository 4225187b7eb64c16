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


ROUTERS: Registry[Brings] = Registry("routers of the API", key=lambda brings: f"{brings.order:03}-{brings.name}")
