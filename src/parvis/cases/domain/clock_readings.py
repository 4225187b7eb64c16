"""What the law's clock reads where the texts leave it open (†): for each authority to confirm, as any other reading."""

from django.utils.translation import gettext as _, override

from parvis.cases.definition import CaseTypeDefinition, LawReading
from parvis.deadlines.data import Pause, Rules, Start
from parvis.forms.data import LocalizedText

DAYS, WAIVED, DECLARED = "clock_days", "clock_waived", "clock_declared"
IDS = frozenset({DAYS, WAIVED, DECLARED})


def of(definition: CaseTypeDefinition) -> tuple[LawReading, ...]:
    """Those that the rules of this clock rest on; none where nothing stops it. Pure."""
    rules = definition.deadline.rules
    if rules is None or definition.deadline.silence is None:
        return ()
    return tuple(
        LawReading(id=name, statement=_both(name), legal_base=rules.base if name == DECLARED else rules.pieces.base)
        for name in (DAYS, WAIVED, DECLARED)
        if _rests_on(rules, name)
    )


def _rests_on(rules: Rules, name: str) -> bool:
    if name == DECLARED:
        return rules.start is Start.DECLARATION
    return rules.pieces.pause is Pause.SUSPEND if name == DAYS else rules.pieces.pause is not Pause.NONE


def _both(name: str) -> LocalizedText:
    said = {}
    for language in ("fr", "en"):
        with override(language):
            said[language] = {
                DAYS: _("While something is missing, the day of the request and that of the answer stand still too."),
                WAIVED: _(
                    "Where an agent goes on without what was asked for, time goes on after it stood still, and does "
                    "not start anew."
                ),
                DECLARED: _("The time to answer starts on the day on which the file is declared complete."),
            }[name]
    return LocalizedText(**said)
