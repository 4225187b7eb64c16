"""How a case moves: statuses, transitions, actions, checked before publishing. It keeps nothing."""
