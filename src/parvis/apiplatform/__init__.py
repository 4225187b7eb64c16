"""The API platform: who may call (tokens), how often, how refusals are said; the routers that others bring.

It is not what the API says: each module ships its own `rest.py` and registers it in `registry.ROUTERS`.
"""
