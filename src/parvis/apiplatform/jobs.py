"""Background work of `apiplatform`."""

from parvis.apiplatform.domain import replaying
from parvis.kernel import clock, jobs


@jobs.periodic("23 * * * *")
def forget_answers(timestamp: int) -> None:
    """Forget the answers that were kept for keys (`replaying`)."""
    replaying.forget(at=clock.now())
