"""The one editor of conditions and formulas: rows, groups and their text, typed, checked while one types.

Whoever has rules to be edited hands in the names that may be read with their words (`expressions.Terms`), and gets a
widget for a form and the rule that it says. It keeps nothing, and knows no form, no case and no workflow.
"""
