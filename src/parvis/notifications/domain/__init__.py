"""Writing, queueing, delivering and erasing e-mails."""
