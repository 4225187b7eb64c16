"""Working days, months and legal dates as pure functions. It knows no case and keeps nothing.

Dates in, dates out: an organisation's closing days come as an argument, the day of today too.
"""
