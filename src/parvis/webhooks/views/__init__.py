"""The screens of administrators: endpoints, and what is sent to them."""
