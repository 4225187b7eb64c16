"""What really happens, on the page where one begins a request."""

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from parvis.figures.domain import publishing, words
from parvis.kernel.ui.formats import number
from parvis.procedures.data import Offered
from parvis.procedures.registry import REMARKS, Remark, RemarkSource


def _remark(offer: Offered) -> Remark | None:
    found = publishing.of_procedure(offer.organisation_id, offer.case_type_id)
    if found is None:
        return None
    said = _("In practice, half of the requests get an answer within %(half)s, 9 in 10 within %(nine)s") % {
        "half": words.days_words(found.half, working=found.working),
        "nine": words.days_words(found.nine, working=found.working),
    }
    counted = ngettext(
        "%(num)s answer over the last twelve months", "%(num)s answers over the last twelve months", found.answers
    ) % {"num": number(found.answers)}
    return Remark(f"{said} ({counted}).", _("Real delays"), reverse("figures:delays"))


REMARKS.register(RemarkSource("delays", _remark))
