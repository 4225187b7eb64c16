"""Opinions and approvals in the copy that a person has of their own request (GDPR, article 15)."""

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.cases.registry import COPIES, Copied
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import Favour
from parvis.kernel.clock import PARIS
from parvis.kernel.ui.formats import date_long
from parvis.opinions.data import ApprovalState, State
from parvis.opinions.views.words import approval_words, state_words


def _lines(case: Any, language: str) -> list[str]:
    """What was asked of whom and what became of it. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute("select label, asked_at, state, favour, reply, ended_at from opinions_in_copy(%s)", [case.id])
        opinions = cursor.fetchall()
        cursor.execute("select transition, asked_at, state, ended_at from opinions_approvals_in_copy(%s)", [case.id])
        approvals = cursor.fetchall()
    lines = []
    for label, asked_at, state, favour, reply, _ended in opinions:
        said = deadlines.favour_words(Favour(favour)) if favour else state_words(State(state))
        words = {"label": label, "day": date_long(asked_at.astimezone(PARIS).date()), "state": said}
        lines.append(_("Opinion “%(label)s”, asked on %(day)s: %(state)s.") % words + (f" {reply}" if reply else ""))
    labels = {one.id: one.label.into(language) for one in cases.definition_of(case).workflow.transitions}
    for transition, asked_at, state, _ended in approvals:
        words = {
            "step": labels.get(transition, transition),
            "day": date_long(asked_at.astimezone(PARIS).date()),
            "state": approval_words(ApprovalState(state)),
        }
        lines.append(_("Approval of the step “%(step)s”, asked on %(day)s: %(state)s.") % words)
    return lines


COPIES.register(Copied("opinions", _lines))
