"""Asking: form definitions, the types of field, reading, checking and showing answers.

A pure library over *answers* (a dictionary by stable field id). It has no tables and knows no case: `cases` keeps
what is answered, `workflows` moves it, `procedures` edits the definitions. Conditions are `parvis.expressions`.
"""
