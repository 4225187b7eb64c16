"""Processes killed at random while people submit and decide: nothing acknowledged is lost, doubled or half-decided."""
