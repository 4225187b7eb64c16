"""The course of a clock in words: whole sentences in French and in English, with the day and the article."""

import datetime as dt

import pytest
from django.utils.translation import override

from parvis.calendars.api import Calendar
from parvis.deadlines import api
from parvis.deadlines.data import Effect, Favour, Law, Length, Pieces, Rules, Says, Step, Unit
from parvis.forms.data import LocalizedText
from tests.law.tables import clocks, events_of

BASE = LocalizedText(fr="CRPA, article L114-5", en="CRPA, article L114-5")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("says", Says)
def test_every_step_is_a_sentence(says: Says, language: str) -> None:
    step = Step(
        says,
        dt.date(2026, 5, 4),
        until=dt.date(2026, 6, 10),
        days=14,
        length=Length(months=2),
        label=LocalizedText(fr="Commission", en="Board"),
        favour=Favour.RESERVED,
        effect=Effect.REFUSAL,
        base=BASE,
    )
    with override(language):
        words = api.sentence(step)
        assert api.article(step) == "CRPA, article L114-5"
    assert words.endswith(".")
    assert "%(" not in words
    if language == "fr":
        with override("en"):
            assert api.sentence(step) != words


def test_started_paused_ends_then() -> None:
    clock = clocks()["no"]
    events = events_of("2026-05-04 received; 2026-05-20 asked by 2026-06-10; 2026-06-02 answered")
    rules = Rules(pieces=Pieces(pause=clock.rules.pieces.pause, base=BASE))
    course = api.reckon(rules, clock.law, events, Calendar())
    with override("fr"):
        assert [api.sentence(step) for step in course.steps] == [
            "La demande a été reçue le 4\u00a0mai 2026.",
            "Le délai de réponse court depuis le 4\u00a0mai 2026\u00a0: 2 mois, ce jour non compté.",
            "Des pièces ou des corrections ont été demandées le 20\u00a0mai 2026, à envoyer le 10\u00a0juin 2026"
            " au plus tard.",
            "À partir du 20\u00a0mai 2026, le délai est suspendu jusqu’à l’arrivée de ce qui est demandé, et au plus"
            " jusqu’au 10\u00a0juin 2026.",
            "Ce qui était demandé est arrivé le 2\u00a0juin 2026\u00a0: le délai reprend, après 14 jours de"
            " suspension.",
            "Le dernier jour pour répondre est le 18\u00a0juillet 2026.",
            "À partir du 19\u00a0juillet 2026, l’absence de réponse vaut refus de la demande.",
        ]
        assert api.summary(course) == (
            "Le délai de réponse court depuis le 4\u00a0mai 2026, a été suspendu 14 jours et se termine le"
            " 18\u00a0juillet 2026\u202f; ensuite, à partir du 19\u00a0juillet 2026, l’absence de réponse vaut refus."
        )
    with override("en"):
        assert api.summary(course) == (
            "The time to answer runs from 4\u00a0May 2026, stood still for 14 days, and ends on 18\u00a0July 2026; then"
            " no answer means that the request is refused, from 19\u00a0July 2026."
        )


def test_a_sentence_while_nobody_can_say() -> None:
    clock = clocks()["yes"]
    course = api.reckon(clock.rules, clock.law, events_of("2026-05-04 received; 2026-05-20 asked"), Calendar())
    assert course.standing
    assert course.last_day is None
    with override("en"):
        assert api.summary(course) == "Time stands still until what was asked for comes: then the last day is told."
    nothing = api.reckon(Rules(), None, events_of("2026-05-04 received"), Calendar())
    assert api.summary(nothing) == ""


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (Length(months=1), "1 mois"),
        (Length(months=3, days=15), "3 mois et 15 jours"),
        (Length(days=10, unit=Unit.WORKED), "10 jours ouvrés"),
        (Length(days=1, unit=Unit.WORKED), "1 jour ouvré"),
        (Length(days=3, unit=Unit.CLEAR), "3 jours francs"),
        (Length(months=2, unit=Unit.CLEAR), "2 mois, francs"),
    ],
)
def test_lengths_in_words(length: Length, words: str) -> None:
    with override("fr"):
        assert api.length_words(length) == words


def test_the_limits_in_words() -> None:
    clock = clocks()["pcmi"]
    events = events_of("2026-05-04 received; 2026-05-05 consulted abf; 2026-05-20 asked")
    course = api.reckon(clock.rules, Law(Length(months=2), Effect.ACCEPTANCE), events, Calendar())
    with override("fr"):
        words = [api.limit_words(limit) for limit in course.limits]
    assert words == [
        "Ce qui manque peut être demandé jusqu’au 4\u00a0juin 2026.",
        "Architecte des Bâtiments de France\u00a0: avis à rendre le 5\u00a0juillet 2026 au plus tard.",
        "Ce qui manque doit arriver le 20\u00a0août 2026 au plus tard.",
    ]
