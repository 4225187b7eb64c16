"""Rules of a document in plain words, for who reads what differs between two of them."""

from __future__ import annotations

from pydantic import ValidationError

from parvis.cases import api as cases
from parvis.expressions.api import Kind, MalformedRule, Rule, Term, Terms, Variable, write
from parvis.forms import api as forms
from parvis.studio.data import Document
from parvis.studio.domain.elements import Kind as Held, find
from parvis.studio.domain.operations import parse

#: characters of one rule: whoever wants more opens its page
LONGEST = 400


class Reader:
    """Says the rules of one document in one language; what they may read is worked out at the first that is asked."""

    def __init__(self, document: Document, language: str) -> None:
        self._document = document
        self._language = language
        self._terms: dict[str, Terms] = {}

    def said(self, rule: Rule, at: str = "") -> str:
        """A rule as one sentence; its text where it can't be read; "" for none. at: the element in which it stands."""
        if rule is None:
            return ""
        from parvis.conditions.api import in_words

        try:
            words = in_words(rule, self._names(at))
        except (LookupError, MalformedRule, TypeError, ValueError):
            words = _text(rule, self._language)
        return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()}…"

    def _names(self, at: str) -> Terms:
        """What a rule may read: within a block, the answers of its row too."""
        place = find(self._document, at) if at else None
        row = at if place is not None and place.above is not None and place.above.kind is Held.BLOCK else ""
        if row not in self._terms:
            self._terms[row] = _terms(self._document, self._language, row)
        return self._terms[row]


def _terms(document: Document, language: str, row: str) -> Terms:
    try:
        definition = parse(document).definition
    except ValidationError:
        return {}
    followings = cases.zones.followings(definition)
    found: dict[str, Term] = dict(forms.terms(definition.form, language, followings, at=row))
    for one in definition.workflow.kept:
        found[one.variable] = Term(Variable(Kind(one.kind)), one.label.into(language), "")
    return found


def _text(rule: Rule, language: str) -> str:
    try:
        return write(rule, language)
    except (LookupError, MalformedRule, TypeError, ValueError):
        return "…"
