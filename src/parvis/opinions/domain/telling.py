"""E-mails about opinions: asked, recalled, asked no more, answered; codes. Never what a case says."""

import uuid
from typing import Any

from django.db import connection
from django.urls import reverse

from parvis.access.api import colleagues
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import Favour
from parvis.kernel import clock
from parvis.notifications import api as notifications
from parvis.opinions.models import Link, Opinion
from parvis.territory.api import departments, organisations, sites
from parvis.workload.api import instead_of


def asked(opinion: Opinion, address: str = "") -> None:
    """Tell who is asked. address: of the link of an expert outside."""
    _send(opinion, "opinions/asked", address)


def reminded(opinion: Opinion, address: str = "") -> None:
    """Recall that an answer is awaited, before its day or after."""
    _send(opinion, "opinions/reminded", address)


def withdrawn(opinion: Opinion) -> None:
    """Tell who was asked that it is awaited no more."""
    _send(opinion, "opinions/withdrawn", "-")


def _send(opinion: Opinion, template: str, address: str) -> None:
    site = sites.of(opinion.to_organisation_id or opinion.organisation_id)
    if not address:
        address = sites.url(site, reverse("opinions:mine_one", args=[opinion.id]))
    context = said(opinion) | {"site": site, "address": address}
    for to in mailboxes(opinion):
        notifications.send(
            template=template,
            to=to,
            language=opinion.language,
            context=context,
            wall_id=opinion.wall_id,
            subject_id=opinion.subject_id,
            case_id=opinion.case_id,
        )


def said(opinion: Opinion) -> dict[str, Any]:
    """What e-mails say of an opinion: who asks, about what, until when; not what the case says."""
    return {
        "organisation": organisations.get(opinion.organisation_id).title,
        "asker": opinion.asker_name,
        "about": opinion.about,
        "reference": opinion.reference,
        "due_on": opinion.due_on,
        "round": opinion.round,
        "outside": bool(opinion.to_email),
        "late": opinion.state == "silent",
    }


def mailboxes(opinion: Opinion) -> list[str]:
    """Where to write: the address outside; the person, with who stands in for them; or the department's own mailbox,
    else its people, else its organisation's mailbox."""
    if opinion.to_email:
        return [opinion.to_email]
    place, wall = opinion.to_organisation_id, opinion.to_wall_id
    assert place is not None
    assert wall is not None
    if opinion.to_person_id is not None:
        wanted = {opinion.to_person_id}
        instead = instead_of(place, wall, opinion.to_person_id)
        if instead is not None:
            wanted.add(instead[0])
        return sorted({one.email for one in colleagues(place) if one.person_id in wanted})
    department = departments.get(opinion.to_department_id) if opinion.to_department_id else None
    if department is None:
        return _people_of(opinion)
    own, general = departments.own_contact(department.id).email, department.contact.email
    return [own] if own else _people_of(opinion) or ([general] if general else [])


def _people_of(opinion: Opinion) -> list[str]:
    """The addresses of who handles cases in the department that is asked, or else in the whole of its organisation;
    through a door: it may be another one. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute("select email from opinions_told(%s, %s)", [opinion.id, clock.today()])
        return [row[0] for row in cursor.fetchall()]


def code(link: Link, typed: str, minutes: int) -> None:
    """Send the code that opens a link on a new device, to the address of the link alone."""
    notifications.send(
        template="opinions/code",
        to=link.email,
        language=link.language,
        context={"site": sites.of(link.organisation_id), "code": typed, "minutes": minutes},
        wall_id=link.wall_id,
        subject_id=link.subject_id,
    )


def answered(opinion: Opinion) -> None:
    """Tell who asked that the answer is there, with what it says in a word: by the worker, behind the case's wall."""
    to = _address_of(opinion.asked_by, opinion.organisation_id)
    if not to:
        return
    site = sites.of(opinion.organisation_id)
    notifications.send(
        template="opinions/answered",
        to=to,
        language="fr",
        context={
            "site": site,
            "who": opinion.to_name,
            "reference": opinion.reference,
            "declined": opinion.state == "declined",
            "late": opinion.late,
            "favour": deadlines.favour_words(Favour(opinion.favour)) if opinion.favour else "",
            "address": sites.url(site, reverse("opinions:one", args=[opinion.reference, opinion.id])),
        },
        wall_id=opinion.wall_id,
        subject_id=opinion.subject_id,
        case_id=opinion.case_id,
    )


def _address_of(person_id: uuid.UUID | None, organisation_id: uuid.UUID) -> str:
    if person_id is None:
        return ""
    return next((one.email for one in colleagues(organisation_id) if one.person_id == person_id), "")
