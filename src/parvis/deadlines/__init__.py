"""The law's clock: when a délai starts, what stops it, when it ends, and what silence then means.

A pure library over definitions and what happened: it has no tables, reads no clock and keeps nothing. `cases` gives it
the timeline of a real case; the same call simulates one. It knows days alone: who must be told is not its business.
"""
