"""Drafts and open requests of a procedure brought to another of its revisions: looked at in groups by what that would
change, moved by a job, brought back.

It decides who is looked at and moved, and keeps what became of each; what moving one means is `cases.revising`'s.
"""
