"""The work of a department: who has how much, handing out, absences and who stands in, what agents are told of.

It reads cases behind the acting person's walls and gives them through `cases`; it never writes to a case itself. It is
no list (`workspace`), no act on thousands (`bulk`), no statistics (`figures`).
"""
