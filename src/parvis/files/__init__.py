"""Stored bytes: where they lie, what they weigh, whether they are still whole. It does not know what they mean.

Bytes lie under `PARVIS_VAR/files/<wall>/<first two>/<sha256>`, written and synced to the disk before the row that names
them is committed; a row is what opens them, and row-level security opens the row. Walls never share bytes: two equal
files behind two walls are stored twice, so that neither wall can learn what the other one holds.
"""
