"""What one request may cost, whatever it brings: spent where things are made, over all files and archives together."""

from __future__ import annotations

from dataclasses import dataclass

from parvis.forms.data import LocalizedText
from parvis.incoming.data import Unreadable

#: the largest export we know has 42,000 nodes in 158 files
MOST_NODES = 200_000
#: a path repeats that of what it stands in
MOST_PATHS = 30_000_000
MOST_BYTES = 64_000_000


def refused(fr: str, en: str) -> Unreadable:
    return Unreadable(LocalizedText(fr=fr, en=en))


def too_large() -> Unreadable:
    return refused(
        "Cet export est trop grand ou trop imbriqué pour des démarches\u00a0: rien n’a été lu.",
        "This export is too large or too deeply nested for procedures: nothing was read.",
    )


@dataclass(slots=True)
class Budget:
    """What is left. Whatever spends raises Unreadable where there is not enough."""

    nodes: int = MOST_NODES
    paths: int = MOST_PATHS
    bytes: int = MOST_BYTES

    def node(self, path: str) -> None:
        """One node more, which is called that."""
        self.nodes -= 1
        self.paths -= len(path)
        if self.nodes < 0 or self.paths < 0:
            raise too_large()

    def read(self, size: int) -> None:
        """So many bytes more, unpacked."""
        self.bytes -= size
        if self.bytes < 0:
            raise too_large()
