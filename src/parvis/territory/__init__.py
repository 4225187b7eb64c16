"""The territory that one installation serves: its organisations, their departments, sites and pages.

Organisations (a communauté and its communes) come from national reference data (`domain/national.py`), stay editable,
and keep what was edited when the data are read again. Each has one site, found from the host without a query. The
whole directory is small (a few dozen rows): it lives in each process and is read again when its version changes.

It is not the address book of streets and zones (`places`), nor who works where (`access`). It holds no personal data:
what stands here is printed on the town hall's door.
"""
