"""The ledger of an import: every node of every file is accounted for by one element, once. What no reader took is swept
up at the end as "not", so that nothing can be dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass, field

from parvis.forms.data import LocalizedText
from parvis.incoming.data import Detail, Element, Kind, Verdict
from parvis.incoming.domain.nodes import Node

ORDER = {Verdict.EXACT: 0, Verdict.APPROXIMATE: 1, Verdict.NOT: 2}
_WHOLES = frozenset({Kind.FORM, Kind.WORKFLOW, Kind.STATUS})
#: characters of a name or a value that a report shows
SHOWN = 160
#: details of one element, and characters of one, that a report tells
MOST_DETAILS, LONGEST_DETAIL = 200, 2_000


def brief(text: str) -> str:
    """On one line, and no longer than a report shows."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_DETAIL else text[: LONGEST_DETAIL - 1] + "…"


@dataclass(slots=True)
class Entry:
    """An element while it is being read."""

    account: Account
    node: Node
    kind: Kind
    name: str
    details: list[Detail] = field(default_factory=list)
    covers: set[str] = field(default_factory=set)
    target: str = ""
    seen: set[tuple[str, Verdict | None, str]] = field(default_factory=set)
    #: details that are counted and not told
    more: int = 0

    def hold(self, *nodes: Node | None) -> None:
        """Account for these nodes alone."""
        for node in nodes:
            if node is not None:
                self.account.claim(node, self)

    def take(self, *nodes: Node | None) -> None:
        """Account for these nodes and all below them, which came over."""
        for node in nodes:
            for one in node.walk() if node is not None else ():
                self.account.claim(one, self)

    def take_free(self, node: Node) -> None:
        """As `take`, but for what somebody else already accounts for."""
        for one in node.walk():
            if not self.account.is_claimed(one):
                self.account.claim(one, self)

    def aside(self, node: Node | None, fr: str, en: str) -> None:
        """Account for what bears on no answer: layout, habits of the other system's screens."""
        if node is not None:
            self.take(node)
            self.say(node.tag, None, fr, en)

    def near(self, setting: str, fr: str, en: str) -> None:
        """Something differs."""
        self.say(setting, Verdict.APPROXIMATE, fr, en)

    def lost(self, setting: str, fr: str, en: str) -> None:
        """Something does not come over."""
        self.say(setting, Verdict.NOT, fr, en)

    def say(self, setting: str, verdict: Verdict | None, fr: str, en: str) -> None:
        if (setting, verdict, fr) in self.seen:
            return
        self.seen.add((setting, verdict, fr))
        # one that weighs more than all before it is told however many there are: the verdict rests on it
        weighs = verdict is not None and ORDER[verdict] > ORDER[self.verdict]
        if len(self.details) >= MOST_DETAILS and not weighs:
            self.more += 1
            return
        self.details.append(Detail(setting, verdict, LocalizedText(fr=_cut(fr), en=_cut(en))))

    def pardon(self) -> None:
        """Forget what differs: only what bears on no answer is told."""
        self.details = [one for one in self.details if one.verdict is None]
        self.seen, self.more = {(one.setting, one.verdict, one.says.fr) for one in self.details}, 0

    def _told(self) -> tuple[Detail, ...]:
        if not self.more:
            return tuple(self.details)
        more = LocalizedText(fr=f"Et {self.more} autres remarques.", en=f"And {self.more} more remarks.")
        return (*self.details, Detail("…", self.verdict if self.verdict is not Verdict.EXACT else None, more))

    @property
    def verdict(self) -> Verdict:
        """That of its worst setting."""
        found = [one.verdict for one in self.details if one.verdict is not None]
        return max(found, key=ORDER.__getitem__, default=Verdict.EXACT)

    def element(self) -> Element:
        return Element(
            file=self.account.file,
            path=self.node.path,
            kind=self.kind,
            name=brief(self.name) or self.node.tag,
            verdict=self.verdict,
            details=self._told(),
            covers=frozenset(self.covers),
            target=self.target,
        )


class Account:
    """What became of one file."""

    def __init__(self, file: str, root: Node) -> None:
        self.file = file
        self.root = root
        self.entries: list[Entry] = []
        self._owners: dict[str, Entry] = {}

    def entry(self, node: Node, kind: Kind, name: str) -> Entry:
        """A new element, which accounts for `node` itself."""
        made = Entry(self, node, kind, name)
        self.entries.append(made)
        made.hold(node)
        return made

    def is_claimed(self, node: Node) -> bool:
        """Whether some element accounts for it."""
        return node.path in self._owners

    def claim(self, node: Node, entry: Entry) -> None:
        """`entry` accounts for `node`, and nobody else may."""
        if node.path in self._owners:
            raise AssertionError(f"{self.file}: {node.path} is accounted for twice")
        self._owners[node.path] = entry
        entry.covers.add(node.path)

    def sweep(self) -> None:
        """Put what nobody took on the account of what it stands in."""
        if self.root.path not in self._owners:
            whole = self.entry(self.root, Kind.FILE, self.file)
            whole.lost(self.root.tag, "Ce fichier n’a pas d’équivalent ici.", "This file has no counterpart here.")
        todo: list[tuple[Node, Entry]] = [(self.root, self._owners[self.root.path])]
        while todo:
            node, owner = todo.pop()
            here = self._owners.get(node.path)
            if here is None:
                owner.take_free(node)
                said = brief(node.text) or brief(
                    ", ".join(dict.fromkeys(one.tag for one in node.children[:MOST_DETAILS]))
                )
                # a form or a workflow that came over is not lost for one setting
                tell = owner.near if owner.kind in _WHOLES else owner.lost
                tell(
                    node.tag,
                    f"Le réglage « {node.tag} » n’a pas d’équivalent ici ({said or 'vide'}).",
                    f"The setting “{node.tag}” has no counterpart here ({said or 'empty'}).",
                )
                continue
            if node.held:
                tell = here.near if here.kind in _WHOLES else here.lost
                tell(
                    node.tag,
                    f"Un fichier joint à l’export ({node.held} caractères) n’est pas repris : il reste dans l’export.",
                    f"A file within the export ({node.held} characters) is left out: it stays in the export.",
                )
            todo.extend((child, here) for child in reversed(node.children))

    def elements(self) -> list[Element]:
        """Everything, once `sweep` has been called."""
        return [entry.element() for entry in self.entries]
