"""What the columns of a spreadsheet are: proposed by their titles, chosen by an agent, remembered."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterator, Mapping as Mapped, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.exchange.data import NotPossible
from parvis.exchange.domain.columns import language
from parvis.exchange.models import Mapping
from parvis.finding.data import ANSWER
from parvis.forms.data import Exported

#: what a column is that is no answer: what tells a line from the others, the day of receipt, words for agents
KEY, RECEIVED, NOTE = "key", "received", "note"
#: where it stands: its status, when it ended and under which number, who has it
STATUS, ENDED, NUMBER, DEPARTMENT, ASSIGNEE = "status", "ended", "number", "department", "assignee"
STANDING = (STATUS, ENDED, NUMBER, DEPARTMENT, ASSIGNEE)
_TITLES = {
    KEY: (
        "reference",
        "numero",
        "n°",
        "no",
        "id",
        "identifiant",
        "cle",
        "key",
        "number",
        "dossier",
        "numero de dossier",
        "file number",
    ),
    RECEIVED: (
        "recu",
        "recue",
        "recu le",
        "recue le",
        "date de reception",
        "date de depot",
        "received",
        "received on",
        "date received",
        "date",
    ),
    STATUS: ("statut", "status", "etat", "state", "avancement"),
    ENDED: (
        "terminee le",
        "termine le",
        "date de decision",
        "decision du",
        "decidee le",
        "date de cloture",
        "close le",
        "cloturee le",
        "ended on",
        "closed on",
        "date of decision",
        "decision date",
        "decided on",
    ),
    NUMBER: (
        "numero de decision",
        "n° de decision",
        "numero de la decision",
        "numero d arrete",
        "n° d arrete",
        "arrete",
        "decision number",
        "number of the decision",
    ),
    DEPARTMENT: ("service", "department", "direction"),
    ASSIGNEE: ("suivie par", "suivi par", "agent", "instructeur", "followed by", "assignee", "handled by"),
    NOTE: (
        "observations",
        "remarques",
        "commentaire",
        "commentaires",
        "notes",
        "note",
        "comment",
        "comments",
        "remarks",
    ),
}
#: before the id of a question about files: the column names papers in the ZIPs that came along
PAPERS = "papers."
_NUMBER = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a column may be."""

    value: str
    label: str


def folded(text: str) -> str:
    """A title as titles are compared: without case, accents and what stands around words."""
    apart = unicodedata.normalize("NFKD", str(text).casefold())
    plain = "".join(one if one.isalnum() or one == "°" else " " for one in apart if not unicodedata.combining(one))
    return " ".join(plain.split())


@lru_cache(maxsize=64)
def _answers(revision_id: uuid.UUID, spoken: str) -> tuple[Exported, ...]:
    return tuple(cases.types.load(revision_id).form.importable(spoken))


@lru_cache(maxsize=64)
def _papers(revision_id: uuid.UUID, spoken: str) -> tuple[Exported, ...]:
    """The questions about files."""
    form = cases.types.load(revision_id).form
    asked = {one.name for one in form.files}
    return tuple(one for one in form.exported(spoken) if one.path in asked)


def _asked(revision_id: uuid.UUID, spoken: str) -> Iterator[tuple[str, Exported]]:
    """All that columns may give, each with what its targets begin with."""
    yield from ((ANSWER, one) for one in _answers(revision_id, spoken))
    yield from ((PAPERS, one) for one in _papers(revision_id, spoken))


#: the numbers of the rows around an answer, from 1
_Numbers = tuple[int, ...]


def _in_row(kind: str, one: Exported, numbers: _Numbers) -> Target:
    """An answer in one row of its block, or of blocks in one another."""
    rows = list(zip(one.within, numbers, strict=True))
    path = ".".join([*(f"{block}.{number}" for (block, _item, _most), number in rows), _own(one)])
    names = " – ".join(f"{item or one.block_label} {number}" for (_block, item, _most), number in rows)
    return Target(kind + path, f"{names} – {one.label}")


def _own(one: Exported) -> str:
    return one.path.removeprefix(f"{one.block}.")


def _all_rows(one: Exported) -> Iterator[_Numbers]:
    """Every row that an answer in blocks may stand in, the first ones first."""
    return product(*(range(1, most + 1) for _block, _item, most in one.within))


def _plain() -> list[Target]:
    return [
        Target("", _("Leave out")),
        Target(KEY, _("Key: what tells the lines apart")),
        Target(RECEIVED, _("Received on")),
        Target(NOTE, _("A note for agents")),
        Target(STATUS, _("Status")),
        Target(ENDED, _("Ended on")),
        Target(NUMBER, _("Number of the decision")),
        Target(DEPARTMENT, _("Department")),
        Target(ASSIGNEE, _("Followed by")),
    ]


