"""Exports of Publik (w.c.s.): forms, blocks, cards, workflows, mail templates, data sources, web services, roles."""
