"""What is erased of trials: with the trial, and of who made one."""

import uuid

from parvis.trials.models import Trial


def erase_trial(trial_id: uuid.UUID) -> int:
    """Delete a trial with all that was said."""
    return Trial.objects.filter(id=trial_id).delete()[0]


def erase_service(person_id: uuid.UUID) -> int:
    """Take a person's name off the trials that they made, as the owner alone may."""
    return Trial.objects.filter(by_id=person_id).update(by_id=None, by_name="")
