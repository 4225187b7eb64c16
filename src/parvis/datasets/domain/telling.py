"""Telling the designers of an organisation that a copy was refused."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.access.api import Right, colleagues
from parvis.datasets.models import DataSet
from parvis.files import api as files
from parvis.kernel import clock
from parvis.notifications import api as notifications
from parvis.territory.api import sites


def unreadable(reason: str) -> str:
    """Why a file is no sheet that can be read."""
    return {
        files.Reason.EMPTY: _("The file is empty"),
        files.Reason.LOCKED: _("The file is protected by a password: save it without one"),
        files.Reason.TOO_LARGE: _("The sheet is too large: %(num)s rows at most") % {"num": 100_000},
    }.get(files.Reason(reason), _("This is neither a spreadsheet (XLSX, ODS) nor a CSV text that can be read"))


def tell(found: DataSet, words: str) -> None:
    """One e-mail to each designer in force, in the job's transaction."""
    site = sites.of(found.organisation_id)
    today = clock.today()
    designers = {
        one.email
        for one in colleagues(found.organisation_id)
        if Right.DESIGN in one.rights and one.since <= today and (one.until is None or one.until >= today)
    }
    for email in sorted(designers):
        notifications.send(
            template="datasets/refused",
            to=email,
            language=found.language,
            context={
                "site": site,
                "name": found.name_fr,
                "reason": words,
                "address": sites.url(site, reverse("datasets:one", args=[found.code])),
            },
            wall_id=found.wall_id,
        )
