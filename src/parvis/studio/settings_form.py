"""What stands beside the form of a procedure: how it is found, who answers, whom to write to, how long it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _

from parvis.cases.data import CaseTypeDefinition
from parvis.procedures.api import LIFE_EVENTS
from parvis.studio.data import Document
from parvis.studio.domain.elements import Kind, places, title
from parvis.studio.forms import Words, language, texts

MOST_LAWS: int = next(one.max_length for one in CaseTypeDefinition.model_fields["laws"].metadata)
_FACE = ("summary", "subject", "audience")
_PARTS = {"person": "family_name", "identity": "birth_name", "association": "name"}
_NAMING = frozenset({"text", "choice", "plate", "commune"})


def _asked(document: Document, *types: str) -> list[tuple[str, str]]:
    """Questions of these types, outside of blocks: their ids and labels."""
    return [
        (place.id, title(place.element, language()))
        for place in places(document)
        if place.kind is Kind.FIELD
        and place.above is not None
        and place.above.kind is Kind.SECTION
        and place.element["type"] in types
    ]


def _naming(document: Document) -> Iterator[tuple[str, str]]:
    """Answers that may name a request in lists."""
    for place in places(document):
        if place.kind is not Kind.FIELD or place.above is None or place.above.kind is not Kind.SECTION:
            continue
        kind, label = str(place.element["type"]), title(place.element, language())
        if kind in _PARTS:
            yield f"{place.id}.{_PARTS[kind]}", label
        elif kind in _NAMING:
            yield place.id, label


class SettingsForm(Words):
    """See the module."""

    def __init__(self, *args: Any, document: Document, departments: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        definition = document["definition"]
        self.add_words("name", _("Name of the procedure"))
        self.add_words("summary", _("In a sentence"), help_text=_("Under its name, in the list of procedures."))
        self.add_words("subject", _("Subject under which it is listed"))
        self.add_words("audience", _("For whom"))
        self.fields["words"] = forms.CharField(
            label=_("What residents call it"),
            required=False,
            max_length=500,
            help_text=_("Words with which it is found, separated by commas."),
        )
        self.fields["events"] = forms.MultipleChoiceField(
            label=_("Moments of life in which it is looked for"),
            required=False,
            choices=[(name, said.into(language())) for name, said in LIFE_EVENTS.items()],
            widget=forms.CheckboxSelectMultiple,
        )
        here = definition["department"]
        offered = departments if here in dict(departments) else [(here, here), *departments]
        self.fields["department"] = forms.ChoiceField(label=_("Department that answers"), choices=offered)
        contact = definition.get("contact") or {}
        nobody = ("", _("None"))
        for part, label, kinds in (
            ("email", _("E-mail address to write to"), ("email",)),
            ("phone", _("Phone number to call"), ("phone",)),
            ("postal", _("Address to which letters go"), ("address",)),
        ):
            choices = [nobody, *_asked(document, *kinds)]
            held = contact.get(part) or ""
            if held not in dict(choices):
                choices.append((held, held))
            self.fields[part] = forms.ChoiceField(label=label, required=False, choices=choices)
        kept = ",".join(definition.get("title") or ())
        naming = [nobody, *_naming(document)]
        if kept not in dict(naming):
            naming.append((kept, kept))
        self.fields["naming"] = forms.ChoiceField(
            label=_("Answer that names a request in lists"), required=False, choices=naming
        )
        self.fields["promise"] = forms.IntegerField(
            label=_("Answer promised within, in working days"), required=False, min_value=1, max_value=260
        )
        self.fields["years"] = forms.IntegerField(
            label=_("Requests are kept for, in years after their end"), required=False, min_value=1, max_value=100
        )
        self.add_words("source", _("Where that length comes from"), required=False, long=True)
        self._add_laws(len(definition.get("laws") or ()))

    def _add_laws(self, held: int) -> None:
        """A row for each legal reference, and one more to fill in."""
        self.rows = min(held + 1, MOST_LAWS)
        for row in range(self.rows):
            number = row + 1
            self.add_words(f"law{row}", _("Text %(number)s") % {"number": number}, required=False)
            self.fields[f"law{row}_article"] = forms.CharField(
                label=_("Article, text %(number)s") % {"number": number}, required=False, max_length=200
            )
            self.fields[f"law{row}_link"] = forms.URLField(
                label=_("Where text %(number)s is read") % {"number": number},
                required=False,
                max_length=500,
                assume_scheme="https",
                validators=[
                    RegexValidator(r"^https://[^\s<>\"'`\\]+$", _("Give an address that begins with https://"))
                ],
            )

    @staticmethod
    def initial_of(document: Document) -> dict[str, Any]:
        definition, face = document["definition"], document["face"]
        contact, retention = definition.get("contact") or {}, definition.get("retention") or {}
        said = {"name": definition["name"], "source": retention.get("source")}
        said |= {part: face.get(part) for part in _FACE}
        found = {name: one for held, text in said.items() for name, one in texts(held, text).items()}
        return found | {
            "words": ", ".join(face.get("words") or ()),
            "events": list(face.get("events") or ()),
            **_laws_of(definition),
            "department": definition["department"],
            **{part: contact.get(part) or "" for part in ("email", "phone", "postal")},
            "naming": ",".join(definition.get("title") or ()),
            "promise": (definition.get("deadline") or {}).get("promise_working_days"),
            "years": retention.get("years"),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("years") and not data.get("source_fr"):
            self.add_error("source_fr", _("Say where that length comes from."))
        for row in range(self.rows):
            if (data.get(f"law{row}_article") or data.get(f"law{row}_link")) and not data.get(f"law{row}_fr"):
                self.add_error(f"law{row}_fr", _("Say which text it is."))
        return data

    def definition(self) -> dict[str, Any]:
        """The parts of the definition to set; what this page does not show stays."""
        data, held = self.cleaned_data, self.document["definition"]
        contact = dict(held.get("contact") or {}) | {part: data[part] or None for part in ("email", "phone", "postal")}
        deadline = dict(held.get("deadline") or {})
        deadline.pop("promise_working_days", None)
        if data["promise"]:
            deadline["promise_working_days"] = data["promise"]
        return {
            "name": self.words("name"),
            "department": data["department"],
            "contact": contact,
            "title": [path for path in data["naming"].split(",") if path],
            "deadline": deadline or None,
            "retention": self._retention(),
            "laws": self._laws() or None,
        }

    def _laws(self) -> list[dict[str, Any]]:
        """The rows that say a text; one that was emptied is taken away."""
        data = self.cleaned_data
        return [
            {"text": text, "article": data[f"law{row}_article"], "link": data[f"law{row}_link"]}
            for row in range(self.rows)
            if (text := self.words(f"law{row}"))
        ]

    def _retention(self) -> dict[str, Any] | None:
        """As it was where nothing of it was changed: a length in months is not shown in years."""
        held: Mapping[str, Any] = self.document["definition"].get("retention") or {}
        years, source = self.cleaned_data["years"], self.words("source")
        if years is None:
            return dict(held) if held.get("months") else None
        same = years == held.get("years") and source == held.get("source")
        return dict(held) if same else {"years": years, "source": source}

    def face(self) -> dict[str, Any]:
        """The parts of the face to set."""
        said = [word.strip() for word in self.cleaned_data["words"].split(",")]
        return {
            "title": self.words("name"),
            **{part: self.words(part) for part in _FACE},
            "words": [word for word in said if word] or None,
            "events": self.cleaned_data["events"] or None,
        }


def _laws_of(definition: Mapping[str, Any]) -> dict[str, str]:
    """What the rows of legal references show."""
    found: dict[str, str] = {}
    for row, law in enumerate(definition.get("laws") or ()):
        found |= texts(f"law{row}", law["text"])
        found |= {f"law{row}_{part}": law.get(part, "") for part in ("article", "link")}
    return found


#: the input of this page that a problem beside the form concerns, by the beginning of its path
_INPUTS = {
    "contact.email": "id_email",
    "contact.phone": "id_phone",
    "contact.postal": "id_postal",
    "contact": "id_email",
    "title": "id_naming",
    "retention": "id_years",
    "face.events": "id_events_0",
    "face.title": "id_name_en",
    "face.summary": "id_summary_en",
    "face.subject": "id_subject_en",
    "face.audience": "id_audience_en",
}


def input_of(part: str) -> str:
    """The id of the input that a problem of that path concerns; "" for what this page doesn't show."""
    return next((name for path, name in _INPUTS.items() if part == path or part.startswith(f"{path}.")), "")
