"""The events of cases, by their public names: one for each kind of entry in a timeline, and the erasure."""

from django.utils.translation import gettext_lazy as _

from parvis.webhooks.registry import EVENTS, Event

for one in (
    Event("submitted", "case.submitted", _("A request came in"), "The request was made: it has its reference."),
    Event("brought_in", "case.brought_in", _("It was taken over from elsewhere"), "It comes from another system."),
    Event("routed", "case.routed", _("It was sent to a department"), "A rule chose its department."),
    Event("rerouted", "case.rerouted", _("It changed department with its answers"), "Mended answers lead elsewhere."),
    Event("transferred", "case.transferred", _("It was handed to another department"), "An agent handed it over."),
    Event("assigned", "case.assigned", _("It was given to somebody, or given back"), "It has another agent, or none."),
    Event("moved", "case.moved", _("Its status changed"), "It went from one status of its workflow to another."),
    Event("message", "case.message", _("A message was written, either way"), "A message was added to the file."),
    Event("note", "case.note", _("An internal note was written"), "Agents alone read it."),
    Event("tagged", "case.tagged", _("Its tags changed"), "Words by which agents sort cases."),
    Event("linked", "case.linked", _("It was linked to another request"), "It has to do with another case."),
    Event("unlinked", "case.unlinked", _("A link to another request was removed"), "That link is gone."),
    Event("corrections_asked", "case.corrections.asked", _("Corrections were asked for"), "The person has to mend it."),
    Event("mended", "case.corrections.made", _("The person mended answers"), "Its answers are others now."),
    Event("complete", "case.completed", _("It was declared complete"), "The law's clock may start."),
    Event("came", "case.documents.came", _("What was asked for came"), "Papers were recorded with their day."),
    Event("recounted", "case.dates.recounted", _("Its dates were counted anew"), "Their rules had changed."),
    Event("extended", "case.extended", _("The time to answer was made longer"), "With notice to the person."),
    Event("silence", "case.silence", _("Silence had its effect"), "No answer came in time."),
    Event("proposed", "case.decision.proposed", _("A decision was proposed"), "Somebody else is to confirm it."),
    Event("returned", "case.returned", _("It came back"), "A proposal was returned, or a case that was lent is home."),
    Event("decided", "case.decided", _("It was decided"), "Accepted, refused or closed."),
    Event("revoked", "case.decision.revoked", _("What was granted was withdrawn"), "Repealed or withdrawn."),
    Event("document", "case.document.sealed", _("A document was sealed"), "An act, a receipt or a letter is ready."),
    Event("posted", "case.posted", _("Its day of posting was stated"), "It came by post."),
    Event("lent", "case.lent", _("It was lent to another organisation"), "For some days, with its reason."),
    Event("visit_proposed", "case.visit.proposed", _("An appointment was proposed"), "Slots to choose from."),
    Event("visit_confirmed", "case.visit.confirmed", _("An appointment was confirmed"), "Its moment is chosen."),
    Event("visit_moved", "case.visit.moved", _("Another date was asked for"), "The person can't come then."),
    Event("visit_recalled", "case.visit.recalled", _("An appointment was recalled"), "The person was reminded."),
    Event("visit_ended", "case.visit.ended", _("An appointment took place, or not"), "Kept, missed or cancelled."),
    Event("allotted", "case.resource.allotted", _("Something was allotted"), "A place, a stretch of kerb."),
    Event("freed", "case.resource.freed", _("Something was given back"), "It is free again."),
    Event("card_cancelled", "case.card.cancelled", _("A card was cancelled"), "It holds no more."),
    Event("ending_recalled", "case.ending.recalled", _("An end of validity was recalled"), "The person was reminded."),
    Event("not_reached", "case.notice.failed", _("A notice did not reach the person"), "On the channel they chose."),
    Event("told_again", "case.notice.repeated", _("A notice was sent another way"), "On another channel."),
    Event("letter_posted", "case.letter.posted", _("A letter was posted"), "By the mail service."),
    Event("letter_withdrawn", "case.letter.withdrawn", _("A letter was withdrawn"), "It was not posted."),
    Event("erased", "case.erased", _("It was erased: erase your copy"), "GDPR, article 19: erase what you hold of it."),
):
    EVENTS.register(one)
