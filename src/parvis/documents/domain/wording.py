"""What documents say in so many words, in the active language; pages and e-mails that say the same ask here too."""

import datetime as dt

from django.utils import formats
from django.utils.translation import get_language, gettext as _

from parvis.documents.data import Receipt, Section, Silence, Texts
from parvis.kernel.clock import PARIS


def day(date: dt.date) -> str:
    """A day in words: « 1er décembre 2026 », "1 December 2026"."""
    text = formats.date_format(date, "j F Y", use_l10n=False)
    return f"1er{text[1:]}" if date.day == 1 and get_language() == "fr" else text


def moment(at: dt.datetime) -> str:
    """A moment in words, in Paris time: « 1er décembre 2026 à 14 h 05 », "1 December 2026 at 14:05"."""
    local = at.astimezone(PARIS)
    return _("%(day)s at %(hour)d:%(minute)02d") % {
        "day": day(local.date()),
        "hour": local.hour,
        "minute": local.minute,
    }


def appeal_ways(*, court: str, implied: bool = False) -> Texts:
    """The ways and delays to appeal against a decision (CRPA L411-2; CJA R421-1, R421-2, R421-5).

    court: the administrative court, with its article in French (« le tribunal administratif de Lille »).
    implied: against a refusal born of silence, whose delay runs from the day it was born.
    """
    first = (
        _("You may contest this refusal within two months of the day on which it took effect:")
        if implied
        else _("You may contest this decision within two months of its notification:")
    )
    return (
        "\n".join(
            (
                first,
                _("– by asking the authority that took it to look at it again (administrative appeal);"),
                _("– or before %(court)s, by post or at www.telerecours.fr.") % {"court": court},
            )
        ),
        _(
            "An administrative appeal made in time extends that time limit: you then have two months to go to court "
            "from its answer, or from the refusal that two months of silence amount to (code of administrative "
            "justice, articles R. 421-1 and R. 421-2)."
        ),
    )


def receipt_opening(receipt: Receipt) -> str:
    """When it was received, and under which reference."""
    return _("We received your request “%(procedure)s” on %(moment)s. Its reference is %(reference)s.") % {
        "procedure": receipt.procedure,
        "moment": moment(at) if isinstance(at := receipt.received_at, dt.datetime) else day(at),
        "reference": receipt.reference,
    }


def receipt_sections(receipt: Receipt) -> tuple[Section, ...]:
    """Every mention that the law asks of a receipt (CRPA R112-11-1, L114-5, L232-3, L232-4), section by section."""
    sections = [Section(_("Who handles your request"), (_department(receipt),))]
    if receipt.missing:
        sections.append(Section(_("What is missing"), _missing(receipt)))
    sections.append(Section(_("By when, and what no answer means"), _delay(receipt)))
    if receipt.appeal:
        sections.append(Section(_("If you disagree"), receipt.appeal))
    if receipt.laws:
        sections.append(Section(_("Legal references"), ("\n".join(f"– {law}" for law in receipt.laws),)))
    if receipt.tracking:
        sections.append(Section(_("Follow your request"), (receipt.tracking,)))
    return tuple(sections)


def _department(receipt: Receipt) -> str:
    department = receipt.department
    lines = [department.name, *department.address]
    if department.phone:
        lines.append(_("Phone: %(phone)s") % {"phone": department.phone})
    if department.email:
        lines.append(_("E-mail: %(email)s") % {"email": department.email})
    if receipt.agent:
        lines.append(_("Agent in charge: %(agent)s") % {"agent": receipt.agent})
    return "\n".join(lines)


def _missing(receipt: Receipt) -> Texts:
    listed = "\n".join(f"– {piece}" for piece in receipt.missing)
    if receipt.missing_by is None:
        return (listed,)
    return (
        listed,
        _(
            "Please send it by %(day)s (article L. 114-5 of the code of relations between the public and the "
            "administration)."
        )
        % {"day": day(receipt.missing_by)},
    )


def _delay(receipt: Receipt) -> Texts:
    texts = []
    if receipt.answer_by:
        texts.append(_("We mean to answer you by %(day)s at the latest.") % {"day": day(receipt.answer_by)})
    if receipt.last_day:
        texts.append(_("The last day to answer you is %(day)s.") % {"day": day(receipt.last_day)})
    if receipt.silence is Silence.NOTHING:
        texts.append(_("No answer from us amounts neither to an acceptance nor to a refusal."))
        return tuple(texts)
    accepts = receipt.silence is Silence.ACCEPTS
    if receipt.silence_on is None:
        return (*texts, *_once_complete(receipt, accepts=accepts))
    on = {"day": day(receipt.silence_on)}
    if accepts:
        texts.append(
            _(
                "Without an answer from us, and provided that your request is complete, it will be deemed accepted on "
                "%(day)s (implied acceptance)."
            )
            % on
            + " "
            + _(
                "You may then ask us for an attestation of it (article L. 232-3 of the code of relations between the "
                "public and the administration)."
            )
        )
    else:
        texts.append(
            _(
                "Without an answer from us, and provided that your request is complete, it will be deemed refused on "
                "%(day)s (implied refusal)."
            )
            % on
            + " "
            + _(
                "You may then ask us for the reasons (article L. 232-4 of the code of relations between the public and "
                "the administration)."
            )
        )
    texts.append(_("If a document is missing, we will tell you, and from which day the time limit runs again."))
    return tuple(texts)


def _once_complete(receipt: Receipt, *, accepts: bool) -> Texts:
    """What silence will mean, and from when on, where the time to answer has not started."""
    meaning = (
        _(
            "Without an answer from us in that time, it will be deemed accepted (implied acceptance). You may then ask "
            "us for an attestation of it (article L. 232-3 of the code of relations between the public and the "
            "administration)."
        )
        if accepts
        else _(
            "Without an answer from us in that time, it will be deemed refused (implied refusal). You may then ask us "
            "for the reasons (article L. 232-4 of the code of relations between the public and the administration)."
        )
    )
    starts = _(
        "The time to answer you, %(length)s, starts on the day on which your request is complete: we will tell you "
        "that day, and the last one to answer."
    )
    return (starts % {"length": receipt.once_complete}, meaning)
