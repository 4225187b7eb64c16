"""The territory: organisations, their departments, sites and closing days; the communes of France as data."""
