"""Webhooks: what happens to cases is told to the programmes of an organisation, at addresses that it gives.

Signed as Standard Webhooks says, in order within each case, tried again for three days, shown and sent again on screen.
It is not what happens (the timeline of `cases` says), nor what a case holds (the API does): a message names a case and
what happened to it, and no more.
"""
