"""The tables of the territory: reference data that anyone may read; none holds personal data."""

from parvis.territory.models.organisation import Boundary, ClosingDay, Department, Organisation
from parvis.territory.models.site import ContentPage, Site, SiteLogo

__all__ = ["Boundary", "ClosingDay", "ContentPage", "Department", "Organisation", "Site", "SiteLogo"]
