"""Many thousands of requests of the demonstration's procedures, brought in by COPY: a base as large as a city's.

`drawing` invents people and places, `courses` says what happens to a request, `planning` which requests there are,
`loading` writes them. Nobody here is real.
"""
