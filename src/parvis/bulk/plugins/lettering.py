"""Producing a sealed letter for each of many cases: the same words with what each says, in each person's language."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language, gettext as _, gettext_lazy, ngettext

from parvis.bulk.data import Mistakes, Refused
from parvis.bulk.models import Item, Run
from parvis.bulk.plugins.printing import print_together
from parvis.bulk.plugins.writing import text_of
from parvis.bulk.registry import ACTS, Act, Options, Todo
from parvis.cases import api as cases
from parvis.cases.data import Actor, Foreseen
from parvis.kernel import jobs
from parvis.kernel.ui.formats import number
from parvis.mailroom import api as mailroom
from parvis.notifications.data import Unreached

MOST_SUBJECT = 200
CHOSEN, POSTED = "chosen", "posted"


def _language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def words_of(options: Options) -> dict[str, Any]:
    """The letter in each language in which it was written."""
    return {language: cases.letters.Words(*options[language]) for language in ("fr", "en") if language in options}


def _ways() -> dict[str, str]:
    return {
        CHOSEN: _("As each person chose: they read it in their request; on paper if they chose letters"),
        POSTED: _("On paper for everybody who gave a postal address"),
    }


class Produce(Act):
    key = "letter"
    label = gettext_lazy("Produce a letter")
    url_name = "bulk:letter"
    order = 45
    template = "bulk/_letter.html"
    names = ("subject_fr", "body_fr", "subject_en", "body_en", "way")
    exact = True
    more = (gettext_lazy("Letters to post"), "mailroom:queue")
    preview = "bulk:letter_preview"

    def fields(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        known = _passages(first)
        return {
            "passages": [{"mark": f"{{{one.name(_language())}}}", "words": one.label} for one in known.entries],
            "ways": [
                {"value": value, "text": text, "checked": value == post.get("way", CHOSEN)}
                for value, text in _ways().items()
            ],
            "most_subject": MOST_SUBJECT,
        }

    def read(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        known, errors = _passages(first), {}
        options: dict[str, Any] = {"way": post.get("way", "")}
        if options["way"] not in (CHOSEN, POSTED):
            errors["way"] = _("Choose how the letters leave")
        for language in ("fr", "en"):
            names = (f"subject_{language}", f"body_{language}")
            typed = {}
            for name in names:
                try:
                    typed[name] = known.kept(text_of(post, name))
                except cases.passages.Unknown as wrong:
                    errors[name] = cases.passages.unknown_words(wrong)
                except Mistakes as wrong:
                    errors |= wrong.errors
            if len(typed) < len(names):
                continue
            subject, body = " ".join(typed[names[0]].split()), typed[names[1]]
            if language == "en" and not subject and not body:
                continue
            if not subject or len(subject) > MOST_SUBJECT:
                errors[names[0]] = _("Write a subject of %(num)s characters at most") % {"num": MOST_SUBJECT}
            if not body:
                errors[names[1]] = _("Write the letter")
            options[language] = [subject, body]
        if errors:
            raise Mistakes({name: errors[name] for name in self.names if name in errors})
        languages = Counter(one.language if one.language in options else "fr" for one in first)
        revisions = sorted({str(one.revision_id) for one in first if one.revision_id})
        return options | {"count": [languages["fr"], languages["en"]], "revisions": revisions}

    def sentence(self, options: Options, count: int) -> str:
        return ngettext(
            "You are about to produce a sealed letter for %(num)s request.",
            "You are about to produce a sealed letter for each of %(num)s requests.",
            count,
        ) % {"num": number(count)}

    def details(self, options: Options) -> list[tuple[str, str]]:
        known, found = _known(options), []
        for language, label in (("fr", _("In French")), ("en", _("In English"))):
            if language in options:
                subject, body = (known.shown(text, _language()) for text in options[language])
                found.append((label, f"{subject}\n\n{body}"))
        french, english = options["count"]
        if english:
            said = _("%(french)s in French, %(english)s in English")
            found.append((_("Language"), said % {"french": number(french), "english": number(english)}))
        return [*found, (_("How it leaves"), _ways()[options["way"]])]

    def title(self, options: Options) -> str:
        return _known(options).shown(options["fr"][0], _language())

    def foresee(self, case: Foreseen, options: Options) -> str:
        if case.lent:
            return _("It is another organisation’s: act on its own page")
        return "" if case.handles else _("You may not write there")

    def reasons(self, found: Sequence[Foreseen], options: Options, by: Actor) -> dict[uuid.UUID, str]:
        """What the texts name and a case does not say is known before it is confirmed."""
        barred = super().reasons(found, options, by)
        able = [one.id for one in found if one.id not in barred]
        lacking = cases.letters.lacking(able, words_of(options), by=by)
        return barred | {ident: _lacks(labels) for ident, labels in lacking.items()}

    def example(self, case_id: uuid.UUID, options: Options, *, by: Actor, at: dt.datetime) -> Callable[[], bytes]:
        ready = cases.letters.prepared(case_id, words_of(options), by=by, at=at)
        return lambda: ready.render(at)

    def do(self, todo: Todo, options: Options) -> bool:
        # many documents to seal: what a resident waits for goes first
        try:
            with mailroom.queued() as letters, jobs.in_background():
                cases.letters.write(
                    todo.case_id,
                    words_of(options),
                    by=todo.by,
                    at=todo.at,
                    version=todo.version,
                    posted=options["way"] == POSTED,
                )
        except cases.letters.Lacking as lacks:
            raise Refused(_lacks(lacks.labels)) from lacks
        except Unreached:
            raise Refused(_("It gives no postal address")) from None
        if letters:
            Item.objects.filter(id=todo.item_id).update(letter_id=letters[-1])
        return True

    def finish(self, run: Run) -> None:
        """Those that leave on paper as PDFs to print, after they are sealed."""
        with jobs.in_background():
            print_together(run, self)


def _known(options: Options) -> cases.passages.Passages:
    return cases.letters.may_hold([uuid.UUID(one) for one in options["revisions"]], _language())


def _passages(first: Sequence[Foreseen]) -> cases.passages.Passages:
    return cases.letters.may_hold([one.revision_id for one in first if one.revision_id], _language())


def _lacks(labels: Sequence[str]) -> str:
    return _("It does not say: %(what)s") % {"what": ", ".join(labels)}


ACTS.register(Produce())
