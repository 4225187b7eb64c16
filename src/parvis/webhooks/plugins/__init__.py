"""What `webhooks` plugs into others' seams."""
