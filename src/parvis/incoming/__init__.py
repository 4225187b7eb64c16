"""Definitions from elsewhere: exports of Publik (w.c.s.) and schemas of demarches-simplifiees, read into ours.

It reads files and gives definitions with a report that says of each element whether it came over exactly, nearly, or
not, and why. It keeps nothing and publishes nothing: whoever edits definitions opens what it gives as a draft.
"""
