"""What the work looks like in numbers: how much comes in, how long answers take, what waits, what has to be mended.

One fact a case, kept beside the cases (`figures_fact`) and without their names: it outlives them. It never reads an
answer, never shows a case, and computes no date: when an answer is due is the case's own to say.
"""
