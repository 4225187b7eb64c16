"""Addresses of residents' pages of a case."""

from django.urls import reverse

from parvis.cases.models import Case


def page_of(case: Case) -> str:
    """The address of a case's page for the person concerned."""
    return reverse("cases:case", args=[case.reference])
