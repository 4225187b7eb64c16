"""How a case moves: statuses in people's words, transitions with rights and conditions, actions.

A pure library over definitions: it has no tables and keeps nothing. `cases` moves real cases with it, `procedures`
checks with it before publishing, and whoever has something that a transition may do registers an action type.
"""
