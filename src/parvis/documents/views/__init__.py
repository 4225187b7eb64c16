"""The public page that verifies documents."""
