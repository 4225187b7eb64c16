"""A link by e-mail to the requests of an address, for those who have no account and lost the reference.

The page only notes that somebody asked, whatever the address: its answer, its statements and its time tell nobody
whether there is a request. The worker looks, and writes to that address alone.
"""

import datetime as dt
import uuid
from typing import NamedTuple

from django.db import connection
from django.urls import reverse

from parvis.access.api import issue_link, redeem_link
from parvis.cases.domain import revisions
from parvis.cases.domain.tracking import fold_element
from parvis.identity.api import Limit
from parvis.kernel import jobs
from parvis.notifications import api as notifications
from parvis.territory.api import sites

ASKED, FOLLOW = "cases.links_asked", "cases.follow"
#: how long the question waits for a worker, and how long the link in the e-mail is good
ASKED_FOR, FOLLOW_FOR = dt.timedelta(hours=12), dt.timedelta(hours=24)
#: nobody's mailbox is filled by others
TO_ONE_ADDRESS = Limit("tracking:mail", 3, dt.timedelta(hours=1))


class Given(NamedTuple):
    """A request that was made with an address."""

    id: uuid.UUID
    subject_id: uuid.UUID
    reference: str
    revision_id: uuid.UUID


def ask(email: str, *, site_id: uuid.UUID, language: str) -> None:
    """Note that the requests of an address were asked for, on a site. Two statements, whatever the address."""
    asked = {"email": fold_element(email), "site": str(site_id), "language": language}
    # The address lies in the link's row, which is forgotten in hours; the job's arguments name nobody.
    jobs.defer(send, token=issue_link(ASKED, asked, lifetime=ASKED_FOR))


@jobs.job(queue="mail")
def send(*, token: str) -> None:
    """Write to the address that was asked about, if requests were made with it. A second run finds nothing to do."""
    asked = redeem_link(token, ASKED)
    if asked is None:
        return
    found = _given_with(asked["email"])
    if not found:
        return
    site, language = sites.get(uuid.UUID(asked["site"])), asked["language"]
    payload = {"subjects": [str(case.subject_id) for case in found], "reference": found[-1].reference}
    link = issue_link(FOLLOW, payload, lifetime=FOLLOW_FOR)
    notifications.send(
        template="cases/links",
        to=asked["email"],
        language=language,
        context={
            "site": site,
            "cases": [
                {
                    "reference": case.reference,
                    "name": revisions.load(case.revision_id).definition.name.into(language),
                }
                for case in reversed(found)
            ],
            "address": sites.url(site, reverse("cases:by_link", args=[link])),
            "hours": round(FOLLOW_FOR.total_seconds() / 3600),
        },
        wall_id=None,
    )


def open_link(token: str) -> tuple[list[uuid.UUID], str] | None:
    """What a link from an e-mail opens, which uses it up: subjects, and the reference if there is one case alone.

    None for a link that is unknown, used or too old.
    """
    payload = redeem_link(token, FOLLOW)
    if payload is None:
        return None
    subjects = [uuid.UUID(subject) for subject in payload["subjects"]]
    return subjects, payload["reference"] if len(subjects) == 1 else ""


def _given_with(element: str) -> list[Given]:
    """The latest twenty requests that were made with an address, oldest first. For the worker alone."""
    with connection.cursor() as cursor:
        cursor.execute("select id, subject_id, reference, revision_id from cases_given_with(%s)", [element])
        return sorted((Given(*row) for row in cursor.fetchall()), key=lambda case: case.id)
