"""How the person concerned can be reached, what they chose, and the words of texts and letters about their request."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.domain.answers import text_at, texts_at, value_at
from parvis.cases.domain.tracking import code_of, spoken_code
from parvis.cases.models import Case
from parvis.forms.api import spaced_phone
from parvis.notifications import api as notifications
from parvis.notifications.data import Channel, Recipient, Sheet, Topic
from parvis.territory.api import organisations, sites


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to be told that the answers make possible: where it goes, as the person wrote it, and whether it is what
    they would get without choosing.
    """

    channel: Channel
    where: str
    chosen: bool


def recipient_of(definition: CaseTypeDefinition, answers: Mapping[str, Any]) -> Recipient:
    """Where the answers say that the person can be reached."""
    contact = definition.contact
    postal = value_at(answers, contact.postal) if contact.postal else None
    association = next((texts_at(answers, (f"{limit.association}.name",)) for limit in definition.limits), "")
    return Recipient(
        name=tuple(line for line in (association, texts_at(answers, contact.name)) if line),
        email=text_at(answers, contact.email) if contact.email else "",
        phone=text_at(answers, contact.phone) if contact.phone else "",
        postal={part: text for part, text in postal.items() if isinstance(text, str)}
        if isinstance(postal, Mapping)
        else {},
    )


def reached(case: Case, definition: CaseTypeDefinition) -> Recipient:
    """Where whoever holds the request is told of it: its answers say it, or it was given to somebody else."""
    if case.holder:
        return Recipient(name=(case.holder["name"],), email=case.holder["email"], phone="", postal={})
    return recipient_of(definition, case.answers)


def choices(
    definition: CaseTypeDefinition, answers: Mapping[str, Any], preferred: Mapping[str, Sequence[str]]
) -> list[Choice]:
    """The ways to be told that these answers make possible. preferred: what the person's account says, by topic."""
    recipient = recipient_of(definition, answers)
    wanted = {channel for channels in preferred.values() for channel in channels}
    default = notifications.choose(recipient, wanted)
    postal = recipient.postal
    places = {
        Channel.EMAIL: recipient.email,
        Channel.SMS: spaced_phone(recipient.phone) if recipient.phone else "",
        Channel.LETTER: ", ".join(
            text
            for text in (postal.get("street"), f"{postal.get('postcode', '')} {postal.get('city', '')}".strip())
            if text
        ),
    }
    return [Choice(channel, places[channel], channel in default) for channel in notifications.reaching(recipient)]


def told_by(chosen: Iterable[str], preferred: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """For each topic, the channels to keep with a request: those chosen for it, as far as the account's own choice for
    that topic does not leave some of them out. Empty: whichever reaches the person first.
    """
    picked = notifications.known(chosen)
    kept: dict[str, list[str]] = {}
    for topic in Topic:
        wanted = notifications.known(preferred.get(topic.value, ()))
        channels = [channel for channel in picked if channel in wanted] if wanted else list(picked)
        if channels or picked or wanted:
            kept[topic.value] = channels or list(picked) or list(wanted)
    return kept


def short_address(case: Case) -> str:
    """The address of the request that fits into a text."""
    site = sites.of(case.organisation_id)
    return sites.url(site, reverse("cases:short", args=[case.reference.replace("-", "")]))


def text(case: Case, words: str) -> str:
    """The SMS: who, which request, what happened, where to read it. Nothing of what the request says: texts are read
    over shoulders.
    """
    said = {
        "who": organisations.get(case.organisation_id).title,
        "reference": case.reference,
        "what": words,
        "address": short_address(case),
    }
    return _("%(who)s – request %(reference)s: %(what)s %(address)s") % said


def sheet(case: Case, title: str, texts: Iterable[str], document_id: uuid.UUID | None = None) -> Sheet:
    """The letter: what it says, then how to follow the request without the address of an e-mail."""
    code = code_of(case)
    site = sites.url(sites.of(case.organisation_id), reverse("cases:track"))
    said = {"address": site, "reference": case.reference, "code": spoken_code(code)}
    how = (
        _("To follow your request: %(address)s with the reference %(reference)s and the code %(code)s.")
        if code
        else _(
            "To follow your request: %(address)s with the reference %(reference)s and the e-mail address or telephone "
            "number that you gave."
        )
    )
    by_phone = _("You can also telephone the department or come to the counter: say the reference %(reference)s.")
    return Sheet(
        title=title,
        texts=(*(text for text in texts if text), f"{how % said}\n{by_phone % said}"),
        organisation_id=case.organisation_id,
        department_id=case.department_id,
        reference=case.reference,
        document_id=document_id,
    )
