"""Pages of `opinions`: the case's agents, experts inside and outside, who approves."""
