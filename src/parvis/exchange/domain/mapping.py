"""What the columns of a spreadsheet are: proposed by their titles, chosen by an agent, remembered."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping as Mapped, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.exchange.data import NotPossible
from parvis.exchange.domain.columns import language
from parvis.exchange.models import Mapping
from parvis.finding.data import ANSWER
from parvis.forms.data import Exported

#: what a column is that is no answer: what tells a line from the others, the day of receipt, words for agents
KEY, RECEIVED, NOTE = "key", "received", "note"
_TITLES = {
    KEY: ("reference", "numero", "n°", "no", "id", "identifiant", "cle", "dossier", "numero de dossier"),
    RECEIVED: ("recu", "recue", "recu le", "recue le", "date de reception", "date de depot", "received", "date"),
    NOTE: ("observations", "remarques", "commentaire", "commentaires", "notes", "note"),
}


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


def answers(revision_id: uuid.UUID) -> list[Exported]:
    """The answers that a column may give."""
    return cases.types.load(revision_id).form.importable(language())


def targets(revision_id: uuid.UUID) -> list[Target]:
    """All that a column may be, in the order in which it is offered."""
    return [
        Target("", _("Leave out")),
        Target(KEY, _("Key: what tells the lines apart")),
        Target(RECEIVED, _("Received on")),
        Target(NOTE, _("A note for agents")),
        *(Target(ANSWER + one.path, one.label) for one in answers(revision_id)),
    ]


def proposed(person_id: uuid.UUID, procedure: str, revision_id: uuid.UUID, titles: Sequence[str]) -> dict[str, str]:
    """What each column is taken for, by its place: as last time, else by its title. Each target once, but notes."""
    row = Mapping.objects.filter(person_id=person_id, procedure=procedure).first()
    remembered: dict[str, str] = row.targets if row else {}
    by_title: dict[str, str] = {}
    for one in answers(revision_id):
        for said in (one.label, one.path, one.path.replace(".", " "), one.path.rsplit(".", 1)[-1]):
            by_title.setdefault(folded(said), ANSWER + one.path)
    for target, words in _TITLES.items():
        for word in words:
            by_title.setdefault(folded(word), target)
    allowed = {one.value for one in targets(revision_id)}
    found: dict[str, str] = {}
    for place, title in enumerate(titles):
        plain = folded(title)
        target = remembered.get(plain, by_title.get(plain, ""))
        if target in allowed and target and (target == NOTE or target not in found.values()):
            found[str(place)] = target
    return found


def chosen(given: Mapped[str, str], revision_id: uuid.UUID, titles: Sequence[str]) -> dict[str, str]:
    """The targets that were posted, by place. Raises NotPossible for a target that is none, or is named twice."""
    labels = {one.value: one.label for one in targets(revision_id)}
    found: dict[str, str] = {}
    for place in range(len(titles)):
        target = given.get(f"column-{place}", "")
        if target not in labels:
            raise NotPossible(_("There is no such column"))
        if target and target != NOTE and target in found.values():
            raise NotPossible(_("Two columns are “%(label)s”: choose one") % {"label": labels[target]})
        if target:
            found[str(place)] = target
    if not any(target.startswith(ANSWER) for target in found.values()):
        raise NotPossible(_("Say of at least one column which answer it gives"))
    return found


def remember(person_id: uuid.UUID, procedure: str, mapping: Mapped[str, str], titles: Sequence[str]) -> None:
    """Keep it for the next spreadsheet of the kind."""
    said = {folded(title): mapping.get(str(place), "") for place, title in enumerate(titles)}
    Mapping.objects.update_or_create(person_id=person_id, procedure=procedure, defaults={"targets": said})
