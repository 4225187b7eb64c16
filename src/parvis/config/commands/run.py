"""Starting and stopping."""
