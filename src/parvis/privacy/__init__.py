"""The register of what holds personal data, and of who erases it."""
