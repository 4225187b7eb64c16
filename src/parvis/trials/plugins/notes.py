"""What people said of each page and question, beside it in the studio."""

import uuid

from django.utils.translation import gettext_lazy as _

from parvis.kernel.ui.formats import date_time
from parvis.studio.registry import NOTES, Note, Notes
from parvis.trials.domain import trying


def _of(draft_id: uuid.UUID, element: str) -> list[Note]:
    found = trying.remarks(draft_id, element)
    return [Note(one.text, f"{one.trial.name}, {date_time(one.at)}", one.answer) for one in found]


NOTES.register(Notes("trials", trying.counts, _of, "trials:trials", _("Try it with people")))
