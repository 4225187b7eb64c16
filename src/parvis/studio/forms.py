"""The inputs with which a designer changes an element."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext as _, gettext_lazy

from parvis.forms.data import MOST_ROWS, PRIVATE_USE
from parvis.forms.registry import FIELD_TYPES
from parvis.studio.domain.options import Look, Option, options_of
from parvis.territory.data import Sphere

_LONG = 20_000
_TABLE = 500_000


class Words(forms.Form):
    """Base of the forms whose texts are in both languages: `label` is `label_fr` and `label_en`."""

    def add_words(
        self, name: str, label: Any, *, required: bool = True, help_text: Any = "", long: bool = False
    ) -> None:
        """A text in French and English."""
        for language, said in (("fr", _("in French")), ("en", _("in English"))):
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=_("%(what)s, %(language)s") % {"what": label, "language": said},
                required=required and language == "fr",
                max_length=_LONG,
                help_text=help_text if language == "fr" else "",
                widget=forms.Textarea if long else forms.TextInput,
            )

    def words(self, name: str) -> dict[str, str] | None:
        """What was typed; None for nothing."""
        french, english = (self.cleaned_data.get(f"{name}_{language}", "") for language in ("fr", "en"))
        if not french:
            return None
        return {"fr": french} | ({"en": english} if english else {})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in list(self.fields):
            if name.endswith(("_fr", "_en")) and isinstance(data.get(name), str) and data[name]:
                # as `LocalizedText` keeps it
                data[name] = PRIVATE_USE.sub("", data[name]).strip()
                if not data[name]:
                    self.add_error(name, _("These characters can’t be kept: write it in letters."))
        for name in list(self.fields):
            if name.endswith("_en") and data.get(name) and not data.get(f"{name[:-3]}_fr"):
                other = f"{name[:-3]}_fr"
                if other in self.fields and other not in self.errors:
                    self.add_error(other, _("Give the French text first."))
        return data


def texts(name: str, value: Mapping[str, str] | None) -> dict[str, str]:
    """What the inputs of a text in both languages show."""
    return {f"{name}_{language}": (value or {}).get(language, "") for language in ("fr", "en")}


class PageForm(Words):
    """A page or a section: its title."""

    def __init__(self, *args: Any, titled: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_words("title", _("Heading"), required=titled)

    @staticmethod
    def initial_of(element: Mapping[str, Any]) -> dict[str, Any]:
        return texts("title", element.get("title"))

    def values(self) -> dict[str, Any]:
        return {"title": self.words("title")}


class MessageForm(Words):
    """What is said where a rule does not hold."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_words("message", _("Message where it does not hold"))


