"""The agents' rail leads to the letters."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.kernel.ui import shell

shell.menu.register(
    shell.MenuItem(
        name="letters",
        label=_("Letters to post"),
        url_name="mailroom:queue",
        area="agent",
        order=50,
        icon="mail",
        section=_("Tools"),
        covers=("mailroom:batch", "mailroom:withdraw"),
        shown=holding(Right.HANDLE_CASES),
    )
)
