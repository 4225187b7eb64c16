"""Who is signed in, for the top of every page, and the administrators' door to their members."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.access.data import Right, Standing
from parvis.access.middleware import sign_in_url
from parvis.access.requests import held_here
from parvis.kernel.ui.shell import Account, AccountSource, Link, MenuItem, account_sources, menu


def _standing(request: HttpRequest) -> Standing:
    """Nobody's on a page that met an error before its person was known."""
    found = getattr(request, "standing", None)
    return found if isinstance(found, Standing) else Standing()


def account(request: HttpRequest) -> Account | None:
    """The person, in two letters and a name; the role that counts on this site, if any."""
    found = _standing(request)
    if found.person_id is None:
        return None
    site = getattr(request, "site", None)
    here = found.within(site.organisation_id if site else None)
    initials = "".join(word[0] for word in found.name.split()[:2]).upper()
    return Account(
        name=found.name,
        initials=initials,
        sign_out=reverse("account_logout"),
        links=(Link(_("My account"), reverse("identity_account")),),
        role=here[0].role.label if here else "",
        idle=settings.PARVIS_AGENT_IDLE_MINUTES * 60 if found.is_agent else 0,
        stay=reverse("access_stay"),
    )


def sign_in(request: HttpRequest) -> str:
    """The address that signs in and comes back to this page."""
    return sign_in_url(request.get_full_path() if request.method == "GET" else "/")


def administers(request: HttpRequest) -> bool:
    """Whether the menu shows the members."""
    return bool(held_here(request, Right.ADMINISTER))


def administers_organisation(request: HttpRequest) -> bool:
    """Whether the menu shows the departments: those of the organisation whose site this is."""
    return getattr(getattr(request, "site", None), "organisation_id", None) is not None and administers(request)


account_sources.register(AccountSource("access", account, sign_in))
menu.register(
    MenuItem(
        name="members",
        label=_("Members and rights"),
        url_name="access_members",
        area="agent",
        order=900,
        icon="users",
        section=_("Settings"),
        covers=("access_invite", "access_withdraw", "access_dismiss"),
        shown=administers,
    )
)
menu.register(
    MenuItem(
        name="departments",
        label=_("Departments"),
        url_name="territory:studio_departments",
        area="agent",
        order=905,
        icon="building-2",
        section=_("Settings"),
        covers=("territory:studio_new_department", "territory:studio_department"),
        shown=administers_organisation,
    )
)
menu.register(
    MenuItem(
        name="site",
        label=_("The site"),
        url_name="territory:studio_site",
        area="agent",
        order=910,
        icon="palette",
        section=_("Settings"),
        covers=tuple(
            f"territory:studio_{part}"
            for part in (
                "colours",
                "logo",
                "contact",
                "pages",
                "new_page",
                "page",
                "closing_days",
                "zones",
                "zone_table",
                "schools",
            )
        ),
        shown=administers,
    )
)