class BlockForm(Words):
    """A block: questions asked once for each person or thing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_words("label", _("Title of the block"))
        self.add_words("item_label", _("What one of them is called"), help_text=_("“Child”, “Vehicle”…"))
        self.add_words("hint", _("Help"), required=False)
        self.fields["min"] = forms.IntegerField(label=_("At least"), min_value=0, max_value=50)
        self.fields["max"] = forms.IntegerField(label=_("At most"), min_value=1, max_value=50)
        self.fields["layout"] = forms.ChoiceField(
            label=_("How it is shown"),
            choices=[
                ("cards", _("As cards, one below the other")),
                ("table", _("As a table, as cards on a telephone")),
            ],
            help_text=_("A table suits a few short questions. It can’t hold a block."),
        )
        for language, said in (("fr", _("in French")), ("en", _("in English"))):
            self.fields[f"rows_{language}"] = forms.CharField(
                label=_("%(what)s, %(language)s") % {"what": _("Names of fixed rows, one a line"), "language": said},
                required=False,
                max_length=_LONG,
                help_text=_("“Monday”, “Tuesday”… They say how many rows there are; leave empty for free rows.")
                if language == "fr"
                else "",
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        french, english = self._lines("fr"), self._lines("en")
        if len(french) > MOST_ROWS:
            self.add_error("rows_fr", _("%(most)s rows at most") % {"most": MOST_ROWS})
        if english and len(english) != len(french):
            self.add_error("rows_en", _("Give as many names in English as in French, in the same order, or none."))
        return data

    def _lines(self, language: str) -> list[str]:
        return [line.strip() for line in self.cleaned_data.get(f"rows_{language}", "").splitlines() if line.strip()]

    def _rows(self) -> list[dict[str, str]] | None:
        french, english = self._lines("fr"), self._lines("en")
        if not english:
            return [{"fr": one} for one in french] or None
        return [{"fr": one, "en": other} for one, other in zip(french, english, strict=True)]

    @staticmethod
    def initial_of(element: Mapping[str, Any]) -> dict[str, Any]:
        texts = {
            key: value
            for name in ("label", "item_label", "hint")
            for key, value in texts(name, element.get(name)).items()
        }
        named = element.get("row_labels", ())
        french, english = [one["fr"] for one in named], [one.get("en", "") for one in named]
        return texts | {
            "min": element.get("min", 0),
            "max": element.get("max", 10),
            "layout": element.get("layout", "cards"),
            "rows_fr": "\n".join(french),
            "rows_en": "\n".join(english) if all(english) else "",
        }

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "label": self.words("label"),
            "item_label": self.words("item_label"),
            "hint": self.words("hint"),
            "min": data["min"],
            "max": data["max"],
            "layout": data["layout"],
            "row_labels": self._rows(),
        }


class OptionsForm(Words):
    """Base of the forms of what is set by a model of options: `o_` before each of their names."""

    def add_option(self, option: Option) -> None:
        name = f"o_{option.name}"
        words: dict[str, Any] = {"label": option.label, "help_text": option.help, "required": False}
        bounds: dict[str, Any] = {"min_value": option.least, "max_value": option.most}
        if option.look is Look.TEXT:
            long = option.name.rpartition(".")[2] in ("text", "body")
            self.add_words(name, option.label, required=option.required, help_text=option.help, long=long)
        elif option.look is Look.YES:
            self.fields[name] = forms.BooleanField(**words)
        elif option.look is Look.NUMBER:
            self.fields[name] = forms.IntegerField(**words, **bounds)
        elif option.look is Look.DECIMAL:
            self.fields[name] = forms.FloatField(**words, **bounds, localize=True)
        elif option.look is Look.EUROS:
            self.fields[name] = forms.DecimalField(**words, decimal_places=2, max_digits=15, localize=True)
        elif option.look is Look.DATE:
            self.fields[name] = forms.DateField(**words, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
        elif option.look is Look.ONE:
            self.fields[name] = forms.ChoiceField(**words, choices=option.offered)
        elif option.look is Look.SEVERAL:
            self.fields[name] = forms.MultipleChoiceField(
                **words, choices=option.offered, widget=forms.CheckboxSelectMultiple
            )
        elif option.look is Look.TABLE:
            self.fields[name] = forms.CharField(**words, max_length=_TABLE, widget=forms.Textarea)
        elif option.look in (Look.PAIRS, Look.NAMES):
            self.fields[name] = forms.CharField(**words, max_length=_LONG, widget=forms.Textarea)
        elif option.look in (Look.LINE, Look.LINES):
            self.fields[name] = forms.CharField(**words, max_length=500)

    def option_value(self, option: Option, data: Mapping[str, Any]) -> Any:
        name = f"o_{option.name}"
        if option.look is Look.TEXT:
            return self.words(name)
        value = data.get(name)
        if option.look is Look.YES:
            return bool(value)
        if value in (None, ""):
            return None
        if option.look is Look.EUROS:
            return int(value * 100)
        if option.look is Look.LINES:
            said = [one.strip() for one in str(value).split(",") if one.strip()]
            return [one.upper() for one in said] if option.name == "countries" else said
        if option.look is Look.TABLE:
            return [one.strip() for one in str(value).splitlines() if one.strip()]
        return plain(value)


NEVER, ALWAYS, WHEN = "never", "always", "when"


class FieldForm(OptionsForm):
    """A question: its words, whether it must be answered, what its type lets one set."""

    def __init__(
        self,
        *args: Any,
        type: str,  # noqa: A002
        sources: Mapping[str, Any],
        conditional: bool,
        datasets: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = FIELD_TYPES.get(type)
        self.add_words("label", _("Question"))
        self.add_words("hint", _("Help"), required=False)
        if self.kind is None:
            return
        if self.kind.asks:
            offered = [(ALWAYS, _("Yes, always")), (NEVER, _("No, it may stay empty"))]
            if conditional:
                offered.append((WHEN, _("Under the condition that it has")))
            self.fields["required"] = forms.ChoiceField(
                label=_("Must it be answered?"), choices=offered, widget=forms.RadioSelect
            )
        if self.kind.prefill:
            named = [(source, sources.get(source, source)) for source in self.kind.prefill]
            self.fields["prefill"] = forms.ChoiceField(
                label=_("Filled in from"), required=False, choices=[("", _("Nothing")), *named]
            )
        self.options = options_of(self.kind)
        for option in self.options:
            self.add_option(option)
            if option.name == "dataset":
                held = self.initial.get("o_dataset")
                offered = [*datasets, *([(held, held)] if held and held not in dict(datasets) else [])]
                self.fields["o_dataset"] = forms.ChoiceField(
                    label=str(option.label), help_text=str(option.help), required=False, choices=[("", "–"), *offered]
                )

    @staticmethod
    def initial_of(element: Mapping[str, Any]) -> dict[str, Any]:
        found = {**texts("label", element.get("label")), **texts("hint", element.get("hint"))}
        required = element.get("required", False)
        found["required"] = WHEN if not isinstance(required, bool) else (ALWAYS if required else NEVER)
        found["prefill"] = element.get("prefill") or ""
        kind = FIELD_TYPES.get(str(element["type"]))
        options = element.get("options") or {}
        for option in options_of(kind) if kind else ():
            found |= shown(option, options.get(option.name, option.default))
        return found

    def values(self, element: Mapping[str, Any]) -> dict[str, Any]:
        """What to set. An option that says what its type says anyway is left out."""
        data = self.cleaned_data
        found: dict[str, Any] = {"label": self.words("label"), "hint": self.words("hint")}
        if self.kind is None:
            return found
        if "required" in self.fields and data["required"] != WHEN:
            found["required"] = data["required"] == ALWAYS or None
        if "prefill" in self.fields:
            found["prefill"] = data["prefill"] or None
        held = element.get("options") or {}
        options = {}
        for option in self.options:
            if option.look is Look.CHOICES:
                continue
            value = self.option_value(option, data)
            said = option.name in held and held[option.name] == value
            if value is not None and (said or value != plain(option.default)):
                options[option.name] = value
        kept = held.get("choices")
        found["options"] = ({"choices": kept} if kept is not None else {}) | options or None
        return found


def plain(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def shown(option: Option, value: Any) -> dict[str, Any]:
    """What the inputs of an option show; what an option of a hand-made definition can't be is left empty."""
    name = f"o_{option.name}"
    if option.look is Look.TEXT:
        return texts(name, value if isinstance(value, dict) else None)
    if option.look is Look.EUROS:
        return {name: Decimal(value) / 100 if isinstance(value, int) else None}
    if option.look is Look.LINES:
        return {name: ", ".join(map(str, value)) if isinstance(value, list | tuple) else ""}
    if option.look is Look.TABLE:
        return {name: "\n".join(map(str, value)) if isinstance(value, list | tuple) else ""}
    if option.look is Look.SEVERAL:
        return {name: [str(one) for one in value] if isinstance(value, list | tuple) else []}
    return {name: value if not isinstance(value, dict | list) else ""}


