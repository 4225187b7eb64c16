"""The database backend: Django's own for PostgreSQL, with a cheaper check of pooled connections."""
