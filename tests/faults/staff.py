"""Hires supervisors in some communes of an installation: `python -m tests.faults.staff`, as the database's owner.

Writes the sites by label, each with its people's e-mail addresses.
"""

import json
import sys
from collections.abc import Sequence

PASSWORD = "une phrase que nul ne devine"
SUPERVISORS = 2


def hire(labels: Sequence[str]) -> dict[str, list[str]]:
    """Give each site its supervisors. Raises LookupError for a site that is not there."""
    from parvis.access.api import Role, appoint, wall_for
    from parvis.identity.api import register
    from parvis.territory.models import Department, Site

    hired: dict[str, list[str]] = {}
    for label in labels:
        organisation_id = Site.objects.values_list("organisation_id", flat=True).get(label=label)
        department = Department.objects.filter(organisation=organisation_id).first()
        if department is None:
            raise LookupError(f"{label} has no department")
        for number in range(SUPERVISORS):
            person = register(
                email=f"faults-{number}@{label}.example.fr",
                given_name="Camille",
                family_name=f"Durand {number}",
                password=PASSWORD,
            )
            appoint(
                person_id=person.id,
                organisation_id=organisation_id,
                department_id=department.id,
                role=Role.SUPERVISOR,
                walls=[wall_for(organisation_id, "general")],
            )
            hired.setdefault(label, []).append(person.email)
    return hired


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(hire(sys.argv[1:])) + "\n")
