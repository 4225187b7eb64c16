"""A draft that several write: invited by its owner, by e-mail; each proves the address by a code before they see it.

Who writes with others sees every answer and file of the draft and may change them; the owner alone sends it, removes
people, throws it away. A link that was forwarded opens nothing: the code goes to the address that was invited.
"""

import datetime as dt
import secrets
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction

from parvis.cases.data import NotAllowed, NotFound
from parvis.cases.domain import drafts, revisions
from parvis.cases.models import Draft, DraftChange, Share
from parvis.identity.api import digest, fresh
from parvis.kernel import reach

#: people who write one draft beside its owner
MOST = 5
INVITED_FOR = dt.timedelta(days=7)
CODE_FOR = dt.timedelta(minutes=15)
#: somebody is told of changes once in so long
PAUSE = dt.timedelta(hours=1)
#: changes that a page shows
SHOWN = 30


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link opens before its code was given: nothing of the answers."""

    share: Share
    draft_id: uuid.UUID


def owned(draft: Draft) -> bool:
    """Whether the acting browser or account is the draft's owner, and not one who writes it with them."""
    now = reach.current() or reach.NOBODY
    return bool(
        (draft.token_hash and draft.token_hash == now.token)
        or (draft.person_id is not None and draft.person_id == now.person)
    )


def invite(draft: Draft, email: str, *, by: str, owner_email: str, language: str, at: dt.datetime) -> str:
    """Invite an address to write a draft of one's own; the secret of its link. An earlier invitation of the same
    address is withdrawn. Raises NotAllowed for who does not own it, where it was sent, or with too many people.
    """
    if not owned(draft) or draft.case_id is not None:
        raise NotAllowed("only its owner invites")
    secret, address = fresh(), email.strip().lower()
    with transaction.atomic():
        Draft.objects.select_for_update().get(id=draft.id)
        here = Share.objects.filter(draft=draft, removed_at=None)
        if here.exclude(email=address).count() >= MOST:
            raise NotAllowed("as many as may write it")
        here.filter(email=address).update(removed_at=at, invite_hash="", code_hash="")
        Share.objects.create(
            draft=draft,
            email=address,
            language=language,
            invited_by=by[:120],
            owner_email=owner_email[:254],
            invited_at=at,
            expires_at=at + INVITED_FOR,
            invite_hash=digest(secret),
        )
        Draft.objects.filter(id=draft.id).update(shared=True)
    return secret


def invitation(secret: str, *, at: dt.datetime) -> Share | None:
    """What a link invites to; None once it was used, withdrawn, tried too often, or too late. One statement."""
    with _holding(secret):
        found = Share.objects.filter(invite_hash=digest(secret), removed_at=None, expires_at__gt=at, tries__lt=5)
        return found.first()


def send_code(secret: str, *, at: dt.datetime) -> tuple[Share, str] | None:
    """A new code for an invitation, to be sent to its address: what was there before no longer counts."""
    found = invitation(secret, at=at)
    if found is None:
        return None
    code = f"{secrets.randbelow(1_000_000):06}"
    with _holding(secret):
        Share.objects.filter(id=found.id).update(code_hash=coded(found, code), code_until=at + CODE_FOR)
    return found, code


def accept(secret: str, code: str, name: str, token: str, *, at: dt.datetime) -> uuid.UUID | None:
    """Let the acting account, or the browser of `token`, write the draft; None for a wrong code (five, and it is
    dead), or a link that is no longer good.
    """
    found = invitation(secret, at=at)
    if found is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "select cases_share_accept(%s, %s, %s, %s, %s)",
            [digest(secret), coded(found, code), token, name.strip()[:120], at],
        )
        made: uuid.UUID | None = cursor.fetchone()[0]
        return made


def coded(share: Share, code: str) -> str:
    """A code is short: kept with what makes it another in each invitation."""
    return digest(f"{share.id}:{code}")


def _holding(secret: str) -> Any:
    now = reach.current() or reach.NOBODY
    return reach.acting(replace(now, person=None, token=digest(secret)))


def people(draft: Draft) -> list[Share]:
    """Who writes a draft beside its owner, and who was invited: one statement, none where nobody was."""
    return list(Share.objects.filter(draft=draft, removed_at=None).order_by("id")) if draft.shared else []


