"""Documents that the administration issues: rendered from data, sealed, numbered by their caller, verifiable by anyone.

A caller asks for a document in its own transaction; a job renders it (Typst, PDF/A-2a and PDF/UA-1), seals it (PAdES)
and stores it, and is retried until it has. The module does not decide what a document says or when it is due, and it
gives no numbers.
"""
