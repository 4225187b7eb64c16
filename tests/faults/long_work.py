"""Gives an installation's worker long work: `python -m tests.faults.long_work`, as the database's owner.

Writes what was asked for: a batch of letters, and copies of everything of somebody's own.
"""

import json
import sys

LETTERS, COPIES, SUBJECTS = 40, 8, 16


def letters() -> dict[str, str]:
    """A batch of letters about the demonstration's requests, being printed."""
    from parvis.cases.models import Case
    from parvis.kernel import clock
    from parvis.mailroom.domain import batches
    from parvis.mailroom.models import Letter

    of = Case.objects.order_by("id").first()
    if of is None:
        raise LookupError("the demonstration has no requests")
    asked = [
        Letter.objects.create(
            wall_id=of.wall_id,
            organisation_id=of.organisation_id,
            subject_id=of.subject_id,
            case_id=of.id,
            department_id=of.department_id,
            topic="message",
            reference=of.reference,
            language="fr",
            title=f"Lettre {number}",
            address=[f"Madame Exemple {number}", "14 RUE DE LA MARINE", "59140 DUNKERQUE"],
            texts=[f"Ceci est la lettre {number}."],
            asked_at=clock.now(),
        )
        for number in range(LETTERS)
    ]
    claimed = batches.claim(
        [one.id for one in asked], walls=[of.wall_id], by="Sofia Leclercq", by_id=None, at=clock.now()
    )
    return {"batch": str(claimed.batches[0])}


def copies() -> dict[str, list[str]]:
    """Copies of everything, asked for by somebody to whom all of the demonstration's requests belong."""
    from parvis.cases.domain import copying
    from parvis.cases.models import Case
    from parvis.kernel import clock

    subjects = tuple(sorted(set(Case.objects.order_by("id").values_list("subject_id", flat=True)[:SUBJECTS])))
    return {"copies": [str(copying.ask(subjects, language="fr", at=clock.now()).id) for _ in range(COPIES)]}


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(letters() | copies()) + "\n")
