from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "parvis.ledger"
    label = "ledger"

    def ready(self) -> None:
        from parvis.ledger import jobs  # noqa: F401 - the sequencer's timetable
