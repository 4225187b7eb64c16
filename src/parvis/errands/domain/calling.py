"""Calling a web service of the organisation: a signed POST, and the values of its answer that the case keeps.

The errand's id is the message's id at every try (Standard Webhooks 1.0), so that a service that heeds it does once what
it is asked twice. The answer is bounded, and only what the step names is kept, each value of its kind.
"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DataError, connection
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.errands.data import Failed, Overtaken
from parvis.errands.models import Errand, Service
from parvis.identity.api import unsealed
from parvis.kernel import http
from parvis.webhooks.api import signed_headers

#: seconds of one try, and bytes of an answer that are read
SECONDS, LARGEST = 10.0, 65_536
#: answers after which it may be tried again
_PASSING = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Call:
    """What is sent, and where."""

    url: str
    body: bytes
    headers: dict[str, str]


def prepared(errand: Errand) -> Call:
    """The call of an errand. Raises Failed where the organisation has no such service, Overtaken without a case."""
    with connection.cursor() as cursor:
        cursor.execute("select organisation_id, reference from cases_case where id = %s", [errand.case_id])
        found = cursor.fetchone()
    if found is None:
        raise Overtaken
    service = Service.objects.filter(organisation_id=found[0], code=errand.name).first()
    secret = unsealed(service.secret) if service else None
    if service is None or secret is None:
        raise Failed(_("The organisation has no web service “%(name)s”.") % {"name": errand.name}, final=True)
    body = json.dumps(
        {"id": str(errand.id), "reference": found[1], "step": errand.transition, "data": errand.options["sends"]},
        ensure_ascii=False,
    ).encode()
    headers = signed_headers([secret], str(errand.id), int(dt.datetime.now(dt.UTC).timestamp()), body)
    return Call(service.url, body, {**headers, "content-type": "application/json"})


def asked(call: object) -> object:
    """The answer, outside of any transaction. Raises Failed."""
    assert isinstance(call, Call)
    try:
        with http.Client(allowed=settings.PARVIS_OUTGOING_ALLOWED, connections=1) as client:
            answer = client.post(call.url, call.body, headers=call.headers, seconds=SECONDS, largest=LARGEST)
    except http.Unreachable as error:
        raise Failed(_("The service did not answer (%(kind)s).") % {"kind": error.kind}) from error
    if not 200 <= answer.status < 300:
        passing = answer.status >= 500 or answer.status in _PASSING
        raise Failed(_("The service answered %(status)s.") % {"status": answer.status}, final=not passing)
    try:
        said = json.loads(answer.body) if answer.body.strip() else {}
    except (ValueError, RecursionError) as error:
        raise Failed(_("The answer of the service is no JSON."), final=True) from error
    return said


def ended(errand: Errand, said: object, at: dt.datetime) -> dict[str, object]:
    """Keep what the step named of the answer; what the history says. Raises Failed, for good, where an answer can't be
    kept: the service did its work, and would say the same again.
    """
    values = {name: _at(said, path) for name, path in errand.options["keeps"].items()}
    try:
        cases.keep_values(errand.case_id, values, by=cases.system(errand.name), at=at)
    except (ValueError, TypeError, ArithmeticError, DataError) as error:
        raise Failed(_("The answer of the service can’t be kept."), final=True) from error
    return {}


def _at(said: Any, path: str) -> Any:
    """A value of the answer by its path, `offer.amount`; None where there is none."""
    for part in path.split("."):
        if isinstance(said, dict):
            said = said.get(part)
        elif isinstance(said, list) and part.isdecimal() and int(part) < len(said):
            said = said[int(part)]
        else:
            return None
    return said
