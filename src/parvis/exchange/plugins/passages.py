"""What the names of exported files may say beside what any case says."""

from django.utils.translation import gettext_lazy as _

from parvis.cases.registry import NAME, PASSAGES, Passage

_USES = frozenset({NAME})
PASSAGES.register(Passage("document", "document", "document", _("name of the document"), uses=_USES))
PASSAGES.register(Passage("date", "date", "date", _("day of the document"), uses=_USES))
