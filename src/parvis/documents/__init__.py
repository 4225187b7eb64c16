"""Rendering, seals and public verification of what the administration issues."""
