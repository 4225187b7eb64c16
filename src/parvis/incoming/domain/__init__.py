"""What both readers share: opening files safely, accounting for every node, writing our definition."""
