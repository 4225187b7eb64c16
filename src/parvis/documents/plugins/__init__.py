"""The document templates that every installation has."""
