"""The typed condition language: JsonLogic with types above it, the same result on the server and in the page."""
