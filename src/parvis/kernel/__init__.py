"""The ground every module stands on: ids, clock, registry, reach, jobs, events, pages' shell.

It knows no noun of the administration: nothing here says commune, case or procedure.
"""
