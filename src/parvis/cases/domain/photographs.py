"""Photographed pages of one paper: kept apart from the answers, put in order, turned, made one PDF.

They are attachments of who fills in (a draft or a correction) under a name that no question has, so that nothing but
this page shows them; what is not among the answers goes when the request is sent.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from parvis.cases.domain import attachments, replacing
from parvis.cases.models import Attachment, Draft, Turn
from parvis.files import api as files
from parvis.forms.api import FileOptions

#: under it print of ten points can't be read (`files.confined.sharpness`; `tests/files/test_sharpness.py`)
BLURRED = 20
_PICTURES = FileOptions(max=20, max_megabytes=25, kinds=("picture",))
#: after the name of a question's input: a character that no id has
_PAGES = "~"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who fills in: a draft, or a correction. Of one within reach."""

    of: Draft | Turn

    @property
    def _belongs(self) -> dict[str, uuid.UUID]:
        return {"draft_id": self.of.id} if isinstance(self.of, Draft) else {"turn_id": self.of.id}

    def pages(self, field: str) -> list[Attachment]:
        """The pages of the question of that input, in their order. One statement."""
        with attachments.holding(self.of.id):
            found = Attachment.objects.filter(**self._belongs, field=f"{field}{_PAGES}"[:200])
            return list(found.order_by("place", "id"))

    def add(self, field: str, spooled: files.Spooled, *, place: int, at: dt.datetime) -> Attachment:
        """Take a page in, as the one at `place`. Raises as `attachments.add`."""
        name = f"{field}{_PAGES}"
        if isinstance(self.of, Draft):
            return attachments.add(self.of, name, _PICTURES, spooled, at=at, place=place)
        return replacing.add(self.of, name, _PICTURES, spooled, at=at, place=place)

    def remove(self, attachment_id: uuid.UUID) -> None:
        """Remove a page, or a PDF that was made. Removed twice, it is gone all the same."""
        if isinstance(self.of, Draft):
            attachments.take_off(self.of.id, attachment_id)
        else:
            replacing.take_off(self.of, attachment_id)

    def arrange(self, pages: Sequence[Attachment]) -> None:
        """Keep the order of all pages, and how each is turned. A statement for each that changed."""
        with transaction.atomic(), attachments.holding(self.of.id):
            for place, page in enumerate(pages, 1):
                kept = {"place": place, "turned": page.turned, "sharpness": page.sharpness}
                found = Attachment.objects.filter(**self._belongs, id=page.id)
                found.exclude(**kept).update(**kept)

    @contextmanager
    def bound(self, pages: Sequence[Attachment], *, name: str, largest: int) -> Iterator[files.Examined]:
        """One PDF of the pages; within the block it may be kept. Raises files.FileRefused, files.FilesBusy."""
        with attachments.holding(self.of.id):
            refs = [(files.fetch(page.id), page.turned) for page in pages]
        with files.bound(refs, name=name, largest=largest) as found:
            yield found

    def put(self, field: str, found: files.Examined, *, at: dt.datetime) -> Attachment:
        """Keep the PDF for the question. Raises as `attachments.put`."""
        if isinstance(self.of, Draft):
            return attachments.put(self.of, field, found, at=at)
        return replacing.put(self.of, field, found, at=at)


def blurred(page: Attachment) -> bool:
    """Whether its person is asked to take it again, or to keep it."""
    return 0 < page.sharpness < BLURRED
