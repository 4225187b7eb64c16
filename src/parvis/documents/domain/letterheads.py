"""Letterheads, and the department that a receipt names, from what the territory knows of an organisation."""

import uuid

from django.utils import translation

from parvis.documents.data import Department, Issuer
from parvis.territory.api import departments, organisations, sites


def issuer_of(organisation_id: uuid.UUID, department_id: uuid.UUID | None = None, *, language: str = "fr") -> Issuer:
    """The letterhead of an organisation, with one of its departments if given. No query.

    The department's phone and e-mail stand there if it has its own. The verification's address is on the
    organisation's own site. Raises UnknownOrganisation, UnknownDepartment, UnknownSite (of `territory`).
    """
    organisation, site = organisations.get(organisation_id), sites.of(organisation_id)
    department = departments.get(department_id) if department_id else None
    contact = department.contact if department else organisation.contact
    with translation.override(language):
        return Issuer(
            name=organisation.title,
            above=("République française",),
            department=str(department.name) if department else "",
            address=tuple((contact.address or organisation.contact.address).splitlines()),
            phone=contact.phone or organisation.contact.phone,
            email=contact.email or organisation.contact.email,
            accent=site.theme.brand,
            site=sites.printed(site),
            siren=organisation.siren,
        )


def department_of(department_id: uuid.UUID, *, language: str = "fr") -> Department:
    """A department as a receipt names it (CRPA R112-11-1); what it lacks is its organisation's.

    Raises UnknownDepartment (of `territory`).
    """
    department = departments.get(department_id)
    fallback = organisations.get(department.organisation_id).contact
    with translation.override(language):
        return Department(
            name=str(department.name),
            address=tuple((department.contact.address or fallback.address).splitlines()),
            phone=department.contact.phone or fallback.phone,
            email=department.contact.email or fallback.email,
        )
