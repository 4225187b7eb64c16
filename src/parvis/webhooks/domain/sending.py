"""The job that sends: thin, for every process knows it, and only a worker loads what it does."""

from parvis.kernel import jobs

#: the name of the job, which the triggers write as well
SEND = f"{__name__}.send"


@jobs.job(queue="webhooks", lock="webhooks", own_transactions=True)
def send() -> None:
    """Send what is due until nothing is, or until the turn is over (`turning`)."""
    from parvis.webhooks.domain import turning

    turning.run()


def ask() -> None:
    """Have what is due sent once this transaction has committed."""
    jobs.defer(send, queueing_lock="webhooks:asked")
