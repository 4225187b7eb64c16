"""Rules of Publik tried on both sides: Django's own engine with the filters that we define, and ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from parvis.expressions.api import Program
from parvis.forms.registry import FIELD_TYPES, Asked
from parvis.incoming.domain import naming
from parvis.incoming.domain.model import Ask
from parvis.incoming.publik import answers, language
from parvis.incoming.publik.knowing import Known

TODAY = dt.date(2026, 11, 22)


def ask(kind: str, form: str, pairs: tuple[tuple[str, str], ...] = (), **options: Any) -> Ask:
    made = Ask(None, kind, "?", options=options, format=form)  # type: ignore[arg-type]
    made.offered = naming.offered(pairs)
    return made


QUESTIONS: dict[str, tuple[str, Ask]] = {
    "nom": ("nom", ask("text", "text")),
    "cp": ("cp", ask("formatted_text", "text", pattern=r"\d{4,5}")),
    "nombre": ("nombre", ask("integer", "number", min=-50)),
    "prix": ("prix", ask("decimal", "number", min=-50)),
    "naissance": ("naissance", ask("date", "date")),
    "mariage": ("mariage", ask("date", "date")),
    "qui": ("qui", ask("choice", "choice", (("moi", "Moi-même"), ("tiers", "Une autre personne")))),
    "motif": ("motif", ask("choice", "choice", (("Autre", "Autre"), ("É 1", "Étude"), ("1d", "Un jour")))),
    "services": ("services", ask("choices", "choices", (("a", "Accueil"), ("b c", "Bureau"), ("24h", "Jour")))),
    "accord": ("accord", ask("checkbox", "bool")),
    "discret": ("discret", ask("checkbox", "bool")),
}
KNOWN = Known(
    named=QUESTIONS,
    constants={"mode": "Paiement en ligne", "actif": True, "vide": "", "prix_unite": "3"},
    variables={"commune_slug": "dunkerque", "commune_cp": "59140,59240"},
    facts={"form_slug": "f", "form_name": "F"},
    elsewhere=frozenset({"wf"}),
    hidden=frozenset({"discret"}),
)

TYPED = st.one_of(
    st.sampled_from(["", "None", "none", "0", "1", "3", "18", "18.5", "18,50", "-3", "moi", "Autre", "AUTRE", "59140"]),
    st.sampled_from(["Moi-même", "Étude", "étude", "a", "1d", "24h", "PT24H", "True", "false", "2019-03-31", "oui"]),
    st.text(max_size=6),
    st.integers(-60, 200).map(str),
)
_DATES = st.one_of(
    st.dates(dt.date(1930, 1, 1), dt.date(2040, 1, 1)),
    st.sampled_from([TODAY, dt.date(2019, 3, 31), dt.date(2008, 2, 29), dt.date(2008, 11, 22), dt.date(2008, 11, 23)]),
)


def typed(question: Ask) -> st.SearchStrategy[dict[str, list[str]]]:
    """What somebody may type or forge for a question: right, wrong, of another type, or nothing."""
    if question.outcomes:
        return st.sampled_from(question.outcomes).map(lambda text: {"": [text]})
    if question.type == "date":
        right = _DATES.map(lambda day: {"day": [str(day.day)], "month": [str(day.month)], "year": [str(day.year)]})
        return st.one_of(right, TYPED.map(lambda text: {"day": [text]}), st.just({}))
    if question.offered:
        values = st.sampled_from([one.value for one in question.offered])
        several = st.lists(values, max_size=3, unique=True).map(lambda found: {"": found})
        return st.one_of(values.map(lambda value: {"": [value]}), several, TYPED.map(lambda text: {"": [text]}))
    if question.type == "checkbox":
        return st.sampled_from([{"": ["yes"]}, {}, {"": [""]}, {"": ["no"]}])
    return st.one_of(TYPED.map(lambda text: {"": [text]}), st.just({}))


def read(question: Ask, given: Mapping[str, list[str]]) -> Any:
    """What our form keeps of it; None for what it refuses: Publik's widgets keep nothing of that either."""
    kind = FIELD_TYPES[question.type]
    options = dict(question.options)
    if question.offered:
        options["choices"] = [{"value": one.value, "label": {"fr": one.label}} for one in question.offered]
    asked = Asked("x", "?", "", kind.Options.model_validate(options), "fr")
    cleaned = {part: [text.strip() for text in texts] for part, texts in given.items()}
    return kind.read(cleaned, asked).value


def filled(named: Mapping[str, tuple[str, Ask]]) -> st.SearchStrategy[dict[str, Any]]:
    """Answers of a whole form by id, as our forms keep them."""
    one_each = st.fixed_dictionaries({name: typed(question) for name, (_id, question) in named.items()})
    return one_each.map(
        lambda given: {
            field_id: value
            for name, (field_id, question) in named.items()
            if (value := read(question, given[name])) is not None
        }
    )


def django_says(text: str, known: Known, given: Mapping[str, Any]) -> bool:
    """Django's own verdict: a template rendered by its engine. What it raises, Publik takes for false."""
    values = answers.context(known.named, given) | dict(known.variables) | dict(known.facts)
    values |= answers.options(known.constants)
    try:
        return language.rendered("{% if " + text + " %}yes{% endif %}", values, TODAY) == "yes"
    except Exception:  # noqa: BLE001 - whatever a filter raises
        return False


def django_writes(text: str, known: Known, given: Mapping[str, Any]) -> str:
    """What Django's engine makes of a whole template."""
    values = answers.context(known.named, given) | dict(known.variables) | dict(known.facts)
    return language.rendered(text, values | answers.options(known.constants), TODAY)


def ours_says(rule: Any, given: Mapping[str, Any]) -> bool:
    if isinstance(rule, bool):
        return rule
    return bool(Program({"rule": rule}).run({**given, "today": TODAY.isoformat()})["rule"])
