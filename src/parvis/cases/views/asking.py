"""The agent's side of corrections: which answers, why, in which words."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from parvis.cases.domain.correcting import MOST_WORDS, Why, listed, why_words
from parvis.cases.domain.listing import language
from parvis.cases.domain.revisions import Published
from parvis.cases.models import Case
from parvis.workflows.data import Transition

ACTION = "ask_corrections"


def asks(move: Transition) -> bool:
    """Whether a transition asks for corrections."""
    return any(use.type == ACTION for use in move.actions)


def read(post: QueryDict, case: Case, published: Published) -> tuple[list[dict[str, str]], dict[str, str]]:
    """What was ticked, and what is wrong with it, by HTML id."""
    given, errors = [], {}
    known = {item.id: item.label for item in listed(case, published, language())}
    ticked = set(post.getlist("mend"))
    for field, label in known.items():
        if field not in ticked:
            continue
        why = post.get(f"why-{field}", "")
        said = post.get(f"words-{field}", "").replace("\r\n", "\n").strip()
        if why not in set(Why):
            errors[f"why-{field}"] = _("Choose why this has to change: %(label)s") % {"label": label}
        if len(said) > MOST_WORDS:
            errors[f"words-{field}"] = _("Your text is too long: %(num)s characters at most") % {"num": MOST_WORDS}
        given.append({"field": field, "why": why, "words": said})
    return given, errors


def rows(
    case: Case, published: Published, given: list[dict[str, str]], errors: dict[str, str], spoken: str
) -> list[dict[str, Any]]:
    """The answers to choose from, with what was ticked and said."""
    said = {one["field"]: one for one in given}
    return [
        {
            "id": item.id,
            "label": item.label,
            "text": item.text,
            "ticked": item.id in said,
            "why": said.get(item.id, {}).get("why", ""),
            "words": said.get(item.id, {}).get("words", ""),
            "why_error": errors.get(f"why-{item.id}", ""),
            "words_error": errors.get(f"words-{item.id}", ""),
        }
        for item in listed(case, published, spoken)
    ]


def reasons() -> list[dict[str, str]]:
    """Why an answer may have to change, for the list."""
    return [{"value": "", "text": _("Choose")}, *({"value": str(why), "text": why_words(why)} for why in Why)]
