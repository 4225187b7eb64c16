"""The catalogue: what can be asked, of whom, published as checked immutable revisions."""
