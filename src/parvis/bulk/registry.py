"""The acts that can be done to many cases. A new one is a file in somebody's `plugins/`."""

import datetime as dt
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from parvis.access.api import Right
from parvis.cases.data import Actor, Foreseen
from parvis.kernel.registry import Registry
from parvis.kernel.ui.shell import Words

Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Todo:
    """One case to do, within a transaction of its own. version: as it was when the run was confirmed (of an act that
    is not exact, when it was listed); since: when it was confirmed; item_id: of the `Item`; ahead: what the act worked
    out for the slice that it is of (`Act.ahead`).
    """

    case_id: uuid.UUID
    version: int
    by: Actor
    at: dt.datetime
    since: dt.datetime
    item_id: uuid.UUID
    ahead: Any = None


class Act(ABC):
    """One act. rights: one of them opens its pages; what each case needs is looked at with the case itself.

    template: the fields of its page, drawn with what `fields` gives; names: of those fields.
    exact: it is for what was seen alone (people read it): what came or changed since the confirmation stays as it is.
    more: what a report leads to once it is done: a label and a URL name. preview: the URL name of what one looks at
    before it is done, "" for none.
    """

    key: str
    label: Words
    url_name: str
    order: int
    icon: str = ""
    rights: tuple[Right, ...] = (Right.HANDLE_CASES,)
    template: str = ""
    names: tuple[str, ...] = ()
    exact: bool = False
    more: tuple[Words, str] | None = None
    preview: str = ""

    def fields(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        """What the fields of its page show, for a choice that begins with these cases."""
        return {}

    def read(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        """The options that were typed: JSON. Raises Mistakes."""
        return {}

    @abstractmethod
    def sentence(self, options: Options, count: int) -> str:
        """What will be done, to how many, in a sentence to who asks."""

    def details(self, options: Options) -> list[tuple[str, str]]:
        """What is worth reading again before it is done: labels and texts."""
        return []

    def title(self, options: Options) -> str:
        """What a report is called beside its number of requests."""
        return " · ".join(text for _label, text in self.details(options))

    @abstractmethod
    def foresee(self, case: Foreseen, options: Options) -> str:
        """Why it can't be done to a case; "" where nothing speaks against it now."""

    def reasons(self, cases: Sequence[Foreseen], options: Options, by: Actor) -> dict[uuid.UUID, str]:
        """`foresee` of several cases at once, by id: those that can't be done alone."""
        found = {case.id: self.foresee(case, options) for case in cases}
        return {ident: reason for ident, reason in found.items() if reason}

    @abstractmethod
    def do(self, todo: Todo, options: Options) -> bool:
        """Do it to one case; False where it was so already. Raises Refused, and what `cases` raises."""

    def ahead(self, case_ids: Sequence[uuid.UUID], options: Options, *, by: Actor, at: dt.datetime) -> Any:
        """What is worked out once for the next cases of a run, in a transaction of its own before the first of them:
        `do` gets it with each, and looks whether it still holds.
        """
        return None

    def example(self, case_id: uuid.UUID, options: Options, *, by: Actor, at: dt.datetime) -> Callable[[], bytes]:
        """What it would make of a case, as a PDF that is drawn outside of the transaction. Where `preview` names it."""
        raise NotImplementedError

    def finish(self, run: Any) -> None:  # noqa: B027 - most acts have nothing to do then
        """What comes once all cases of a `models.Run` are done, in the transaction that ends it."""


ACTS: Registry[Act] = Registry("bulk acts", key=lambda act: f"{act.order:03d}.{act.key}")


def act_of(key: str) -> Act:
    """The act of that key. Raises KeyError."""
    for act in ACTS:
        if act.key == key:
            return act
    raise KeyError(key)
