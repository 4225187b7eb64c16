"""Addresses, the queue, batches and their printing."""