def remove(draft: Draft, share_id: uuid.UUID, *, at: dt.datetime) -> Share:
    """End what one person may do, or an invitation that nobody took yet. Raises NotFound, NotAllowed."""
    if not owned(draft):
        raise NotAllowed("only its owner removes people")
    found = Share.objects.filter(draft=draft, id=share_id, removed_at=None).first()
    if found is None:
        raise NotFound(f"share {share_id}")
    Share.objects.filter(id=share_id).update(removed_at=at, invite_hash="", code_hash="")
    return found


def leave(share: Share) -> None:
    """End one's own part in somebody else's draft."""
    Share.objects.filter(id=share.id).delete()


def erase_person(person_id: uuid.UUID) -> int:
    """Forget in whose drafts an account writes or wrote, what invites its address, and its name beside changes; acts as
    the person.
    """
    with reach.acting(replace(reach.current() or reach.NOBODY, person=person_id)), connection.cursor() as cursor:
        cursor.execute("select cases_shares_forget()")
        return int(cursor.fetchone()[0])


def mine(draft: Draft) -> Share | None:
    """The share by which the acting person writes somebody else's draft; None for its owner."""
    if owned(draft):
        return None
    now = reach.current() or reach.NOBODY
    for share in people(draft):
        if (share.token_hash and share.token_hash == now.token) or (share.person_id and share.person_id == now.person):
            return share
    return None


@dataclass(frozen=True, slots=True)
class ToTell:
    """An address that is to be told of a change."""

    email: str
    language: str


def changed(
    draft: Draft, before: Mapping[str, Any], after: Mapping[str, Any], *, version: int, at: dt.datetime
) -> list[ToTell]:
    """Keep which questions of a shared draft the acting person changed, and who is to be told of it now. version: of
    the draft before.
    """
    fields = [name for name in {**before, **after} if before.get(name) != after.get(name) and not name.startswith("_")]
    if not draft.shared or not fields:
        return []
    share = mine(draft)
    DraftChange.objects.create(
        draft=draft,
        at=at,
        share_id=share.id if share else None,
        name=share.name if share else owner_name(draft),
        version=version,
        before={name: before.get(name) for name in fields},
    )
    with connection.cursor() as cursor:
        told = [draft.id, share.id if share else None, at, at - PAUSE]
        cursor.execute("select email, language from cases_share_tell(%s, %s, %s, %s)", told)
        return [ToTell(*row) for row in cursor.fetchall()]


def merged(
    draft: Draft, theirs: Mapping[str, Any], mine_: Mapping[str, Any], *, drawn: int
) -> tuple[dict[str, Any], list[str]]:
    """What a page that was drawn at the version `drawn` may write into a draft that others changed since: what its
    person left as it was drawn stays as the others left it. Also the questions that both changed: this page's answer
    stands there, and its person is told. The last two hundred changes are kept: what is older counts as never changed.
    """
    share = mine(draft)
    found, both = dict(mine_), list[str]()
    since = DraftChange.objects.filter(draft=draft, version__gte=drawn).order_by("id")
    base: dict[str, Any] = {}
    for change in since:
        if change.share_id != (share.id if share else None):
            for name, value in change.before.items():
                base.setdefault(name, value)
    form = revisions.load(draft.revision_id).form
    for name, value in base.items():
        merged_, clash = form.met(name, value, theirs.get(name), found.get(name))
        found.pop(name, None)
        if merged_ is not None:
            found[name] = merged_
        if clash:
            both.append(name)
    return found, both


def owner_name(draft: Draft) -> str:
    """How the owner signed their invitations."""
    last = Share.objects.filter(draft=draft).order_by("-id").values_list("invited_by", flat=True).first()
    return last or ""


def changes(draft: Draft) -> list[DraftChange]:
    """Who changed what, latest first. One statement."""
    return list(DraftChange.objects.filter(draft=draft).order_by("-id")[:SHOWN])


def labels(loaded: drafts.Loaded, fields: Collection[str], language: str) -> str:
    """Questions by their words."""
    known = {
        item.id: item.label.into(language)
        for page in loaded.published.definition.form.pages
        for section in page.sections
        for item in section.items
    }
    return ", ".join(known[name] for name in fields if name in known)
