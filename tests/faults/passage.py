"""A passage for an installation's worker: `python -m tests.faults.passage look` or `move ID`, as the database's owner.

`look` publishes once more, under another title, the procedure that has the most requests, as if none had ended,
and has these looked at; `move` chooses all groups. Each writes the id of the passage.
"""

import sys
import uuid


def look() -> uuid.UUID:
    """A newer revision, and the requests of the one before looked at."""
    from django.db import connection, transaction
    from django.db.models import Count

    from parvis.cases import api as cases
    from parvis.cases.models import Case, CaseType
    from parvis.forms.data import LocalizedText
    from parvis.kernel import clock
    from parvis.revising.domain import passing

    [most] = Case.objects.values("case_type").annotate(n=Count("id")).order_by("-n", "case_type")[:1]
    published = cases.types.published(most["case_type"])
    if published is None:
        raise LookupError("the demonstration publishes no such procedure")
    begin = published.definition.workflow.initial
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("alter table cases_case disable trigger user")  # what has ended is nobody's to open again
        Case.objects.filter(case_type=most["case_type"], proposed="").update(status=begin, kind="open", closed_at=None)
        cursor.execute("alter table cases_case enable trigger user")
    definition = published.definition.model_copy(
        update={"name": LocalizedText(fr="Autrement dit", en="In other words")}
    )
    cases.types.publish(published.case_type_id, definition, at=clock.now())
    owner = CaseType.objects.get(id=published.case_type_id).organisation_id
    who, at = uuid.uuid4(), clock.now()
    made = passing.begin(owner, published.case_type_id, by_id=who, by_name="Inès Morel", language="fr", at=at)
    return made.id


def move(passage_id: uuid.UUID) -> uuid.UUID:
    """Have all of it moved."""
    from parvis.kernel import clock
    from parvis.revising.domain import passing
    from parvis.revising.models import Item

    groups = set(Item.objects.filter(passage=passage_id).values_list("group", flat=True))
    passing.move(passage_id, groups, {}, at=clock.now())
    return passage_id


if __name__ == "__main__":
    import django

    django.setup()
    found = look() if sys.argv[1] == "look" else move(uuid.UUID(sys.argv[2]))
    sys.stdout.write(f"{found}\n")
