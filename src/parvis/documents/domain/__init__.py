"""Wording, rendering, sealing, producing and verifying documents."""
