"""Why requests hold data of people."""

from django.utils.translation import gettext_lazy as _

from parvis.privacy.registry import Activity, activities

activities.register(
    Activity(
        name="10-requests",
        purpose=_("Examine your request, answer it, and write the documents that decide it."),
        ground=_("Task in the public interest and legal obligations of the authority (GDPR, article 6(1)(e) and (c))."),
        kept=_(
            "As long as the rules of each procedure say; then erased, or handed to the public archives where the law "
            "requires it. A draft that nobody touches is erased after 90 days."
        ),
        models=("cases", "documents", "files"),
    )
)
activities.register(
    Activity(
        name="10-requests-identity",
        purpose=_("Check who asks, where a procedure needs it, on a marked copy of an identity document."),
        ground=_(
            "Task in the public interest of the authority (GDPR, article 6(1)(e)). The copy without marks is not kept, "
            "and no number is noted."
        ),
        kept=_(
            "Until the night that follows the decision or another end of the request, or as many days after the "
            "decision as the procedure says (62 at most). That it was seen and erased stays in the history of the "
            "request."
        ),
        models=("cases.Attachment", "files"),
    )
)
