"""The inputs with which rules are written."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from parvis.kernel.ids import new_id
from parvis.routing.data import MOST_PEOPLE, SendingRule, Target, Way
from parvis.routing.views.place import Place
from parvis.territory.api import departments


class _Targeted(forms.Form):
    """Where cases go: a department, and to whom in it."""

    def __init__(self, *args: Any, place: Place, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        offered = [(str(one.id), str(one.name)) for one in departments.of(place.organisation.id)]
        people = sorted(
            ((str(one), held[0].name) for one, held in place.where.handlers.items() if place.where.able(one)),
            key=lambda pair: (pair[1].casefold(), pair[0]),
        )
        gone = (kwargs.get("initial") or {}).get("department", "")
        if gone and gone not in dict(offered):
            offered.append((gone, _("(no longer takes requests)")))
        if optional:
            first = [("", _("Where the procedure sends them (%(place)s)") % {"place": place.default})]
        else:
            first = [("", _("Choose…"))]
        self.fields["department"] = forms.ChoiceField(
            label=_("They go to the department"), choices=[*first, *offered], required=not optional
        )
        self.fields["way"] = forms.ChoiceField(
            label=_("And there"),
            widget=forms.RadioSelect,
            required=not optional,
            initial=Way.PILE.value,
            choices=[
                (Way.PILE.value, _("they wait for somebody (or the department’s own rules of handing out)")),
                (Way.TURN.value, _("each goes to whoever of the department has the fewest")),
                (Way.PEOPLE.value, _("each goes to one of these people, whoever has the fewest:")),
            ],
        )
        self.fields["people"] = forms.MultipleChoiceField(
            label=_("People"),
            required=False,
            choices=people,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Those who may see the requests of this procedure. Who is away is replaced."),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        people = data.get("people") or []
        if data.get("way") == Way.PEOPLE and not people:
            self.add_error("people", _("Tick at least one person"))
        if len(people) > MOST_PEOPLE:
            self.add_error("people", _("Tick %(num)s people at most") % {"num": MOST_PEOPLE})
        return data

    def target(self) -> Target | None:
        """What was typed; None for where the procedure sends."""
        data = self.cleaned_data
        if not data["department"]:
            return None
        way = Way(data["way"] or Way.PILE)
        people = tuple(sorted(uuid.UUID(one) for one in data["people"])) if way is Way.PEOPLE else ()
        return Target(department=uuid.UUID(data["department"]), way=way, people=people)

    @staticmethod
    def initial_of_target(to: Target | None) -> dict[str, Any]:
        if to is None:
            return {"department": "", "way": Way.PILE.value, "people": []}
        return {
            "department": str(to.department),
            "way": to.way.value,
            "people": [str(one) for one in to.people],
        }


class RuleForm(_Targeted):
    """A rule, beside its condition."""

    field_order = ("name", "department", "way", "people")

    name = forms.CharField(
        label=gettext_lazy("The rule in plain words"),
        max_length=120,
        help_text=gettext_lazy("Agents read it on each request that it sends: “Lives in the Citadelle”."),
    )

    def __init__(self, *args: Any, place: Place, known: SendingRule | None = None, **kwargs: Any) -> None:
        self._known = known
        if known is not None and "initial" not in kwargs:
            kwargs["initial"] = {"name": known.name} | self.initial_of_target(known.to)
        super().__init__(*args, place=place, **kwargs)
        self.order_fields(self.field_order)

    def rule(self, when: Any) -> SendingRule:
        """The rule that was typed; when: its condition, None for none."""
        data, to, known = self.cleaned_data, self.target(), self._known
        assert to is not None
        return SendingRule(
            id=known.id if known else new_id(),
            name=data["name"],
            when=True if when is None else when,
            to=to,
            on=known.on if known else True,
        )


class OtherwiseForm(_Targeted):
    """Where cases go that no rule fits."""

    mended = forms.BooleanField(
        required=False,
        label=gettext_lazy("Once somebody has corrected their answers, send their request where the rules lead then"),
        help_text=gettext_lazy("Otherwise it stays where it is, and agents read where it would go."),
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, place=place, optional=True, **kwargs)
        self.order_fields(("department", "way", "people", "mended"))
