"""What is erased of somebody who worked here."""

import json
import uuid

from django.db import connection

from parvis.routing.data import RuleSet, Target, Way
from parvis.routing.models import Draft, Version


def erase_service(person_id: uuid.UUID) -> int:
    """Take a person's name off rules that they changed or kept, and out of those that give them cases, as the owner
    alone may: what went to them alone waits in their department from then on.
    """
    changed = Draft.objects.filter(changed_by_id=person_id).update(changed_by_id=None, changed_by_name="")
    changed += Version.objects.filter(by_id=person_id).update(by_id=None, by_name="")
    for model in (Draft, Version):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"select id, document::text from {table} where document::text like %s",  # noqa: S608 - a table's name
                [f"%{person_id}%"],
            )
            rows = cursor.fetchall()
        for ident, document in rows:
            without = _without(RuleSet.model_validate(json.loads(document)), person_id)
            changed += model.objects.filter(id=ident).update(document=without.model_dump(mode="json"))
    return changed


def _without(rules: RuleSet, person_id: uuid.UUID) -> RuleSet:
    return rules.model_copy(
        update={
            "rules": tuple(one.model_copy(update={"to": _target(one.to, person_id)}) for one in rules.rules),
            "otherwise": _target(rules.otherwise, person_id) if rules.otherwise else None,
        }
    )


def _target(to: Target, person_id: uuid.UUID) -> Target:
    left = tuple(one for one in to.people if one != person_id)
    return to.model_copy(update={"people": left, "way": Way.PEOPLE if left else Way.PILE}) if to.people else to
