"""The pages that the law asks of every public site, with the organisation's own facts; a content page may replace each.

- legal notice: loi 2004-575 (LCEN), art. 1-1
- accessibility statement: loi 2005-102, art. 47; décret 2019-768, art. 4
- personal data: GDPR, art. 13
"""

from dataclasses import dataclass

from parvis.territory.data import Text


@dataclass(frozen=True, slots=True)
class StandardPage:
    """A page made from a template in each language (`templates/portal/standard/<name>.<language>.html`)."""

    slug: str
    name: str
    title: Text


STANDARD = {
    page.slug: page
    for page in (
        StandardPage("accessibilite", "accessibility", Text("Accessibilité", "Accessibility")),
        StandardPage("donnees-personnelles", "privacy", Text("Données personnelles", "Personal data")),
        StandardPage("mentions-legales", "legal", Text("Mentions légales", "Legal notice")),
    )
}
