"""What somebody has cut or copied: one element at a time, kept with the person, for this procedure or another."""

import datetime as dt
import uuid
from typing import Any

from django.utils.translation import gettext as _

from parvis.studio.data import Author, Refused
from parvis.studio.domain.elements import find
from parvis.studio.models import Clip, Draft


def of(who: Author) -> Clip | None:
    """What they hold; None for nothing."""
    return Clip.objects.filter(person_id=who.id).first()


def hold(draft: Draft, element_id: str, *, by: Author, at: dt.datetime) -> Clip:
    """Hold a copy of an element instead of what was held. Raises Refused where it is no longer there."""
    place = find(draft.document, element_id)
    if place is None:
        raise Refused(_("This element is no longer there."))
    return keep(str(place.kind), place.element, draft.case_type_id, by=by, at=at)


def keep(kind: str, element: dict[str, Any], case_type_id: uuid.UUID | None, *, by: Author, at: dt.datetime) -> Clip:
    """Hold an element, from that case type or from none."""
    held = {"kind": kind, "element": element, "case_type_id": case_type_id, "at": at}
    return Clip.objects.update_or_create(person_id=by.id, defaults=held)[0]
