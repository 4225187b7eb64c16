"""Walls, memberships and rights: what an acting person reaches, and the one transaction in which they do."""
