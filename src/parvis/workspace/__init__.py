"""The agents' face: inbox, search, figures."""
