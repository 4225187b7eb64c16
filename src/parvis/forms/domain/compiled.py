"""A definition made ready to run, once per revision."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils import translation
from markupsafe import Markup

from parvis.expressions.api import Scope
from parvis.forms.data import (
    Answered,
    Answers,
    Column,
    Exported,
    Following,
    FormDefinition,
    FormState,
    Indexed,
    JsonValue,
    LocalizedText,
    OnPaper,
    Page,
    PageResult,
    Projected,
    SummarySection,
)
from parvis.forms.domain import (
    accepting,
    exporting,
    following,
    importing,
    indexing,
    mending,
    on_paper,
    reading,
    scopes,
    summing,
)
from parvis.forms.domain.eligibility import Eligibility
from parvis.forms.domain.questions import Leaf, Part, Question, leaf
from parvis.forms.domain.rendering import PageRenderer
from parvis.forms.domain.rules import RuleBook

MOST_FORMS = 200
"""Compiled forms kept by one process (a large one with all its drawn pages takes some 2 MB)."""


class CompiledForm:
    """Everything that one revision of a form can do. Immutable, shared by all requests of the process.

    `context` is `{"today": "2026-05-04", …}`: the day in the territory, the id of the "organisation" asked (zones
    and schools are its own), and the extra variables that the case type declares. `language` is "fr" or "en".
    `answers` is a draft's or a case's; never changed in place.
    """

    def __init__(self, definition: FormDefinition, followings: Sequence[Following] = ()) -> None:
        """Compile. Raises KeyError, pydantic.ValidationError or MalformedRule for what `check` would have refused."""
        self.definition = definition
        self._followings = tuple(followings)
        self._told = following.told(definition, self._followings)
        self._leaves = tuple(leaf(page) for page in definition.pages)
        self._by_id = {one.page.id: one for one in self._leaves}
        self._book = RuleBook(self._leaves, self._followings)
        self._eligibility = Eligibility(definition.eligibility, self._leaves, self._followings)
        self._renderers = {one.page.id: PageRenderer(self._book, one) for one in self._leaves}

    def evaluate(self, answers: Answers, context: Mapping[str, JsonValue]) -> FormState:
        """Run all conditions, requirements, checks and computed values once over `answers`."""
        return self._book.evaluate(answers, context)

    def pages(self, state: FormState) -> list[Page]:
        """The visible pages, in order."""
        return [self._by_id[page_id].page for page_id in state.pages]

    def next_page(self, page_id: str, state: FormState) -> Page | None:
        """The visible page after `page_id`; None after the last ("check your answers"). KeyError: no such page."""
        return next((page for page in self.pages(state) if self._place(page.id) > self._place(page_id)), None)

    def previous_page(self, page_id: str, state: FormState) -> Page | None:
        """The visible page before `page_id`; None before the first. Raises KeyError: no such page."""
        before = [page for page in self.pages(state) if self._place(page.id) < self._place(page_id)]
        return before[-1] if before else None

    def _place(self, page_id: str) -> int:
        return self._leaves.index(self._by_id[page_id])

    def parse_page(
        self, page_id: str, post: QueryDict, answers: Answers, context: Mapping[str, JsonValue], *, language: str
    ) -> PageResult:
        """Read one page that was sent, merge it into `answers`, check what is visible. Raises KeyError: no such page.

        What could not be read is kept in the answers (under `data.TYPED`) and shown again. The person may go on when
        `PageResult.complete`; else show the page again, at `#focus` where that is given.
        """
        with following.around(context):
            leaf_ = self._by_id[page_id]
            return reading.parse_page(self._book, leaf_, post, answers, context, language, self._eligibility)

    def render_page(
        self,
        page_id: str,
        answers: Answers,
        state: FormState,
        errors: Mapping[str, str],
        language: str,
        *,
        context: Mapping[str, JsonValue] | None = None,
        revealed: Sequence[str] = (),
    ) -> Markup:
        """The questions of a page, with what was answered or typed: no `<form>`, no button to go on.

        `context` as for `evaluate` (the page's script needs it where conditions read it); `revealed` as in PageResult:
        a notice says that there are new questions. Raises KeyError: no such page.
        """
        with following.around({**state.values, **(context or {})}):
            return self._renderers[page_id].render(answers, state, errors, language, context or {}, revealed)

    def computed(self, state: FormState, language: str) -> dict[str, str]:
        """The computed values as people read them, by path: what the autosave gives back to the page's script."""
        return summing.computed(self._leaves, state, language)

    def validate(
        self, answers: Answers, context: Mapping[str, JsonValue], *, language: str
    ) -> dict[str, dict[str, str]]:
        """All errors by page id, then by HTML id; empty when the form may be submitted."""
        state = self.evaluate(answers, context)
        found: dict[str, dict[str, str]] = {}
        with translation.override(language), following.around(context):
            for page_id in state.pages:
                page = self._by_id[page_id]
                messages = reading.unreadable(page, answers, language)
                errors = reading.errors_of(page, answers, state, messages, language=language)
                for html_id, text in self._eligibility.errors(page_id, state, context, language):
                    errors.setdefault(html_id, text)
                if errors:
                    found[page_id] = errors
        return found

    def stopped(self, state: FormState, context: Mapping[str, JsonValue]) -> list[LocalizedText]:
        """The messages of the rules that say who may ask and that these answers do not meet."""
        return self._eligibility.stopped(state, context)

    def clean(self, answers: Answers, state: FormState) -> dict[str, JsonValue]:
        """What is submitted: visible answers and computed values alone (`state` must be that of `answers`)."""
        return summing.clean(self._leaves, state) | following.kept(self._followings, state)

    def summary(self, answers: Answers, state: FormState, language: str) -> list[SummarySection]:
        """The answers for reading: "check your answers", receipts, agents. An unanswered question has an empty text."""
        sections = summing.summary(self._leaves, state, language)
        return following.shown(self._followings, sections, state, language, self._told)

    def answered(self, state: FormState, language: str) -> list[Answered]:
        """The visible questions one by one with their answers, a block being one: to choose among them."""
        return mending.answered(self._book, state, language)

    @cached_property
    def asked(self) -> frozenset[str]:
        """The questions and blocks that people answer: neither words to read nor computed values."""
        return mending.asked_of_people(self._book)

    def told(self, answers: Answers, language: str) -> list[SummarySection]:
        """`answers` alone for reading, whatever conditions say of their questions: those that were given then."""
        names = [name for name in self._apart if name in answers]
        leaves = [leaf_ for name in names for leaf_ in self._apart[name]]
        return summing.told(leaves, answers, language)

    def affected(self, ids: Collection[str]) -> frozenset[str]:
        """What may change once the questions `ids` are answered anew: themselves, and what hangs on them."""
        return mending.affected(self._book, ids)

    def met(self, name: str, before: JsonValue, theirs: JsonValue, mine: JsonValue) -> tuple[JsonValue, bool]:
        """What two windows make of one answer: what one of them left as it was `before` is as the other has it, in
        blocks row by row where neither added nor removed any. Where both changed the same, `mine`, and True.
        """
        item = next((item for one in self._leaves for item in one.items() if item.id == name), None)
        return mending.met(item, before, theirs, mine)

    def anew(self, before: Answers, after: Answers) -> dict[str, JsonValue]:
        """`after` without what followed from answers of `before` that are others now: zones are worked out again."""
        return following.loosened(self._followings, before, dict(after))

    def part(self, ids: Collection[str], answers: Answers, notes: Mapping[str, LocalizedText]) -> FormDefinition:
        """A form of one page (`mending.MENDING`) that asks `ids` again, each under its note (Markdown), and what these
        answers may open. Its context is that of the form and all other answers.
        """
        opened = (self.affected(ids) & self.asked) - set(answers) - set(ids)
        return mending.part(self.definition, ids, opened, notes)

    def carried(self, answers: Answers, *, own: CompiledForm | None = None, sent: bool = False) -> dict[str, JsonValue]:
        """Those of `answers` (maybe of an older form) that this form still asks for and accepts; no computed values.
        own: the form to which the very same request gave them: files come along, and what is to be given anew each
        time; what was looked up stays as it was found. sent: that request is written no more.
        """
        return mending.carried(self._book, answers, mending.Own(own._book, sent) if own else None)

    def json_schema(self, language: str) -> dict[str, Any]:
        """JSON Schema (2020-12) of the submitted answers. What conditions require, a schema does not say."""
        schema = summing.json_schema(self._leaves, self.definition.title.into(language), language)
        schema["properties"] |= following.schema(self._followings, language)
        return schema

    def on_paper(self, language: str) -> list[OnPaper]:
        """The whole form, blank, in the order in which it is printed."""
        return on_paper.on_paper(self._leaves, self._followings, language)

    @cached_property
    def files(self) -> tuple[Question, ...]:
        """The questions that ask for files, of all pages."""
        return tuple(question for one in self._leaves for question in one.questions() if question.type.holds_files)

    def scope(self) -> Scope:
        """The variables that rules over submitted answers may read (workflows, routing, deadlines)."""
        return {**scopes.whole(self._leaves), **following.scope(self._followings)}

    def columns(self, language: str) -> list[Column]:
        """Columns of an export, one case a row."""
        return summing.columns(self._leaves, language) + following.columns(self._followings, language)

    def cells(self, answers: Answers, language: str) -> list[str | int | None]:
        """The cells of one case, for `columns`."""
        return summing.cells(self._leaves, answers, language) + following.cells(self._followings, answers)

    def indexed(self, language: str) -> list[Indexed]:
        """The paths that lists may show, filter and sort by, in the order of the form."""
        return indexing.indexed(self._leaves, language) + following.indexed(self._followings, language)

    def projected(self, answers: Answers) -> list[Projected]:
        """The values that lists keep of these answers, by path (architecture § 6)."""
        return indexing.projected(self._leaves, answers) + following.projected(self._followings, answers)

    def texts(self, answers: Answers, paths: Collection[str], language: str) -> dict[str, str]:
        """The answers at these paths as people read them, "" for none; a path that the form has not is left out."""
        found = indexing.texts(self._leaves, answers, paths, language)
        return found | following.texts(self._followings, answers, paths)

    def exported(self, language: str) -> list[Exported]:
        """Every answer that an export may hold, in the order of the form: lists' paths, and long texts and files."""
        return exporting.exported(self._leaves, language) + following.exported(self._followings, language)

    def rows(self, block: str, answers: Answers) -> list[tuple[str, Answers]]:
        """The rows that a block (`Exported.block`) has in these answers; for one in a block, of all the rows around it,
        each with the numbers of those, from 1 ("2", "2.1"; "" where there are none).
        """
        return exporting.rows(self._leaves, block, answers)

    def getters(self, paths: Collection[str], language: str) -> dict[str, Callable[[Answers], JsonValue]]:
        """How to read those of `paths` that this form has: from the answers; a block's path, from one of its rows.

        Each gives None for no answer; numbers, days, moments and yes or no as they are kept; all else as people read
        it. To be called with that language active.
        """
        return exporting.getters(self._leaves, paths, language) | following.getters(self._followings, paths)

    @cached_property
    def _known(self) -> dict[str, Question]:
        return importing.known(self._leaves)

    def importable(self, language: str) -> list[Exported]:
        """The paths that a spreadsheet's columns may answer: without files and what is computed."""
        return importing.importable(self._leaves, self._known, language)

    def answers_to(self, path: str, language: str) -> bool:
        """Whether `understood` takes something at this path."""
        return importing.answers_to(path, self._leaves, self._known, language)

    def understood(
        self, cells: Mapping[str, JsonValue], language: str, rows: Collection[str] = ()
    ) -> tuple[dict[str, JsonValue], dict[str, str]]:
        """The answers that a spreadsheet's cells give, by paths of `importable`, those of a block with the number of
        its row (`children.2.name`, from 1, without gaps); and messages by path or answer. rows: rows that are there
        even where no cell says anything in them (`children.2`).
        """
        return importing.read(self._known, cells, language, rows)

    def accepted(
        self,
        answers: Mapping[str, Any],
        files: Mapping[str, Mapping[str, JsonValue]],
        language: str,
        *,
        prepared: bool = False,
    ) -> tuple[dict[str, JsonValue], dict[str, str]]:
        """The answers of another programme as the questions take them, and messages by JSON pointer. Whatever it sent:
        only what has the right shape goes on. files: those that it may name, by id, as answers hold them; prepared: for
        somebody who looks at them before they send them: what they alone may say is refused.
        """
        return accepting.accepted(self._leaves, answers, files, language, prepared=prepared)

    def pointer(self, html_id: str) -> str:
        """Where among the answers the question of an HTML id stands (a JSON pointer); "" for none."""
        return accepting.pointer(self._leaves, html_id)

    def asked_by(self, paths: Collection[str]) -> dict[str, str]:
        """The answers of such paths by the HTML ids with which their messages begin (`validate`)."""
        return importing.names(self._known, paths)

    def said(self, answers: Answers, language: str) -> list[str]:
        """Every answer as people read it, blocks' and what followed among them, without questions and files."""
        followed = [str(cell) for cell in following.cells(self._followings, answers) if cell]
        return summing.said(self._leaves, answers, language) + followed

    @cached_property
    def _apart(self) -> dict[str, tuple[Leaf, ...]]:
        """Each question or block as a page of its own; nothing for what is none."""
        return {
            item.id: (Leaf(one.page, (Part(part.id, None, (item,)),)),)
            for one in self._leaves
            for part in one.parts
            for item in part.items
        }

    def alone(self, name: str, value: JsonValue, language: str) -> tuple[list[Projected], list[str]]:
        """`projected` and `said` of one answer, without a look at the questions that were not answered."""
        leaves, answers = self._apart.get(name, ()), {name: value}
        followings = self._followings if not leaves else ()
        followed = [str(cell) for cell in following.cells(followings, answers) if cell]
        return (
            indexing.projected(leaves, answers) + following.projected(followings, answers),
            summing.said(leaves, answers, language) + followed,
        )

    def erased(self, answers: Answers) -> dict[str, JsonValue]:
        """What of the answers may stay once nobody must be recognised in them."""
        return summing.erased(self._leaves, answers)

    def prefilled(self, answers: Answers, sources: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """`answers` with its empty fields filled from `sources` (`{"person.email": …}`), where a field asks for it."""
        return summing.prefilled(self._leaves, answers, sources)


_kept: OrderedDict[Hashable, CompiledForm] = OrderedDict()
_lock = threading.Lock()


def compiled(definition: FormDefinition, key: Hashable, followings: Sequence[Following] = ()) -> CompiledForm:
    """The compiled form of the revision `key` (its id), compiled at its first use in this process.

    Published revisions never change, so the key alone decides. For a definition being edited, call `CompiledForm`.
    """
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found
    made = CompiledForm(definition, followings)
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST_FORMS:
            _kept.popitem(last=False)
    return made
