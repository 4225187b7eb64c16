"""Tags: words of the agents' own on a case, by which their lists are filtered."""

import datetime as dt
import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, transaction
from django.db.models import OuterRef
from django.utils.translation import gettext as _

from parvis.access.data import Right
from parvis.cases.data import Actor, ActorKind, Audience, NotAllowed
from parvis.cases.domain.desk import rights_in
from parvis.cases.domain.writing import Writing, reachable
from parvis.cases.models import Tag

TAGGED = "tagged"
#: letters of a tag, tags of a case, tags that are suggested
LENGTH, MOST, KNOWN = 40, 20, 200
_SPACES = re.compile(r"\s+")


class BadTag(ValueError):
    """What was typed is no tag, or one too many; the text says how to mend it."""


def key(word: str) -> str:
    """How tags are compared: without accents, case or spare spaces. Pure."""
    plain = unicodedata.normalize("NFKD", word)
    return _SPACES.sub(" ", "".join(c for c in plain if not unicodedata.combining(c)).casefold()).strip()[:LENGTH]


def words_of(text: str) -> tuple[str, ...]:
    """The tags in a text where they stand between commas, each once. Raises BadTag."""
    found: dict[str, str] = {}
    for typed in text.split(","):
        word = _SPACES.sub(" ", unicodedata.normalize("NFC", typed)).strip()
        if not word:
            continue
        if len(word) > LENGTH or any(unicodedata.category(letter) in ("Cc", "Cs", "Cf") for letter in word):
            raise BadTag(_("A tag is a word or a few: %(num)s characters at most") % {"num": LENGTH})
        if not key(word):
            raise BadTag(_("A tag needs a letter or a number"))
        found.setdefault(key(word), word)
    if len(found) > MOST:
        raise BadTag(_("A request has at most %(num)s tags") % {"num": MOST})
    return tuple(found.values())


def of_each() -> ArraySubquery:
    """For `annotate` on cases: the words of their tags, within the same statement."""
    return ArraySubquery(Tag.objects.filter(case=OuterRef("id")).order_by("key").values("word"))


def of_case(case_id: uuid.UUID) -> list[str]:
    """The tags of a case, in order: one statement."""
    return list(Tag.objects.filter(case=case_id).order_by("key").values_list("word", flat=True))


def known(walls: Sequence[uuid.UUID]) -> list[str]:
    """The tags that stand on cases behind these walls, each once: one statement that leaps from one to the next."""
    each = "select t.key, t.word from cases_tag t where t.wall_id = w.id {more} order by t.key limit 1"
    leaping = (
        "select distinct on (key) key, word from unnest(%s::uuid[]) w(id) cross join lateral (with recursive leap as ("  # noqa: S608 - a constant
        f"({each.format(more='')}) union all (select n.key, n.word from leap cross join lateral"
        f" ({each.format(more='and t.key > leap.key')}) n)) select key, word from leap limit {KNOWN}) found"
        f" order by key limit {KNOWN}"
    )
    with connection.cursor() as cursor:
        cursor.execute(leaping, [list(walls)])
        return [word for _key, word in cursor.fetchall()]


def tag(case_id: uuid.UUID, *, by: Actor, at: dt.datetime, add: Iterable[str] = (), remove: Iterable[str] = ()) -> bool:
    """Put tags on a case and take others away; False where nothing changes, so that it may be asked twice.

    It stands in the history for agents and disturbs nobody who has the case open: it takes no version. Raises
    NotAllowed (a case that is only lent, no right to handle it), NotFound, BadTag for one too many.
    """
    with transaction.atomic():
        case = reachable(case_id, by=by, lock=True)
        right = by.kind is ActorKind.AGENT and Right.HANDLE_CASES in rights_in(by, case.wall_id)
        if not right or case.wall_id in by.lent:
            raise NotAllowed("tag")
        write = Writing(case, by=by, at=at, quiet=True)
        changed = put(write, add, remove)
        if changed:
            write.finish()
    return changed


def put(write: Writing, add: Iterable[str], remove: Iterable[str]) -> bool:
    """Put tags and take others away within a write; False where nothing changes. Raises BadTag for one too many."""
    case = write.case
    standing = dict(Tag.objects.filter(case=case).values_list("key", "word"))
    wanted = {key(word): word for word in add}
    gone = {key(word) for word in remove} & set(standing) - set(wanted)
    fresh = {one: word for one, word in wanted.items() if one not in standing}
    if not fresh and not gone:
        return False
    if len(standing) + len(fresh) - len(gone) > MOST:
        raise BadTag(_("A request has at most %(num)s tags") % {"num": MOST})
    Tag.objects.filter(case=case, key__in=gone).delete()
    Tag.objects.bulk_create([Tag(case=case, wall_id=case.wall_id, word=word, key=one) for one, word in fresh.items()])
    data = {"added": sorted(fresh.values()), "removed": sorted(standing[one] for one in gone)}
    write.note(TAGGED, data, audience=Audience.AGENTS)
    return True


def replace(case_id: uuid.UUID, words: Sequence[str], shown: Sequence[str], *, by: Actor, at: dt.datetime) -> bool:
    """Have a case bear these tags. shown: those that its writer saw, so that what others put there since stays."""
    wanted = {key(word) for word in words}
    return tag(case_id, by=by, at=at, add=words, remove=[word for word in shown if key(word) not in wanted])
