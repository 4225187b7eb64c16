"""Data sets of organisations: tables that residents choose from, uploaded as a file or asked of a service.

What residents see is a *version*: a frozen copy, taken whole by a job, and put in the place of the one before only when
it has everything that published procedures use. No page of a resident ever asks another system. It is no register of
persons, and no open data: what is in it stands in public forms.
"""
