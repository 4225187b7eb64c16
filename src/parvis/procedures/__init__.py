"""The catalogue: what can be asked, of whom, published as checked immutable revisions.

A procedure is the public face of a case type in one organisation: its title, its subject, whether it is open. What it
asks and how it is answered are the case type's; `cases` keeps what is asked.
"""
