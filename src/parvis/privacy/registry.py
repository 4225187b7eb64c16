"""Seams of privacy: modules say here why they process personal data (RGPD art. 30)."""

from dataclasses import dataclass

from django.utils.functional import Promise

from parvis.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Activity:
    """A processing activity of the register: purpose, legal ground (RGPD art. 6), how long data are kept.

    name: two digits that give its place, then a word; the public page of each site lists them in this order.
    models: labels of the models that it uses ("identity.Person"), or of whole modules ("identity").
    """

    name: str
    purpose: str | Promise
    ground: str | Promise
    kept: str | Promise
    models: tuple[str, ...]


activities: Registry[Activity] = Registry("privacy.activities", key=lambda activity: activity.name)
