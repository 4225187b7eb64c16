"""Rules of actions: what they may read, what is wrong with them, what they give when their step is taken."""

import json
import logging
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.utils.translation import override

from parvis.cases.data import Audience
from parvis.cases.domain.moving import Move
from parvis.expressions import api as expressions
from parvis.forms import api as forms
from parvis.forms.data import LocalizedText, Rule
from parvis.workflows.api import questions
from parvis.workflows.data import Transition

logger = logging.getLogger(__name__)

#: the entry of a history
RULE_FAILED = "rule_failed"
#: before the answers to the questions of the transition
SAID = "said_"
#: what a rule may give where no kind is asked of it
_PLAIN = (
    expressions.Kind.TEXT,
    expressions.Kind.DECIMAL,
    expressions.Kind.BOOLEAN,
    expressions.Kind.DATE,
    expressions.Kind.DATETIME,
    expressions.Kind.CHOICES,
)


def said_scope(transition: Transition) -> expressions.Scope:
    """What was said with a transition, as its rules read it."""
    asked = questions(transition)
    return {f"{SAID}{name}": variable for name, variable in forms.scope(asked, ()).items()} if asked else {}


@lru_cache(maxsize=512)
def _program(text: str) -> expressions.Program:
    return expressions.Program({"value": json.loads(text)})


def evaluated(rule: Rule, move: Move) -> Any:
    """What a rule of an action gives, over what its transition knows. Where it can't be worked out on this case (its
    budget is spent, say) it gives None, and the history tells agents so: the step itself is not lost for it.
    """
    data = move.write.facts() | {f"{SAID}{name}": value for name, value in move.said.items()}
    try:
        return _program(json.dumps(rule, sort_keys=True)).run(data)["value"]
    except expressions.RuleFailed:
        logger.warning("a formula failed", exc_info=True, extra={"transition": move.transition.id})
        if not any(entry.kind == RULE_FAILED for entry in move.write.entries):
            move.write.note(RULE_FAILED, {"transition": move.transition.id}, audience=Audience.AGENTS)
        return None


def rule_messages(rule: Rule, scope: expressions.Scope, expects: expressions.Kind | None) -> Iterator[LocalizedText]:
    """What is wrong with a rule of an action. expects: the kind that it has to give; None: any."""
    kinds = (expects,) if expects else _PLAIN
    found: dict[str, list[str]] = {}
    for language in ("fr", "en"):
        with override(language):
            tried = [[one.message for one in expressions.check(rule, scope, kind) if one.blocking] for kind in kinds]
        found[language] = min(tried, key=len)
    for fr, en in zip(found["fr"], found["en"], strict=True):
        yield LocalizedText(fr=fr, en=en)
