"""Packages that come in: whose they are, what they would change, kept as drafts, with who kept them and why."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.ledger import api as ledger
from parvis.ledger.data import Seal
from parvis.packages.data import Read, Standing
from parvis.packages.domain import keys
from parvis.packages.models import Arrival, Signer
from parvis.studio import api as studio
from parvis.studio.data import Author, Document, Refused
from parvis.territory.api import departments
from parvis.territory.data import Sphere

SOURCE = "packages.arrival"
LONGEST_REASON = 1000
MOST_SIGNERS = 200


class Whose(NamedTuple):
    """Who signed a package, as far as this organisation knows. name: what the signer is called here, "" for nobody."""

    standing: Standing
    name: str = ""


def whose(read: Read, organisation_id: uuid.UUID) -> Whose:
    """Who signed it: one statement at most. Raises keys.NoKey."""
    key = read.package.key
    if not key:
        return Whose(Standing.UNSIGNED)
    if key == keys.own():
        return Whose(Standing.OWN)
    known = Signer.objects.filter(organisation_id=organisation_id, key=key).first()
    return Whose(Standing.KNOWN, known.name) if known else Whose(Standing.STRANGER)


class Fitted(NamedTuple):
    """A document as the organisation would keep it, and what was set otherwise for that, in words."""

    document: Document
    notes: tuple[str, ...]


def fitted(document: Document, organisation_id: uuid.UUID, before: Document | None) -> Fitted:
    """The document with a department that there is: its own, that of what it changes, or the first."""
    codes = [one.code for one in departments.of(organisation_id)]
    asked = document["definition"]["department"]
    if asked in codes:
        return Fitted(document, ())
    here = before["definition"]["department"] if before else ""
    chosen = here or next(iter(codes), asked)
    if chosen == asked:
        return Fitted(document, ())
    note = _("You have no department “%(code)s”: yours is put in its place. Look at it in the settings.") % {
        "code": asked[:100]
    }
    definition = {**document["definition"], "department": chosen}
    return Fitted({**document, "definition": definition}, (note,))


def keep(
    read: Read,
    organisation_id: uuid.UUID,
    *,
    sphere: Sphere | None,
    reason: str,
    by: Author,
    at: dt.datetime,
    shelf: bool = False,
) -> uuid.UUID:
    """Keep it as a draft: its id. sphere: of a new procedure; None: instead of the procedure at its address.

    reason: why, where nobody here knows who signed it: it is kept for good. shelf: it came with Parvis itself.

    Raises Refused; NoPen and Missing as the studio does; keys.NoKey.
    """
    standing = Standing.SHELF if shelf else whose(read, organisation_id).standing
    said = reason.strip()[:LONGEST_REASON]
    if not standing.trusted and not said:
        raise Refused(_("Say why you keep a package of which you don’t know the signer."))
    slug = read.package.manifest.slug
    with transaction.atomic():
        there = studio.here(organisation_id, slug, "fr") if sphere is None else None
        document = fitted(read.document, organisation_id, there.document if there else None).document
        if sphere is None:
            draft = studio.replace(organisation_id, slug, document, by=by, at=at)
        else:
            draft = studio.adopt_document(organisation_id, document, slug, sphere=sphere, by=by, at=at)
        if not shelf:
            _journal(read, organisation_id, draft.id, standing, "" if standing.trusted else said, by, at)
    return draft.id


def _journal(
    read: Read,
    organisation_id: uuid.UUID,
    draft_id: uuid.UUID,
    standing: Standing,
    reason: str,
    by: Author,
    at: dt.datetime,
) -> None:
    made = Arrival(
        organisation_id=organisation_id,
        draft_id=draft_id,
        slug=read.package.manifest.slug,
        digest=read.digest,
        key=read.package.key,
        standing=standing.value,
        maker=read.package.manifest.maker.organisation,
        reason=reason,
        by_id=by.id,
        by_name=by.name[:200],
        at=at,
        salt=ledger.new_salt(),
    )
    made.save(force_insert=True)
    ledger.record([Seal(SOURCE, made.id, "kept", at, made.payload(), bytes(made.salt))])


def arrivals(organisation_id: uuid.UUID, most: int = 20) -> list[Arrival]:
    """The latest packages that were kept: one statement."""
    return list(Arrival.objects.filter(organisation_id=organisation_id).order_by("-at", "-id")[:most])


# -- keys -----------------------------------------------------------------------------------------------------------


def signers(organisation_id: uuid.UUID) -> list[Signer]:
    """The keys that an organisation recognises, by name: one statement."""
    return list(Signer.objects.filter(organisation_id=organisation_id).order_by("name", "key"))


def recognise(organisation_id: uuid.UUID, key: str, name: str, *, by: Author, at: dt.datetime) -> None:
    """Keep its packages from now on without asking why; a key that is known takes the new name. Raises Refused."""
    called = " ".join(name.split())[:200]
    if not keys.possible(key):
        raise Refused(_("This is no public key of Parvis: 43 letters, digits, - and _."))
    if not called:
        raise Refused(_("Give the key a name: whose it is."))
    if key == keys.own():
        raise Refused(_("This is the key of this very installation."))
    if Signer.objects.filter(organisation_id=organisation_id).exclude(key=key).count() >= MOST_SIGNERS:
        raise Refused(_("There are too many keys: take one away first."))
    Signer.objects.update_or_create(
        organisation_id=organisation_id,
        key=key,
        defaults={"name": called},
        create_defaults={"name": called, "by_id": by.id, "by_name": by.name[:200], "at": at},
    )


def forget(organisation_id: uuid.UUID, signer_ids: Collection[uuid.UUID]) -> int:
    """Recognise these keys no longer; what was kept stays."""
    return Signer.objects.filter(organisation_id=organisation_id, id__in=signer_ids).delete()[0]
