"""Messages that leave: queued with the change that sends them, retried, kept to be shown."""
