"""Cases in and out as files: exports of what a list finds, within the walls of who asks; imports from spreadsheets.

Not here: what a list finds (`finding`), what a case is (`cases`), a resident's copy of their own requests (`cases`).
"""
