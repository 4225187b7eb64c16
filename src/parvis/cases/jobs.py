"""Background work of `cases`."""

from parvis.cases.domain import drafts, erasing_proofs, informing, own_texts, recalling, silent
from parvis.cases.domain.again import link_earlier
from parvis.cases.domain.copying import collect, expire
from parvis.cases.domain.erasing_proofs import erase
from parvis.cases.domain.informing import inform, tell_mailbox
from parvis.cases.domain.lending import lapse
from parvis.cases.domain.links import send
from parvis.cases.domain.recalling import recall_ending, recall_visit, tell_visit
from parvis.cases.domain.silent import attest, carry_out, warn
from parvis.cases.domain.weighing import recount
from parvis.kernel import clock, jobs

__all__ = [
    "attest",
    "carry_out",
    "carry_out_silences",
    "warn",
    "warn_of_silences",
    "collect",
    "erase",
    "erase_proofs",
    "expire",
    "forget_drafts",
    "forget_mailbox_notices",
    "forget_own_texts",
    "inform",
    "lapse",
    "link_earlier",
    "recall_ending",
    "recall_endings",
    "recall_visit",
    "recall_visits",
    "recount",
    "send",
    "tell_mailbox",
    "tell_mailboxes",
    "tell_visit",
]


@jobs.periodic("* * * * *")
def tell_mailboxes(timestamp: int) -> None:
    """Have every mailbox told that has something to be told of."""
    for department_id, walls in informing.waiting():
        jobs.defer(
            tell_mailbox,
            queueing_lock=f"cases:mailbox:{department_id}",
            department_id=str(department_id),
            walls=[str(one) for one in walls],
        )


@jobs.periodic("33 3 * * *")
def forget_mailbox_notices(timestamp: int) -> None:
    """Forget what mailboxes were told a week ago."""
    informing.forget()


@jobs.periodic("17 3 * * *")
def forget_drafts(timestamp: int) -> None:
    """Forget the drafts that nobody has touched for 90 days."""
    drafts.forget(at=clock.now())


@jobs.periodic("7 1 * * *")
def erase_proofs(timestamp: int) -> None:
    """Erase the proofs of identity whose time is over, before the sweep of files of the same night."""
    erasing_proofs.ask(at=clock.now())


@jobs.periodic("27 3 * * *")
def forget_own_texts(timestamp: int) -> None:
    """Forget what agents were writing thirty days ago and did not come back for."""
    own_texts.forget(at=clock.now())


@jobs.periodic("10,40 5-18 * * *")
def recall_visits(timestamp: int) -> None:
    """Recall the visits of tomorrow, by day."""
    recalling.recall_visits(at=clock.now())


@jobs.periodic("25 6,12 * * *")
def recall_endings(timestamp: int) -> None:
    """Recall what ends soon."""
    recalling.recall_endings(at=clock.now())


@jobs.periodic("4,19,34,49 * * * *")
def carry_out_silences(timestamp: int) -> None:
    """Give their effect to the silences of today and of the days before."""
    silent.carry_out_due(at=clock.now())


@jobs.periodic("8,38 5-17 * * *")
def warn_of_silences(timestamp: int) -> None:
    """Tell agents of the silences that come near, by day."""
    silent.warn_ahead(at=clock.now())
