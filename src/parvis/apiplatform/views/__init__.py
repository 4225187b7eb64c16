"""The entry of the API, its reference, and the screens of administrators."""
