"""Opinions (*avis*) on cases, and approvals before a step of their workflow.

It asks experts inside and outside the organisation, shows them what was chosen of a case and nothing more, takes their
answers, and writes what happened beside the case, whose clock reads it. It keeps who approved what, for whom. It never
moves a case: what was approved is taken by who has the right to (`cases`).
"""
