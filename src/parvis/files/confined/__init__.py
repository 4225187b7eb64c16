"""What opens strangers' files: a process of its own, started for one file, with little memory and little time.

A picture or a PDF that is made to break its reader breaks this process and no other. Nothing here knows Django, the
database or a secret: the process is started with an empty environment, reads one file, writes at most one other, and
says what it found as JSON. `parvis.files.domain.confining` starts it.
"""
