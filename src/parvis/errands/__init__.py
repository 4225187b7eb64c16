"""What the workflow of a case has done later: timers, handing out, calls of web services, requests of other procedures.

An *errand* is asked for in the transaction of the step that wants it, and done once: in one transaction with what it
changes, or, where somebody outside is asked, under a key that is the same at every try. One that fails for good is told
in the history of the case, where agents ask for it again. It decides nothing by itself.
"""
