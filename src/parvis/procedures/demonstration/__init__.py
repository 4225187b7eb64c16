"""The procedures of the demonstration: what each asks, how it goes and ends, and plausible answers to it."""
