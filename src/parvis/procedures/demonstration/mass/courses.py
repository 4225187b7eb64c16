"""What happens to the requests of each procedure, as acts of `cases.bringing`, and how often.

Courses keep to what a case can be without rows of its own beside it: no appointments, corrections or places that are
counted. Decisions carry their numbers; their documents are not made.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from parvis.cases.api import bringing
from parvis.procedures.demonstration import (
    birth_certificate,
    parking_card,
    proof_of_accommodation,
    public_space_move,
    school_enrolment,
    temporary_bar,
)

Act = bringing.Act


@dataclass(frozen=True, slots=True)
class Course:
    """weight: among those of its procedure and age. open: for requests of the last weeks, otherwise for older ones."""

    weight: int
    open: bool
    acts: tuple[Act, ...] = ()


_TAKE = Act("take", "agent", 30)
_QUESTION = "Bonjour, pouvez-vous préciser votre demande ? Il nous manque un élément pour la traiter."
_ANSWER = "Bonjour, voici ce qui manquait. Merci de votre aide, je reste joignable l’après-midi."
_NOTE = "Vu au téléphone : la personne repasse jeudi avec les originaux."
_TALK = (Act("message", "agent", 20, _QUESTION), Act("reply", "resident", 26, _ANSWER))
_OPEN = (
    Course(40, True),
    Course(28, True, (_TAKE,)),
    Course(12, True, (_TAKE, *_TALK)),
    Course(6, True, (_TAKE, Act("note", "agent", 3, _NOTE))),
    # some lie there for months
    Course(1, False, (_TAKE,)),
    Course(1, False),
)
_ENDED = (
    Course(5, False, (_TAKE, Act("close", "agent", 60, "Sans nouvelles de votre part, nous classons cette demande."))),
    Course(4, False, (Act("withdraw", "resident", 50, "Je n’en ai plus besoin."),)),
    Course(3, False, (_TAKE, Act("withdraw", "resident", 44),)),
)  # fmt: skip


def _refused(words: str, weight: int = 5) -> Course:
    return Course(weight, False, (_TAKE, Act("refuse", "supervisor", 70, words)))


def _accepted(*acts: Act) -> tuple[Course, ...]:
    """Straight, after a conversation, and after a note."""
    return (
        Course(44, False, (_TAKE, *acts)),
        Course(18, False, (_TAKE, *_TALK, *acts)),
        Course(8, False, (_TAKE, Act("note", "agent", 4, _NOTE), *acts)),
    )


_POSTED = (Act("copied", "agent", 20), Act("posted", "agent", 24))
_VISITED = (
    Act("propose_visit", "agent", 20),
    Act("confirm_visit", "resident", 30),
    Act("visit_kept", "agent", 120),
    Act("hand_over", "agent", 50),
)
_CONFIRMED = (Act("propose_accept", "agent", 20), Act("confirm_accept", "supervisor", 24))

COURSES: Mapping[str, tuple[Course, ...]] = {
    temporary_bar.SLUG: (
        *_OPEN,
        Course(14, True, (_TAKE, Act("ask", "agent", 8, "Bonjour, à quelle heure la musique s’arrête-t-elle ?"))),
        *_accepted(Act("accept", "supervisor", 50)),
        _refused("La buvette se trouverait dans une zone protégée, à moins de 50 mètres d’une école."),
        *_ENDED,
    ),
    birth_certificate.SLUG: (
        *_OPEN,
        Course(16, True, (_TAKE, _POSTED[0])),
        *_accepted(*_POSTED),
        _refused("Aucun acte à ce nom dans nos registres pour cette date."),
        *_ENDED,
    ),
    proof_of_accommodation.SLUG: (
        *_OPEN,
        *_accepted(*_VISITED),
        _refused("Le logement est trop petit pour accueillir une personne de plus."),
        *_ENDED,
    ),
    school_enrolment.SLUG: (*_OPEN, *_accepted(Act("enrol", "agent", 40)), *_ENDED),
    parking_card.SLUG: (
        *_OPEN,
        *_accepted(Act("accept", "agent", 26)),
        _refused("Le véhicule est immatriculé à une autre adresse."),
        *_ENDED,
    ),
    public_space_move.SLUG: (
        *_OPEN,
        Course(14, True, (_TAKE, _CONFIRMED[0])),
        *_accepted(*_CONFIRMED),
        Course(
            5,
            False,
            (
                _TAKE,
                Act("propose_refuse", "agent", 20, "Un arrêt de bus occupe ce trottoir."),
                Act("confirm_refuse", "supervisor", 24, "Un arrêt de bus occupe ce trottoir."),
            ),
        ),
        *_ENDED,
    ),
}
