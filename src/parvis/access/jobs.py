"""What access does by itself."""

from parvis.access.domain.erasure import forget_lapsed
from parvis.kernel import jobs


@jobs.periodic("37 2 * * *")
def forget(timestamp: int) -> None:
    """Delete journals, links and invitations whose term has passed."""
    forget_lapsed()
