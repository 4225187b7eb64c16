"""The inputs with which a designer changes what stands beside a step: levels of approval, opinions that are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from parvis.access.data import RIGHTS, Right, Role
from parvis.deadlines.data import Favour, Unit
from parvis.studio.data import Document
from parvis.studio.domain import flow_words
from parvis.studio.domain.elements import Kind, blocks_around, places, title, words
from parvis.studio.forms import Words, language, texts


def _offered(choices: Sequence[tuple[str, str]], held: str | None) -> list[tuple[str, str]]:
    """Those, and what stands there already, which a page must not lose."""
    return [*choices, *([(held, held)] if held and held not in dict(choices) else [])]


class LevelForm(Words):
    """One level of approval: who agrees, how many of them."""

    def __init__(self, *args: Any, document: Document, departments: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_words("label", _("What this level is called"), help_text=_("“Head of department”, “Finance”…"))
        handling = [str(role) for role in Role if Right.HANDLE_CASES in RIGHTS[role]]
        self.fields["rights"] = forms.MultipleChoiceField(
            label=_("Who may agree"),
            required=False,
            choices=[(role, flow_words.WHO.get(role, role)) for role in handling],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Nobody agrees to what they asked themselves; whoever is away may delegate."),
        )
        self.fields["department"] = forms.ChoiceField(
            label=_("Of which department"),
            required=False,
            choices=[("", _("Of any")), *_offered(departments, self.initial.get("department"))],
        )
        self.fields["least"] = forms.IntegerField(
            label=_("How many of them have to agree"), min_value=1, max_value=9, initial=1
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not data.get("rights") and not data.get("department"):
            self.add_error("rights", _("Say who may agree: roles, a department, or both."))
        return data

    @staticmethod
    def initial_of(one: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **texts("label", one["label"]),
            "rights": list(one.get("rights") or ()),
            "department": one.get("department") or "",
            "least": one.get("least", 1),
        }

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "label": self.words("label"),
            "rights": data["rights"] or None,
            "department": data["department"] or None,
            "least": data["least"],
        }


#: how a délai of an opinion's own is counted
_MONTHS = "months"


class OpinionForm(Words):
    """An opinion: whom one asks, what, by when, what silence means, what the person reads of it."""

    def __init__(self, *args: Any, document: Document, departments: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        law = (document["definition"].get("deadline") or {}).get("rules") or {}
        self.add_words("label", _("Whose opinion"), help_text=_("As everybody reads it: “Municipal police”."))
        self.fields["department"] = forms.ChoiceField(
            label=_("Department that is asked"),
            required=False,
            choices=[("", _("The agent says who")), *_offered(departments, self.initial.get("department"))],
        )
        self.add_words("question", _("What is asked"), required=False, long=True)
        self._add_delay(law)
        self.fields["silence"] = forms.ChoiceField(
            label=_("What no answer means"),
            choices=list(flow_words.silences().items()),
            widget=forms.RadioSelect,
            initial=str(Favour.NONE),
            help_text=_("Where the time to answer follows this opinion, its own rule says so.") if law else "",
        )
        if (law.get("extensions")) or self.initial.get("extension"):
            named = [(one["id"], words(one["label"], language())) for one in law.get("extensions") or ()]
            self.fields["extension"] = forms.ChoiceField(
                label=_("The time to answer is made longer by"),
                required=False,
                choices=[("", _("Nothing")), *_offered(named, self.initial.get("extension"))],
            )
        self.fields["remind_days"] = forms.IntegerField(
            label=_("Reminded so many days before the last"), min_value=1, max_value=60, initial=3
        )
        self.fields["told"] = forms.ChoiceField(
            label=_("What the person concerned reads"),
            choices=list(flow_words.told_words().items()),
            widget=forms.RadioSelect,
            initial="nothing",
        )
        self.fields["confidential"] = forms.BooleanField(label=_("Asked in confidence"), required=False)
        asked = [
            (place.id, title(place.element, language()))
            for place in places(document)
            if place.kind is Kind.FIELD and not blocks_around(place) and place.element.get("type") != "explanation"
        ]
        for held in self.initial.get("shows") or ():
            asked = _offered(asked, held)
        self.fields["shows"] = forms.MultipleChoiceField(
            label=_("Answers that are shown to them"),
            required=False,
            choices=asked,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("None: the agent chooses each time."),
        )

    def _add_delay(self, law: Mapping[str, Any]) -> None:
        named = [(one["id"], words(one["label"], language())) for one in law.get("consultations") or ()]
        held = self.initial.get("clock")
        if named or held:
            self.fields["clock"] = forms.ChoiceField(
                label=_("The time to answer follows"),
                required=False,
                choices=[("", _("Nothing: it moves no date")), *_offered(named, held)],
            )
        self.fields["length"] = forms.IntegerField(
            label=_("Answer awaited within"),
            required=False,
            min_value=1,
            max_value=520,
            help_text=_("Where the time to answer follows this opinion, its own rule says how long.") if named else "",
        )
        self.fields["unit"] = forms.ChoiceField(
            label=_("Counted in"), choices=list(units().items()), initial=str(Unit.CALENDAR)
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        length = data.get("length")
        if "length" not in self.errors and not data.get("clock") and not length:
            self.add_error("length", _("Say within how long the answer is awaited."))
        if length and data.get("unit") == _MONTHS and length > 120:
            self.add_error("length", _("At most 120 months."))
        return data

    @staticmethod
    def initial_of(one: Mapping[str, Any]) -> dict[str, Any]:
        within = one.get("within") or {}
        months = within.get("months")
        return {
            **texts("label", one["label"]),
            **texts("question", one.get("question")),
            **{name: one.get(name) or "" for name in ("department", "clock", "extension")},
            "length": months or within.get("days"),
            "unit": _MONTHS if months else within.get("unit", str(Unit.CALENDAR)),
            "silence": one.get("silence", str(Favour.NONE)),
            "told": one.get("told", "nothing"),
            "remind_days": one.get("remind_days", 3),
            "confidential": one.get("confidential", False),
            "shows": list(one.get("shows") or ()),
        }

    def values(self, held: Mapping[str, Any]) -> dict[str, Any]:
        """What to set. held: what stands there, whose délai of months and days stays where it was not touched."""
        data = self.cleaned_data
        clock = data.get("clock") or None
        return {
            "label": self.words("label"),
            "department": data["department"] or None,
            "question": self.words("question"),
            "clock": clock,
            "extension": data.get("extension") or None,
            "within": None if clock else self._within(held),
            "silence": data["silence"],
            "told": data["told"],
            "remind_days": data["remind_days"],
            "confidential": data["confidential"] or None,
            "shows": data["shows"] or None,
        }

    def _within(self, held: Mapping[str, Any]) -> dict[str, Any]:
        data, was = self.cleaned_data, self.initial_of(held) if held else {}
        if held.get("within") and (data["length"], data["unit"]) == (was.get("length"), was.get("unit")):
            return dict(held["within"])
        if data["unit"] == _MONTHS:
            return {"months": data["length"]}
        return {"days": data["length"], "unit": data["unit"]}


def units() -> dict[str, str]:
    """How a délai may be counted, in words."""
    return {
        str(Unit.CALENDAR): _("Days of the calendar"),
        str(Unit.WORKED): _("Days on which the organisation works"),
        str(Unit.WORKABLE): _("Working days, Saturdays too"),
        str(Unit.CLEAR): _("Clear days: neither the first nor the last counts"),
        _MONTHS: _("Months"),
    }
