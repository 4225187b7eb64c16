"""What a grant opens, as SQL: for the migrations that put it on the tables that go with a case.

`cases_granted()` gives the ids of the cases that are lent to the acting walls at this moment. A policy reads it through
a scalar sub-select, after the walls: rows within one's own walls never ask for it, and it runs once a statement.
"""


def granted(column: str = "case_id") -> str:
    """A predicate: `column` is the id of a case that is lent to one of the acting walls now."""
    return f"{column} = any((select cases_granted())::uuid[])"
