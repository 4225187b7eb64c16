"""Procedures that go from one installation to another: signed packages, and the shelf of ready ones.

A package is readable and can be compared line by line: one file for each part, their digests in a manifest, an Ed25519
signature of the installation that made it. What comes in is shown, with what it would change and who signed it, and
becomes a draft of the studio: nothing is published from here.
"""
