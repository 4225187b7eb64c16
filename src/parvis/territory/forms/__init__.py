"""Forms of a site's administrator."""
