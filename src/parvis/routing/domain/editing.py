"""Rules being changed: one draft for each procedure and organisation, kept once it was tried as it stands.

The policies say who: administrators and service designers of the organisation, on its pages.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parvis.kernel.ids import new_id
from parvis.routing.data import MOST_RULES, Author, Finding, Missing, Overtaken, Refused, RuleSet, SendingRule, Target
from parvis.routing.models import Draft, Version

Change = Callable[[RuleSet], RuleSet]


def draft_of(case_type_id: uuid.UUID, organisation_id: uuid.UUID) -> Draft | None:
    """What is being changed. One statement."""
    return Draft.objects.filter(case_type_id=case_type_id, organisation_id=organisation_id).first()


def in_force(case_type_id: uuid.UUID, organisation_id: uuid.UUID) -> Version | None:
    """What is in force. One statement."""
    return versions(case_type_id, organisation_id).first()


def versions(case_type_id: uuid.UUID, organisation_id: uuid.UUID) -> QuerySet[Version]:
    """All that was ever in force, the latest first: a query set."""
    found = Version.objects.filter(case_type_id=case_type_id, organisation_id=organisation_id)
    return found.order_by("-number")


def rules_of(row: Draft | Version | None) -> RuleSet:
    """The rules of a row; none of no row."""
    return RuleSet.model_validate(row.document) if row is not None else RuleSet()


def digest(rules: RuleSet) -> str:
    """What tells one set of rules from any other: SHA-256 in hexadecimal."""
    text = json.dumps(rules.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def change(
    case_type_id: uuid.UUID,
    organisation_id: uuid.UUID,
    version: int,
    do: Change,
    *,
    by: Author,
    at: dt.datetime,
) -> Draft:
    """Change the draft, which begins from what is in force. version: of the draft that the page showed, 0 for none.

    Raises Overtaken, Missing, Refused (of `do`).
    """
    with transaction.atomic():
        row = (
            Draft.objects.select_for_update().filter(case_type_id=case_type_id, organisation_id=organisation_id).first()
        )
        if (row.version if row else 0) != version:
            raise Overtaken
        if row is None:
            now = in_force(case_type_id, organisation_id)
            row = Draft(
                id=new_id(),
                case_type_id=case_type_id,
                organisation_id=organisation_id,
                base=now.number if now else 0,
                document=now.document if now else {},
                version=0,
            )
        changed = do(rules_of(row))
        row.document, row.version, row.tried = changed.model_dump(mode="json"), version + 1, ""
        row.changed_by_id, row.changed_by_name, row.changed_at = by.person_id, by.name, at
        if version:
            row.save(update_fields=["document", "version", "tried", "changed_by_id", "changed_by_name", "changed_at"])
            return row
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:  # begun in another window at this very moment
            raise Overtaken from error
    return row


def put(rule: SendingRule) -> Change:
    """Change a rule, or add it at the end."""

    def do(rules: RuleSet) -> RuleSet:
        known = [one.id for one in rules.rules]
        if rule.id in known:
            return _with(rules, [rule if one.id == rule.id else one for one in rules.rules])
        if len(known) >= MOST_RULES:
            raise Refused(_("There are %(num)s rules already: delete one first") % {"num": MOST_RULES})
        return _with(rules, [*rules.rules, rule])

    return do


def move(rule_id: uuid.UUID, steps: int) -> Change:
    """Up (negative) or down; stays where the list ends."""

    def do(rules: RuleSet) -> RuleSet:
        order = list(rules.rules)
        at = _at(rules, rule_id)
        order.insert(max(0, at + steps), order.pop(at))
        return _with(rules, order)

    return do


def duplicate(rule_id: uuid.UUID) -> Change:
    """The same once more right behind it, switched off: two that say the same make no sense."""

    def do(rules: RuleSet) -> RuleSet:
        if len(rules.rules) >= MOST_RULES:
            raise Refused(_("There are %(num)s rules already: delete one first") % {"num": MOST_RULES})
        order, at = list(rules.rules), _at(rules, rule_id)
        name = (_("%(name)s (copy)") % {"name": order[at].name})[:120]
        order.insert(at + 1, order[at].model_copy(update={"id": new_id(), "name": name, "on": False}))
        return _with(rules, order)

    return do


def switch(rule_id: uuid.UUID) -> Change:
    """On or off."""

    def do(rules: RuleSet) -> RuleSet:
        order, at = list(rules.rules), _at(rules, rule_id)
        order[at] = order[at].model_copy(update={"on": not order[at].on})
        return _with(rules, order)

    return do


def remove(rule_id: uuid.UUID) -> Change:
    """Take a rule out."""

    def do(rules: RuleSet) -> RuleSet:
        at = _at(rules, rule_id)
        return _with(rules, [*rules.rules[:at], *rules.rules[at + 1 :]])

    return do


def settle(otherwise: Target | None, *, mended: bool) -> Change:
    """Where cases go that no rule fits; whether mended answers send them elsewhere."""
    return lambda rules: rules.model_copy(update={"otherwise": otherwise, "mended": mended})


def restore(version: Version) -> Change:
    """The rules of an earlier version, in the place of what is being changed."""
    return lambda _rules: rules_of(version)


def tried(draft: Draft, rules: RuleSet) -> None:
    """Remember that exactly these rules were tried, unless they were changed meanwhile."""
    Draft.objects.filter(id=draft.id, version=draft.version).update(tried=digest(rules))


def discard(case_type_id: uuid.UUID, organisation_id: uuid.UUID, version: int) -> bool:
    """Give up what is being changed. Raises Overtaken."""
    found = Draft.objects.filter(case_type_id=case_type_id, organisation_id=organisation_id, version=version)
    if not found.delete()[0]:
        raise Overtaken
    return True


def publish(
    case_type_id: uuid.UUID,
    organisation_id: uuid.UUID,
    version: int,
    findings: Callable[[RuleSet], list[Finding]],
    *,
    by: Author,
    at: dt.datetime,
) -> Version:
    """Have the draft's rules count from now on.

    Invariant: what is kept has no blocking finding and was tried exactly as it stands. Raises Overtaken, Refused.
    """
    with transaction.atomic():
        row = (
            Draft.objects.select_for_update().filter(case_type_id=case_type_id, organisation_id=organisation_id).first()
        )
        now = in_force(case_type_id, organisation_id)
        if row is None or row.version != version or row.base != (now.number if now else 0):
            raise Overtaken
        rules = rules_of(row)
        if any(one.blocking for one in findings(rules)):
            raise Refused(_("Some rules have to be corrected first: they are marked below."))
        if row.tried != digest(rules):
            raise Refused(_("These rules were not tried as they stand now: try them, then keep them."))
        if now is not None and digest(rules_of(now)) == digest(rules):
            raise Refused(_("These are the rules in force: nothing would change."))
        kept = Version(
            id=new_id(),
            case_type_id=case_type_id,
            organisation_id=organisation_id,
            number=row.base + 1,
            document=rules.model_dump(mode="json"),
            by_id=by.person_id,
            by_name=by.name,
            at=at,
        )
        try:
            with transaction.atomic():
                kept.save(force_insert=True)
        except IntegrityError as error:
            raise Overtaken from error
        row.delete()
    return kept


def _with(rules: RuleSet, order: list[SendingRule]) -> RuleSet:
    return rules.model_copy(update={"rules": tuple(order)})


def _at(rules: RuleSet, rule_id: uuid.UUID) -> int:
    for at, one in enumerate(rules.rules):
        if one.id == rule_id:
            return at
    raise Missing(rule_id)
