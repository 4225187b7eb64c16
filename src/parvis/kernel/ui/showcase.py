"""The made-up content of the style page: nobody in it exists."""

import datetime as dt
from zoneinfo import ZoneInfo

from django import forms

PARIS = ZoneInfo("Europe/Paris")


def _at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


class ExampleForm(forms.Form):
    """One field of each kind that pages outside procedures use."""

    email = forms.EmailField(label="Adresse électronique", help_text="Nous y envoyons un lien, rien d’autre")
    password = forms.CharField(label="Mot de passe", widget=forms.PasswordInput, help_text="12 caractères au moins")
    language = forms.ChoiceField(label="Langue des messages", choices=[("fr", "Français"), ("en", "English")])
    channel = forms.ChoiceField(
        label="Comment vous prévenir ?",
        choices=[("email", "Par courriel"), ("post", "Par courrier")],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label="Sujets suivis",
        choices=[("works", "Travaux"), ("school", "École")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    remark = forms.CharField(label="Remarque", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="J’ai lu les conditions")


def content() -> dict[str, object]:
    """What the pages of `templates/demo` show."""
    return {
        "received": dt.date(2026, 11, 3),
        "due": dt.date(2026, 11, 19),
        "may": dt.date(2026, 5, 1),
        "saved_at": _at(21, 14, 2),
        "population": 86_279,
        "cents": 123_450,
        "example": ExampleForm(
            {"email": "amina@exemple", "language": "fr", "channel": "post", "topics": ["works"], "remark": "Bonjour"}
        ),
        "events": [
            {"title": "Pièce demandée", "at": _at(6, 9, 12), "who": "Sofia Leclercq", "text": "Le plan de la salle."},
            {"title": "Dossier complet", "at": _at(4, 16)},
            {"title": "Demande reçue", "at": _at(3, 8, 30), "who": "par internet"},
        ],
        "messages_shown": [
            {
                "who": "Jean Deswarte",
                "at": _at(3, 18, 4),
                "text": "Bonjour,\nle camion arrive à 7 h 30, est-ce possible ?",
                "ours": False,
            },
            {
                "who": "Sofia Leclercq, Vie associative",
                "at": _at(4, 9),
                "text": "Bonjour, oui : l’arrêté couvrira 7 h – 18 h.",
                "ours": True,
            },
        ],
        "stages": [
            {"label": "Reçue", "when": "3 nov.", "state": "done"},
            {"label": "Complète", "when": "4 nov.", "state": "done"},
            {"label": "En instruction", "state": "now"},
            {"label": "Décision", "when": "avant le 19 nov.", "state": "next"},
        ],
    }
