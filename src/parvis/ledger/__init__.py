"""The append-only record: opaque ids and salted digests, chained after commit, that outlive erasure.

It knows nothing of what it records; modules register how to give a payload back.
"""
