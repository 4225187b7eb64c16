"""The sealed record: an append-only list of salted digests, chained after commit into a Merkle tree.

It proves that what other modules wrote is whole, in order and unchanged. It is not where anything is read from: it
holds opaque ids, digests and moments, no name, no answer and no foreign key, so that it outlives lawful erasure. The
salt of each digest lies with the row that it seals and disappears with it.
"""