class NewForm(Words):
    """A new procedure: what it is called, what it is about, what it begins with."""

    def __init__(
        self, *args: Any, departments: list[tuple[str, str]], ready: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.add_words("title", _("Name of the procedure"), help_text=_("As residents would say it."))
        self.fields["title_fr"].max_length = self.fields["title_en"].max_length = 150  # type: ignore[attr-defined]
        self.fields["sphere"] = forms.ChoiceField(
            label=_("Domain"),
            choices=[(str(sphere), sphere.label) for sphere in Sphere],
            help_text=_("Agents of other domains will not see its requests. It can’t be changed later."),
        )
        self.fields["department"] = forms.ChoiceField(label=_("Department that answers"), choices=departments)
        self.fields["like"] = forms.ChoiceField(
            label=_("Begin with"),
            required=False,
            choices=[("", _("A simple form: who asks, and what for")), *ready],
            help_text=_("A copy of a ready procedure is yours to change; the original stays."),
        )


class AddForm(Words):
    """A new element: what it is called."""

    required = forms.BooleanField(label=gettext_lazy("It must be answered"), required=False, initial=True)

    def __init__(self, *args: Any, what: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if what == "field":
            self.add_words("label", _("Question"))
        else:
            del self.fields["required"]
        if what in ("page", "section"):
            self.add_words("title", _("Heading"), required=what == "page")
        if what == "block":
            self.add_words("label", _("Title of the block"))
            self.add_words("item_label", _("What one of them is called"), help_text=_("“Child”, “Vehicle”…"))
            self.add_words("first", _("First question"))


def language() -> str:
    """The language of the page: "fr" or "en"."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"
