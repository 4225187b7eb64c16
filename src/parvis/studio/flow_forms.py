"""The inputs with which a designer changes a workflow: statuses, steps, timers, kept values, what steps do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from parvis.studio.data import Document, Part
from parvis.studio.domain import flow_words, guards
from parvis.studio.domain.action_options import Around, flat, nested, options_of
from parvis.studio.domain.elements import words
from parvis.studio.domain.options import Look
from parvis.studio.forms import OptionsForm, Words, language, shown, texts


def _statuses(document: Document) -> list[tuple[str, str]]:
    return [(one["id"], words(one["agent"], language())) for one in document["definition"]["workflow"]["statuses"]]


class StatusForm(Words):
    """Where a request stands: for agents in a word or two, for the person in a sentence."""

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_words("agent", _("Name for agents"), help_text=_("A word or two: it stands in lists."))
        self.add_words("resident", _("What the person reads"), help_text=_("A whole sentence."))
        self.fields["kind"] = forms.ChoiceField(
            label=_("What it means"),
            choices=[(str(kind), label) for kind, label in flow_words.KINDS.items()],
            widget=forms.RadioSelect,
            initial="open",
        )

    @staticmethod
    def initial_of(one: Mapping[str, Any]) -> dict[str, Any]:
        return {**texts("agent", one["agent"]), **texts("resident", one["resident"]), "kind": one["kind"]}

    def values(self) -> dict[str, Any]:
        return {
            "agent": self.words("agent"),
            "resident": self.words("resident"),
            "kind": self.cleaned_data["kind"],
        }


class StepForm(Words):
    """A way from statuses to another: who may take it, when, with which words."""

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = _statuses(document)
        self.add_words("label", _("What its button says"))
        self.fields["sources"] = forms.MultipleChoiceField(
            label=_("From"), choices=here, widget=forms.CheckboxSelectMultiple
        )
        self.fields["target"] = forms.ChoiceField(label=_("To"), choices=here)
        self.fields["rights"] = forms.MultipleChoiceField(
            label=_("Who may take it"),
            choices=list(flow_words.WHO.items()),
            widget=forms.CheckboxSelectMultiple,
            initial=["agent", "supervisor"],
            help_text=_("“By itself” is for timers."),
        )
        self.fields["reason"] = forms.ChoiceField(
            label=_("Words to the person"),
            choices=[("none", _("None")), ("optional", _("If one wants")), ("required", _("Always"))],
            widget=forms.RadioSelect,
            initial="none",
        )
        self.fields["four_eyes"] = forms.BooleanField(
            label=_("Not by the agent who took the step before"), required=False
        )
        self.fields["weight"] = forms.ChoiceField(
            label=_("How its button looks"),
            choices=[
                ("main", _("The main one")),
                ("other", _("One among others")),
                ("warning", _("A warning: it ends or refuses")),
            ],
            initial="other",
        )

    @staticmethod
    def initial_of(one: Mapping[str, Any]) -> dict[str, Any]:
        plain = {name: one.get(name) for name in ("sources", "target", "rights", "four_eyes")}
        return {
            **texts("label", one["label"]),
            **plain,
            "reason": one.get("reason", "none"),
            "weight": one.get("weight", "other"),
        }

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        plain = {name: data[name] for name in ("sources", "target", "rights", "reason", "weight")}
        return {"label": self.words("label"), **plain, "four_eyes": data["four_eyes"] or None}


class TimerForm(Words):
    """A step that is taken by itself."""

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [
            (one["id"], words(one["label"], language())) for one in document["definition"]["workflow"]["transitions"]
        ]
        self.fields["status"] = forms.ChoiceField(label=_("Once a request stands in"), choices=_statuses(document))
        self.fields["days"] = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=3650)
        self.fields["counted"] = forms.ChoiceField(
            label=_("Which days"),
            choices=[("days", _("Days of the calendar")), ("working", _("Days on which the organisation works"))],
            widget=forms.RadioSelect,
            initial="days",
        )
        self.fields["transition"] = forms.ChoiceField(label=_("This step is taken"), choices=steps)
        self.add_words(
            "reason", _("Words to the person"), required=False, long=True, help_text=_("Where the step gives a reason.")
        )
        if grounds := document["definition"].get("decisions", {}).get("grounds", ()):
            self.fields["grounds"] = forms.MultipleChoiceField(
                label=_("Legal grounds"),
                required=False,
                choices=[(one["id"], words(one["label"], language())) for one in grounds],
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Where the step refuses."),
            )

    @staticmethod
    def initial_of(one: Mapping[str, Any]) -> dict[str, Any]:
        plain = {name: one.get(name) for name in ("status", "days", "transition")}
        plain |= {"counted": one.get("counted", "days"), "grounds": list(one.get("grounds", ()))}
        return {**plain, **texts("reason", one.get("reason"))}

    def values(self) -> dict[str, Any]:
        plain = {name: self.cleaned_data[name] for name in ("status", "days", "counted", "transition")}
        return {**plain, "reason": self.words("reason"), "grounds": self.cleaned_data.get("grounds") or None}


class KeptForm(Words):
    """A value that steps keep beside the answers."""

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_words("label", _("What it is called"))
        self.fields["kind"] = forms.ChoiceField(label=_("What it is"), choices=list(flow_words.VALUES.items()))

    @staticmethod
    def initial_of(one: Mapping[str, Any]) -> dict[str, Any]:
        return {**texts("label", one["label"]), "kind": one["kind"]}

    def values(self) -> dict[str, Any]:
        return {"label": self.words("label"), "kind": self.cleaned_data["kind"]}


PartForm = StatusForm | StepForm | TimerForm | KeptForm
FORMS: dict[Part, type[StatusForm] | type[StepForm] | type[TimerForm] | type[KeptForm]] = {
    "statuses": StatusForm,
    "transitions": StepForm,
    "timers": TimerForm,
    "kept": KeptForm,
}


class ActionForm(OptionsForm):
    """What an action of a step is told; its formulas have pages of their own."""

    def __init__(self, *args: Any, action: str, around: Around, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.around = around
        self.options = [one for one in options_of(action, around) if one.look is not Look.RULE]
        for option in self.options:
            self.add_option(option)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for option in self.options:
            name = f"o_{option.name}"
            if option.look in (Look.PAIRS, Look.NAMES) and name in data:
                try:
                    scope = None
                    if option.look is Look.PAIRS:
                        scope = guards.scope(self.around.document, str(self.around.step["id"]))
                    data[name] = guards.read(str(data[name] or ""), scope) or None
                except ValueError as error:
                    self.add_error(name, str(error))
        return data

    @staticmethod
    def initial_of(action: str, held: Mapping[str, Any], around: Around) -> dict[str, Any]:
        options = options_of(action, around)
        values = flat(held, [one.name for one in options])
        found: dict[str, Any] = {}
        for option in options:
            value = values[option.name]
            if option.look is Look.PAIRS:
                found[f"o_{option.name}"] = guards.text_of(value, around.language)
            elif option.look is Look.NAMES:
                found[f"o_{option.name}"] = "\n".join(f"{name} = {path}" for name, path in dict(value or {}).items())
            elif option.look is not Look.RULE:
                found |= shown(option, option.default if value is None else value)
        return found

    def values(self, held: Mapping[str, Any]) -> dict[str, Any]:
        """The options as they are kept; held: those that stand there, whose formulas stay."""
        set_here = {option.name.partition(".")[0] for option in self.options}
        stays = {name: value for name, value in held.items() if name not in set_here}
        return stays | nested({option.name: self.option_value(option, self.cleaned_data) for option in self.options})
