"""What privacy does in the background."""

import uuid

from parvis.kernel import jobs
from parvis.kernel.reach import Reach, acting
from parvis.privacy.domain import requests


@jobs.job(retries=5, own_transactions=True)
def erase(*, erasure_id: str, wall_id: str) -> None:
    """Carry out one erasure. Where it fails, that is written down before it is tried again."""
    reach = Reach(actor="worker", walls=(uuid.UUID(wall_id),))
    try:
        with acting(reach):
            requests.carry_out(uuid.UUID(erasure_id))
    except Exception:
        with acting(reach):
            requests.give_up(uuid.UUID(erasure_id))
        raise
