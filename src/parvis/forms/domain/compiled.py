"""A definition made ready to run, once per revision."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from django.http import QueryDict
from markupsafe import Markup

from parvis.forms.data import Answers, FormDefinition, FormState, JsonValue, Page, PageResult, SummarySection


class CompiledForm:
    """Everything that one revision of a form can do. Immutable, shared by all requests of the process.

    `context` is `{"today": "2026-05-04", …}`: the day in the territory, and the variables declared in `extra`.
    `language` is "fr" or "en".
    """

    definition: FormDefinition

    def evaluate(self, answers: Answers, context: Mapping[str, JsonValue]) -> FormState:
        """Run all conditions, requirements, checks and computed values once over `answers`."""
        raise NotImplementedError

    def pages(self, state: FormState) -> list[Page]:
        """The visible pages, in order."""
        raise NotImplementedError

    def next_page(self, page_id: str, state: FormState) -> Page | None:
        """The visible page after `page_id`; None after the last ("check your answers")."""
        raise NotImplementedError

    def previous_page(self, page_id: str, state: FormState) -> Page | None:
        raise NotImplementedError

    def parse_page(
        self, page_id: str, post: QueryDict, answers: Answers, context: Mapping[str, JsonValue], *, language: str
    ) -> PageResult:
        """Read one page that was sent, merge it into `answers`, check what is visible. Raises KeyError: no such page."""
        raise NotImplementedError

    def render_page(
        self, page_id: str, answers: Answers, state: FormState, errors: Mapping[str, str], language: str
    ) -> Markup:
        """The fields of a page (no `<form>`, no buttons to go on), with what was answered or typed."""
        raise NotImplementedError

    def validate(
        self, answers: Answers, context: Mapping[str, JsonValue], *, language: str
    ) -> dict[str, dict[str, str]]:
        """All errors by page id, then by HTML id; empty when the form may be submitted."""
        raise NotImplementedError

    def clean(self, answers: Answers, state: FormState) -> dict[str, JsonValue]:
        """What is submitted: visible answers and computed values alone."""
        raise NotImplementedError

    def summary(self, answers: Answers, state: FormState, language: str) -> list[SummarySection]:
        """The answers for reading: "check your answers", receipts, agents."""
        raise NotImplementedError

    def json_schema(self, language: str) -> dict[str, Any]:
        """JSON Schema (2020-12) of the submitted answers."""
        raise NotImplementedError


def compiled(definition: FormDefinition, key: Hashable) -> CompiledForm:
    """The compiled form of the revision `key` (its id), compiled at its first use in this process."""
    raise NotImplementedError
