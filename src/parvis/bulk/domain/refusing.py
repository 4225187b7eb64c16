"""Why a case was left as it is, in words."""

from django.utils.translation import gettext as _

from parvis.cases.data import Conflict, Full, Incomplete, LimitReached, NotAllowed, NotFound
from parvis.cases.registry import NotAsApproved

#: what `cases` says of an act that can't be done
REFUSALS = (Conflict, Full, Incomplete, LimitReached, NotAllowed, NotFound)


def words_of(refused: Exception) -> str:
    """In a sentence to who asked."""
    match refused:
        case NotFound():
            return _("It is not, or no longer, one of your requests")
        case Conflict():
            return _("Somebody changed it meanwhile")
        case LimitReached():
            return _("The yearly limit is reached")
        case Full():
            return _("What it asks is not free any more")
        case NotAsApproved():
            return _("What was approved for it says something else: take this step on its own page")
        case Incomplete(errors=errors):
            said = [message for found in errors.values() for message in found.values()]
            return said[0] if said else _("It asks something that only its own page can ask")
    return _("This can’t be done to it now, or not by you")
