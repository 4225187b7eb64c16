"""The procedures of the demonstration: data, checked and published like any other."""
