"""Who a person is: account, sign-in, sessions, and the other name that they bear inside each wall.

It does not say what a person may do: that is access.
"""
