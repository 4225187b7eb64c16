"""The mailroom: letters for people who chose paper, or whom nothing else reaches; printed in batches, posted, noted.

It plugs itself into `notifications` as the channel "letter". It decides neither whom to write to, nor what: it lays an
address where the window of an envelope is, prints each letter in one batch alone, and keeps the day of posting.
"""
