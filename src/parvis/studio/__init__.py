"""Where a service designer builds and changes a procedure, in the browser, without a developer.

A *draft* is a definition being changed, one step at a time: each step is a small typed operation, kept with what it
changed, so that it is undone and done again. One person at a time holds its *pen*. Publishing goes through
`procedures`, which refuses what can't be reached, typed or left. It is no catalogue (`procedures`) and runs nothing.
"""
