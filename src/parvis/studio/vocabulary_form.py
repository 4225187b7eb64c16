"""The words that an organisation does not want to read: a line each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from parvis.forms.data import PRIVATE_USE
from parvis.studio.domain.jargon import MOST_TERMS, READY
from parvis.studio.domain.texts import LANGUAGES
from parvis.studio.models import Vocabulary

_LONGEST = 80
_LABELS = {
    "terms_fr": gettext_lazy("Words to avoid, in French"),
    "terms_en": gettext_lazy("Words to avoid, in English"),
    "spared_fr": gettext_lazy("Words not to remark, in French"),
    "spared_en": gettext_lazy("Words not to remark, in English"),
}


class VocabularyForm(forms.Form):
    """Lines "word = what to say instead", by language; and words of the lists further up that are left alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in _LABELS.items():
            help_text = (
                _("One a line: “words = what to say instead”. Without “=”, it is proposed to leave them out.")
                if name.startswith("terms")
                else _("One a line, of the list that is ready or the territory’s.")
            )
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=40_000,
                widget=forms.Textarea(attrs={"rows": 6}),
                help_text=help_text,
            )

    @staticmethod
    def initial_of(row: Vocabulary | None) -> dict[str, str]:
        """What is typed for what was kept."""
        found: dict[str, list[str]] = {name: [] for name in _LABELS}
        for language, term, proposal in row.terms if row else ():
            found[f"terms_{language}"].append(f"{term} = {proposal}" if proposal else term)
        for language, term in row.spared if row else ():
            found[f"spared_{language}"].append(term)
        return {name: "\n".join(lines) for name, lines in found.items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        total = 0
        for name in _LABELS:
            lines = [PRIVATE_USE.sub("", line).strip() for line in data.get(name, "").splitlines()]
            kept = [line for line in lines if line]
            total += len(kept)
            for line in kept:
                term, _equals, proposal = (part.strip() for part in line.partition("="))
                if not any(letter.isalpha() for letter in term):
                    self.add_error(
                        name, _("Begin this line with the words to avoid: “%(line)s”.") % {"line": line[:60]}
                    )
                elif max(len(term), len(proposal)) > _LONGEST:
                    self.add_error(
                        name,
                        _("“%(line)s…” is longer than %(most)s letters.") % {"line": line[:40], "most": _LONGEST},
                    )
            data[name] = kept
        if total > MOST_TERMS:
            self.add_error(None, _("That is more than %(most)s lines.") % {"most": MOST_TERMS})
        return data

    def terms(self) -> list[list[str]]:
        """`[language, words, proposal]`, the last line of the same words in force."""
        found: dict[tuple[str, str], str] = {}
        for language in LANGUAGES:
            for line in self.cleaned_data[f"terms_{language}"]:
                term, _equals, proposal = (part.strip() for part in line.partition("="))
                found[language, term] = proposal
        return [[language, term, proposal] for (language, term), proposal in found.items()]

    def spared(self) -> list[list[str]]:
        return [[language, term] for language in LANGUAGES for term in self.cleaned_data[f"spared_{language}"]]


def ready() -> list[dict[str, Any]]:
    """The list where every territory begins, by language."""
    return [{"language": language, "words": sorted(found.items())} for language, found in READY.items()]
