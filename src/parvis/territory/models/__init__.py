"""The tables of the territory: reference data that anyone may read; none holds personal data."""

from parvis.territory.models.organisation import Boundary, ClosingDay, Department, Organisation
from parvis.territory.models.site import ContentPage, Site, SiteLogo
from parvis.territory.models.zone import School, ZoneStretch, ZoneTable

__all__ = [
    "Boundary",
    "ClosingDay",
    "ContentPage",
    "Department",
    "Organisation",
    "School",
    "Site",
    "SiteLogo",
    "ZoneStretch",
    "ZoneTable",
]
