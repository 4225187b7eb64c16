"""The HTML of a page's questions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property

from django.utils import translation
from django.utils.translation import gettext as _, ngettext
from markupsafe import Markup, escape

from parvis.forms.data import TYPED, Answers, FormState, JsonValue
from parvis.forms.domain.live import LivePage
from parvis.forms.domain.questions import Item, Leaf, Question, Repeated, Rows
from parvis.forms.domain.reading import UNSEEN, inputs, places
from parvis.forms.domain.rules import RuleBook
from parvis.forms.domain.typed import Kept
from parvis.forms.domain.widgets import Drawn, draw

MOST_VARIANTS = 2_000
"""Drawn variants kept of one page: a field of n inputs may be drawn with any of 2ⁿ sets of them in error."""


class PageRenderer:
    """Draws one page of one form, in any language; keeps what was drawn."""

    def __init__(self, book: RuleBook, leaf: Leaf) -> None:
        self._leaf = leaf
        self._book = book
        self._drawn: dict[tuple[Question, str, frozenset[str]], Drawn] = {}

    @cached_property
    def live(self) -> LivePage:
        return LivePage(self._book, self._leaf)

    def _draw(self, question: Question, language: str, errors: frozenset[str]) -> Drawn:
        key = (question, language, errors)
        found = self._drawn.get(key)
        if found is None:
            found = draw(question, language, errors)
            if len(self._drawn) >= MOST_VARIANTS:
                self._drawn.clear()
            self._drawn[key] = found
        return found

    def render(
        self,
        answers: Answers,
        state: FormState,
        errors: Mapping[str, str],
        language: str,
        context: Mapping[str, JsonValue],
        revealed: Sequence[str] = (),
    ) -> Markup:
        """See `CompiledForm.render_page`."""
        with translation.override(language):
            return _Drawing(self, self._leaf, answers, state, errors, language, context, revealed).page()


class _Drawing:
    """One rendering of one page."""

    def __init__(
        self,
        renderer: PageRenderer,
        leaf: Leaf,
        answers: Answers,
        state: FormState,
        errors: Mapping[str, str],
        language: str,
        context: Mapping[str, JsonValue],
        revealed: Sequence[str],
    ) -> None:
        self.renderer = renderer
        self.leaf = leaf
        self.answers = answers
        self.kept = Kept(answers.get(TYPED, {}))
        self.any_kept = bool(answers.get(TYPED))
        self.state = state
        self.errors = errors
        self.language = language
        self.context = context
        self.revealed = revealed
        self.live = renderer.live.shown
        self.hidden: list[str] = []

    def page(self) -> Markup:
        body = "".join(self._section(index) for index in range(len(self.leaf.parts)))
        out = []
        if any(isinstance(item, Repeated) for item in self.leaf.items()):
            # Enter in an input presses the first button of a form: it must not be "add" or "remove"
            out.append('<button type="submit" hidden></button>')
        out.append(self._notice())
        out.append(body)
        if self.live:
            out.append(f'<input type="hidden" name="{UNSEEN}" value="{escape(" ".join(self.hidden))}">')
        out.append(self._save_words())
        data = self.renderer.live.script_data(self.state, self.context)
        if data is not None:
            text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
            # inside a script element only these could end it or start another (HTML § 4.12.1.3)
            text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
            out.append(f'<script type="application/json" data-form-rules>{text}</script>')
        return Markup("".join(out))  # noqa: S704 - every piece is escaped where it is made

    def _notice(self) -> str:
        links = []
        for question, rows in places(self.leaf, self.answers):
            if question.path(rows) in self.revealed:
                label = question.asked[self.language].label
                link = Markup('<li><a class="govuk-link" href="#{}">{}</a></li>')
                links.append(link.format(question.input_id(question.parts[0], rows), label))
        if not links:
            return ""
        title = ngettext("Your answers open one more question", "Your answers open more questions", len(links))
        return str(
            Markup(
                '<div class="govuk-inset-text pv-revealed" role="status" tabindex="-1">'
                '<p class="govuk-body">{}</p><ul class="govuk-list">{}</ul></div>'
            ).format(title, Markup("").join(links))
        )

    def _save_words(self) -> str:
        """What `static/forms/autosave.js` says in the page's `[data-saved]` (macro `saved`, components/form.html)."""
        return str(
            Markup(
                '<div hidden data-save-words data-saving="{}" data-done="{}" data-failed="{}" data-restored="{}"></div>'
            ).format(
                _("Saving…"),
                _("Draft saved at %(time)s. You can come back to it later.") % {"time": "{time}"},
                _("Not saved: we will try again. Keep this page open."),
                _("What you typed before the connection was lost is back in the page."),
            )
        )

    def _shown(self, path: str, id_: str) -> tuple[bool, bool]:
        """Whether something stands in the page, and whether it is visible there."""
        visible = path in self.state.visible
        return visible or id_ in self.live, visible

    def _section(self, index: int) -> str:
        part = self.leaf.parts[index]
        inner = "".join(self._item(item, ()) for item in part.items)
        if not inner:
            return ""
        # with live items a section may start or stop being empty
        may_vanish = part.id in self.live or any(item.id in self.live for item in part.items)
        marks = ""
        if may_vanish:
            marks = f' data-section="{part.id}"' + ("" if part.id in self.state.visible else " hidden")
        heading = ""
        if part.title:
            tag, size = ("h2", "m") if part.level == 1 else ("h3", "s")
            heading = f'<{tag} class="govuk-heading-{size}">{escape(part.title.into(self.language))}</{tag}>'
        return f'<section class="pv-section"{marks}>{heading}{inner}</section>'

    def _item(self, item: Item, rows: Rows) -> str:
        return self._repeated(item, rows) if isinstance(item, Repeated) else self._question(item, rows)

    def _stands(self, item: Item, rows: Rows) -> tuple[bool, bool]:
        """As `_shown`; what stands in a block that may appear is in the page with it."""
        stands, visible = self._shown(item.path(rows), item.id)
        return stands or any(block.id in self.live for block in item.blocks), visible

    def _question(self, question: Question, rows: Rows) -> str:
        if question.unseen:
            return ""
        stands, visible = self._stands(question, rows)
        if not stands:
            return ""
        path = question.path(rows)
        if not visible and question.is_asked:
            self.hidden.append(path)
        html = self._computed(question, rows) if question.field.computed is not None else self._inputs(question, rows)
        return self._wrapped(html, path, visible) if question.id in self.live else html

    def _wrapped(self, html: str, path: str, visible: bool) -> str:
        return f'<div data-shown="{path}"{"" if visible else " hidden"}>{html}</div>'

    def _inputs(self, question: Question, rows: Rows) -> str:
        asked = question.asked[self.language]
        errors: dict[str, str] = {}
        if self.errors:
            for part in question.parts:
                message = self.errors.get(question.input_id(part, rows))
                if message is not None:
                    errors[part] = message
        typed: Mapping[str, Sequence[str]] = inputs(question, self.kept, rows) if self.any_kept else {}
        if not typed:
            value = question.value(self.answers, rows)
            if value is not None and question.is_asked:
                typed = question.type.typed(value, asked)
        drawn = self.renderer._draw(question, self.language, frozenset(errors))
        required = question.path(rows) in self.state.required
        return drawn.fill(typed, errors, rows=rows, required=required, language=self.language)

    def _computed(self, question: Question, rows: Rows) -> str:
        asked = question.asked[self.language]
        value = question.value(self.state.values, rows)
        shown = "" if value is None else question.type.html(value, asked)
        return str(
            Markup(
                '<div class="govuk-form-group pv-computed">'
                '<p class="govuk-label govuk-label--s" id="{0}-label">{1}</p>'
                '<output id="{0}" aria-labelledby="{0}-label" data-computed="{2}">{3}</output></div>'
            ).format(question.html_id(rows), asked.label, question.path(rows), shown)
        )

    def _repeated(self, block: Repeated, at: Rows) -> str:
        stands, visible = self._stands(block, at)
        if not stands:
            return ""
        count = block.count(self.answers, at)
        html_id = block.html_id(at)
        table = block.block.layout == "table"
        rows = "".join(self._row(block, (*at, row), count) for row in range(count))
        if table and count:
            rows = f'<div class="pv-rows">{self._heads(block, at, count)}{rows}</div>'
        label = block.block.label.into(self.language)
        hint = (
            f'<div class="govuk-hint">{escape(block.block.hint.into(self.language))}</div>' if block.block.hint else ""
        )
        size = "m" if not at else "s"
        inner = f'<input type="hidden" name="{html_id}-count" value="{count}">{rows}{self._add(block, at, count)}'
        html = (
            f'<fieldset class="govuk-fieldset pv-block{" pv-block--table" if table else ""}" id="{html_id}">'
            f'<legend class="govuk-fieldset__legend govuk-fieldset__legend--{size}">{escape(label)}</legend>{hint}'
            f"{inner}</fieldset>"
        )
        return self._wrapped(html, block.path(at), visible) if block.id in self.live else html

    def _add(self, block: Repeated, at: Rows, count: int) -> str:
        """The button that adds a row, under what is wrong with their number."""
        add_id, error = f"{block.html_id(at)}-add", Markup("")
        if add_id in self.errors:
            error = Markup('<p class="govuk-error-message">{}</p>').format(self.errors[add_id])
        if count >= block.block.max:
            return str(error)
        item = {"item": block.block.item_label.into(self.language)}
        words = _("Add: %(item)s") % item if count == 0 else _("Add another: %(item)s") % item
        within = ", ".join(one.row_title(row, self.language) for one, row in zip(block.blocks, at, strict=True))
        whose = Markup('<span class="govuk-visually-hidden"> ({})</span>').format(within) if within else ""
        button = Markup(
            '<button type="submit" class="govuk-button govuk-button--secondary" formnovalidate '
            'id="{0}" name="{0}" value="1" data-rows>{1}{2}</button>'
        )
        return str(error + button.format(add_id, words, whose))

    def _heads(self, block: Repeated, at: Rows, count: int) -> str:
        """The line above a table. Every input has its label too: this line is for eyes alone."""
        asked = (question.asked[self.language].label for question in self._columns(block, at, count))
        cells = Markup("").join(Markup('<div class="pv-rows__cell">{}</div>').format(one) for one in ("", *asked, ""))
        return f'<div class="pv-rows__heads" aria-hidden="true">{cells}</div>'

    def _columns(self, block: Repeated, at: Rows, count: int) -> list[Question]:
        """The questions that stand in a row of a table at least."""
        return [one for one in block.own if any(self._stands(one, (*at, row))[0] for row in range(count))]

    def _row(self, block: Repeated, rows: Rows, count: int) -> str:
        name = block.block.row_title(rows[-1], self.language)
        at = rows[:-1]
        id_ = f"{block.html_id(at)}-{rows[-1]}"
        remove = ""
        if count > block.block.min:
            remove = str(
                Markup(
                    '<button type="submit" class="govuk-button govuk-button--secondary pv-remove" formnovalidate '
                    'name="{}-remove" value="{}" data-rows>{}<span class="govuk-visually-hidden"> {}</span></button>'
                ).format(block.html_id(at), rows[-1], _("Remove"), name)
            )
        level = min(3 + len(at), 6)
        title = f'<h{level} class="govuk-heading-s" id="{id_}-title">{escape(name)}</h{level}>'
        marks = f'role="group" id="{id_}" aria-labelledby="{id_}-title" tabindex="-1" data-row="{block.html_id(at)}"'
        if block.block.layout == "table":
            cells = [self._question(question, rows) for question in self._columns(block, at, count)]
            inner = "".join(f'<div class="pv-rows__cell">{cell}</div>' for cell in (title, *cells, remove))
            return f'<div class="pv-block__row pv-rows__line" {marks}>{inner}</div>'
        fields = "".join(self._item(item, rows) for item in block.items)
        return f'<div class="pv-block__row" {marks}>{title}{fields}{remove}</div>'
