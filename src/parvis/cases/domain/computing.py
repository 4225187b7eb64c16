"""Decisions that rest on an algorithm: the mention that the law asks for, and the rules that it leads to.

CRPA L311-3-1 and R311-3-1-1: the decision itself says so, for what purpose, and how to be told the rules; without that
mention a decision that is wholly automatic is void (loi 78-17, article 47). R311-3-1-2: what is told of the rules.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _, override

from parvis.cases.data import Outcome
from parvis.cases.definition_decisions import Computed
from parvis.cases.domain.revisions import Published
from parvis.cases.models import Case, Decision
from parvis.territory.api import sites


def concerned(published: Published, decision: Decision | None) -> Computed | None:
    """What a decision rests on, if on an algorithm. What silence decided, or closed without follow-up, does not."""
    if decision is None or decision.implied or decision.outcome == Outcome.CLOSED:
        return None
    return published.definition.decisions.computed


def address(case: Case) -> str:
    """Where the person reads the rules."""
    return sites.url(sites.of(case.organisation_id), reverse("cases:computed", args=[case.reference]))


def mention(case: Case, found: Computed | None, language: str) -> tuple[str, ...]:
    """The mention, paragraph by paragraph; nothing where there is no algorithm."""
    if found is None:
        return ()
    with override(language):
        begins = (
            _("This decision rests wholly on an algorithm, whose purpose is: %(purpose)s")
            if found.part == "wholly"
            else _("This decision rests in part on an algorithm, whose purpose is: %(purpose)s")
        )
        return (
            begins % {"purpose": found.purpose.into(language)},
            _(
                "You have the right to be told the rules of this algorithm and the main features of its use (code of "
                "relations between the public and the administration, articles L311-3-1 and R311-3-1-1): they are at "
                "%(address)s, and the department in charge gives them on request. Without an answer within one month, "
                "you can turn to the Commission d’accès aux documents administratifs (www.cada.fr)."
            )
            % {"address": address(case)},
        )


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that the law has told of the rules."""

    title: str
    text: str


def rules(found: Computed, language: str) -> tuple[Told, ...]:
    """What R311-3-1-2 has told, in its order, in the active language."""
    return (
        Told(_("Its purpose"), found.purpose.into(language)),
        Told(_("How far it contributes to the decision"), found.mode.into(language)),
        Told(_("The data that it reads, and whence"), found.data.into(language)),
        Told(_("Its parameters, and their weights"), found.parameters.into(language)),
        Told(_("What it does"), found.operations.into(language)),
    )
