"""Stored bytes: where they lie, what they weigh, whether they are still whole. It does not know what they mean."""
