"""One act on many cases: asked for once, confirmed, done case by case by a worker with the rights of who asked.

Each case is its own transaction, with its own refusal in words; a run is followed, stopped, taken up again, reported.
It is not a way around anything: what an agent may not do with one case, they may not do with a thousand.
"""
