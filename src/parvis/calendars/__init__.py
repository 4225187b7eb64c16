"""Working days, months and legal dates as pure functions. It knows no case and keeps nothing."""
