"""The residents' face: home, content pages, account, search."""
