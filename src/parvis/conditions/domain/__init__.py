"""Trees from rules and back, from what was sent, checked, as they are shown."""
