"""The events of cases, by their public names: one for each kind of entry in a timeline, and the erasure."""

from django.utils.translation import gettext_lazy as _

from parvis.webhooks.registry import EVENTS, Event

for one in (
    Event("submitted", "case.submitted", _("A request came in"), _("The request was made: it has its reference.")),
    Event("brought_in", "case.brought_in", _("It was taken over from elsewhere"), _("It comes from another system.")),
    Event("routed", "case.routed", _("It was sent to a department"), _("A rule chose its department.")),
    Event(
        "rerouted", "case.rerouted", _("It changed department with its answers"), _("Mended answers lead elsewhere.")
    ),
    Event("transferred", "case.transferred", _("It was handed to another department"), _("An agent handed it over.")),
    Event(
        "assigned", "case.assigned", _("It was given to somebody, or given back"), _("It has another agent, or none.")
    ),
    Event("moved", "case.moved", _("Its status changed"), _("It went from one status of its workflow to another.")),
    Event("message", "case.message", _("A message was written, either way"), _("A message was added to the file.")),
    Event("note", "case.note", _("An internal note was written"), _("Agents alone read it.")),
    Event("tagged", "case.tagged", _("Its tags changed"), _("Words by which agents sort cases.")),
    Event("linked", "case.linked", _("It was linked to another request"), _("It has to do with another case.")),
    Event("unlinked", "case.unlinked", _("A link to another request was removed"), _("That link is gone.")),
    Event(
        "corrections_asked", "case.corrections.asked", _("Corrections were asked for"), _("The person has to mend it.")
    ),
    Event("mended", "case.corrections.made", _("The person mended answers"), _("Its answers are others now.")),
    Event("complete", "case.completed", _("It was declared complete"), _("The law's clock may start.")),
    Event("came", "case.documents.came", _("What was asked for came"), _("Papers were recorded with their day.")),
    Event("recounted", "case.dates.recounted", _("Its dates were counted anew"), _("Their rules had changed.")),
    Event("transmitted", "case.transmitted", _("It was transmitted"), _("From or to another administration.")),
    Event("notice_agreed", "case.notice.agreed", _("Notices on the site: agreed to or not"), _("By the person.")),
    Event("notice_read", "case.notice.read", _("The decision was first opened"), _("By the person, on the site.")),
    Event("notice_handed", "case.notice.handed", _("The decision was handed over"), _("An agent recorded the day.")),
    Event("extended", "case.extended", _("The time to answer was made longer"), _("With notice to the person.")),
    Event("silence", "case.silence", _("Silence had its effect"), _("No answer came in time.")),
    Event("proposed", "case.decision.proposed", _("A decision was proposed"), _("Somebody else is to confirm it.")),
    Event(
        "returned", "case.returned", _("It came back"), _("A proposal was returned, or a case that was lent is home.")
    ),
    Event("decided", "case.decided", _("It was decided"), _("Accepted, refused or closed.")),
    Event("revoked", "case.decision.revoked", _("What was granted was withdrawn"), _("Repealed or withdrawn.")),
    Event("document", "case.document.sealed", _("A document was sealed"), _("An act, a receipt or a letter is ready.")),
    Event("posted", "case.posted", _("Its day of posting was stated"), _("It came by post.")),
    Event("lent", "case.lent", _("It was lent to another organisation"), _("For some days, with its reason.")),
    Event("visit_proposed", "case.visit.proposed", _("An appointment was proposed"), _("Slots to choose from.")),
    Event("visit_confirmed", "case.visit.confirmed", _("An appointment was confirmed"), _("Its moment is chosen.")),
    Event("visit_moved", "case.visit.moved", _("Another date was asked for"), _("The person can't come then.")),
    Event("visit_recalled", "case.visit.recalled", _("An appointment was recalled"), _("The person was reminded.")),
    Event("visit_ended", "case.visit.ended", _("An appointment took place, or not"), _("Kept, missed or cancelled.")),
    Event("allotted", "case.resource.allotted", _("Something was allotted"), _("A place, a stretch of kerb.")),
    Event("freed", "case.resource.freed", _("Something was given back"), _("It is free again.")),
    Event("card_cancelled", "case.card.cancelled", _("A card was cancelled"), _("It holds no more.")),
    Event(
        "ending_recalled", "case.ending.recalled", _("An end of validity was recalled"), _("The person was reminded.")
    ),
    Event("not_reached", "case.notice.failed", _("A notice did not reach the person"), _("On the channel they chose.")),
    Event("text_sent", "case.notice.text", _("An SMS was sent"), _("By a step of the workflow.")),
    Event("told_again", "case.notice.repeated", _("A notice was sent another way"), _("On another channel.")),
    Event("letter_posted", "case.letter.posted", _("A letter was posted"), _("By the mail service.")),
    Event("letter_withdrawn", "case.letter.withdrawn", _("A letter was withdrawn"), _("It was not posted.")),
    Event(
        "erased", "case.erased", _("It was erased: erase your copy"), _("GDPR, article 19: erase what you hold of it.")
    ),
):
    EVENTS.register(one)
