"""Settings of w.c.s. that bear on no answer, with what is said of them: layout, its lists, its storage."""

from __future__ import annotations

from parvis.incoming.domain.accounting import Entry
from parvis.incoming.domain.nodes import Node

LAYOUT = (
    "Mise en page de Publik : ici, les questions se suivent sur une colonne.",
    "Layout of Publik: here questions follow each other in one column.",
)
DESK = ("Réglage des écrans de Publik, sans équivalent.", "A setting of Publik’s own screens, without a counterpart.")
KEPT = (
    "L’anonymisation suit ici la durée de conservation et le type du champ.",
    "Anonymising follows the retention and the type of field here.",
)
NAME = ("Identifiant interne de Publik.", "Publik’s own identifier.")

FIELD_ASIDE: dict[str, tuple[str, str]] = {
    "extra_css_class": LAYOUT,
    "radio_orientation": LAYOUT,
    "image_desktop_size": LAYOUT,
    "image_mobile_size": LAYOUT,
    "initial_zoom": LAYOUT,
    "rows": LAYOUT,
    "label_display": LAYOUT,
    "remove_button": LAYOUT,
    "add_element_label": LAYOUT,
    "remove_element_label": LAYOUT,
    "use_hint_as_first_option": LAYOUT,
    "display_disabled_items": DESK,
    "in_filters": DESK,
    "in_listing": DESK,
    "storage": DESK,
    "allow_portfolio_picking": DESK,
    "automatic_image_resize": DESK,
    "anonymise": KEPT,
    "id": NAME,
}

#: settings of a form that rule Publik's own lists, snapshots and menus
FORM_ASIDE = frozenset(
    {
        "discussion", "detailed_emails", "enable_tracking_codes", "always_advertise", "has_captcha", "geolocations",
        "skip_from_360_view", "custom_views", "management_sidebar_items", "submission_sidebar_items", "max_field_id",
        "history_pane_default_mode", "include_download_all_button", "internal_identifier", "digest_templates",
        "digest_template", "keywords", "documentation", "lazy_load_form", "last_modification", "workflow-migrations",
    }
)  # fmt: skip


def aside(entry: Entry, node: Node, table: dict[str, tuple[str, str]]) -> bool:
    """Account for `node` where the table knows it; whether it does."""
    said = table.get(node.tag)
    if said is None:
        return False
    entry.aside(node, *said)
    return True
