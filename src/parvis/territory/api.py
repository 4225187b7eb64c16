"""The face of `territory`: `organisations.get(id)`, `sites.for_host(host)`, `communes.search(text)`…"""

from parvis.territory.domain import (
    closing_days,
    communes,
    countries,
    departments,
    divisions,
    groups,
    organisations,
    schools,
    sites,
    zone_tables,
)
from parvis.territory.domain.directory import forget
from parvis.territory.domain.hours import lines as hours_lines, sentence as hours_sentence
from parvis.territory.domain.markup import html as markup_html
from parvis.territory.domain.naming import folded

__all__ = [
    "closing_days",
    "communes",
    "countries",
    "departments",
    "divisions",
    "folded",
    "forget",
    "groups",
    "hours_lines",
    "hours_sentence",
    "markup_html",
    "organisations",
    "schools",
    "sites",
    "zone_tables",
]
