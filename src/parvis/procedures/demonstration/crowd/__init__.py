"""The four hundred requests of the demonstration: what happens to each, told day by day. Nobody here is real."""
