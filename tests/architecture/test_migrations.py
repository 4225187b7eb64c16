"""Models and migrations say the same."""

import io

from django.core.management import call_command


def test_no_model_changed_without_a_migration(db):
    said = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=2, stdout=said)
    except SystemExit:
        raise AssertionError(said.getvalue()) from None
