"""The composition root: settings, addresses, entry points. It alone knows every module."""