def targets(revision_id: uuid.UUID, title: str = "", chosen: str = "") -> list[Target]:
    """All that a column of this title may be, in the order in which it is offered: of blocks the rows of which the
    title has the number, else the first; and what was chosen.
    """
    said = [int(one) for one in _NUMBER.findall(title)]
    found = _plain()
    for kind, one in _asked(revision_id, language()):
        if not one.block:
            found.append(Target(kind + one.path, one.label))
            continue
        offered = [{*said, *([] if said else [1])} & set(range(1, most + 1)) or {1} for _b, _i, most in one.within]
        found += [_in_row(kind, one, numbers) for numbers in product(*map(sorted, offered))]
    if chosen not in {one.value for one in found}:
        label = _labels(revision_id, language()).get(chosen)
        found += [Target(chosen, label)] if label else []
    return found


@lru_cache(maxsize=64)
def _labels(revision_id: uuid.UUID, spoken: str) -> dict[str, str]:
    """What every answer that a column may give is called, those of every row of blocks among them, by target."""
    found: dict[str, str] = {}
    for kind, one in _asked(revision_id, spoken):
        rows = [_in_row(kind, one, numbers) for numbers in _all_rows(one)]
        found |= {row.value: row.label for row in rows} if one.block else {kind + one.path: one.label}
    return found


def _said(kind: str, one: Exported) -> Iterator[tuple[str, str]]:
    """The titles by which a column is known as an answer, each with its target."""
    if not one.block:
        for said in (one.label, one.path, one.path.rsplit(".", 1)[-1]):
            yield folded(said), kind + one.path
        return
    own = _own(one)
    for numbers in _all_rows(one):
        target = _in_row(kind, one, numbers)
        if len(numbers) > 1:
            yield folded(target.label), target.value
            yield folded(target.value.removeprefix(kind)), target.value
            continue
        # the titles of our own exports (a sheet's name has 31 characters), and those that people write
        for name in (one.item_label, one.block_label, one.block_label[:31], one.block):
            titled = f"{name} {numbers[0]}"
            for said in (f"{titled} {one.label}", f"{titled} {own}", f"{one.label} {titled}"):
                yield folded(said), target.value


@lru_cache(maxsize=64)
def _titles(revision_id: uuid.UUID) -> dict[str, str]:
    """Targets by folded titles, in French and in English."""
    found: dict[str, str] = {}
    for spoken in ("fr", "en"):
        for kind, one in _asked(revision_id, spoken):
            for said, target in _said(kind, one):
                found.setdefault(said, target)
    for target, words in _TITLES.items():
        for word in words:
            found.setdefault(folded(word), target)
    return found


def proposed(person_id: uuid.UUID, procedure: str, revision_id: uuid.UUID, titles: Sequence[str]) -> dict[str, str]:
    """What each column is taken for, by its place: as last time, else by its title. Each target once, but notes."""
    row = Mapping.objects.filter(person_id=person_id, procedure=procedure).first()
    remembered: dict[str, str] = row.targets if row else {}
    by_title = _titles(revision_id)
    allowed = {one.value for one in _plain()} | set(_labels(revision_id, language()))
    found: dict[str, str] = {}
    for place, title in enumerate(titles):
        plain = folded(title)
        target = remembered.get(plain, by_title.get(plain, ""))
        if target in allowed and target and (target == NOTE or target not in found.values()):
            found[str(place)] = target
    return found


def former(revision_id: uuid.UUID, others: Sequence[uuid.UUID], titles: Sequence[str]) -> list[str]:
    """Those of the titles that no question of the form has, but one of its `others` had."""
    by_title = _titles(revision_id)
    unknown = {folded(title): title for title in titles if folded(title) and folded(title) not in by_title}
    if not unknown:
        return []
    asked = {said for other in others if other != revision_id for said in _titles(other)}
    return [title for plain, title in unknown.items() if plain in asked]


def chosen(given: Mapped[str, str], revision_id: uuid.UUID, titles: Sequence[str]) -> dict[str, str]:
    """The targets that were posted, by place. Raises NotPossible for a target that is none, or is named twice."""
    labels = {one.value: one.label for one in _plain()} | _labels(revision_id, language())
    found: dict[str, str] = {}
    for place in range(len(titles)):
        target = given.get(f"column-{place}", "")
        if target not in labels:
            raise NotPossible(_("There is no such column"))
        if target and target != NOTE and target in found.values():
            raise NotPossible(_("Two columns are “%(label)s”: choose one") % {"label": labels[target]})
        if target:
            found[str(place)] = target
    if not any(target.startswith((ANSWER, PAPERS)) for target in found.values()):
        raise NotPossible(_("Say of at least one column which answer it gives"))
    return found


def remember(person_id: uuid.UUID, procedure: str, mapping: Mapped[str, str], titles: Sequence[str]) -> None:
    """Keep it for the next spreadsheet of the kind."""
    said = {folded(title): mapping.get(str(place), "") for place, title in enumerate(titles)}
    Mapping.objects.update_or_create(person_id=person_id, procedure=procedure, defaults={"targets": said})
