"""What somebody has cut or copied: one element at a time, kept with the person, for this procedure or another."""

import datetime as dt

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
    return Clip.objects.update_or_create(
        person_id=by.id,
        defaults={"kind": str(place.kind), "element": place.element, "case_type_id": draft.case_type_id, "at": at},
    )[0]
