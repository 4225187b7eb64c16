"""Procedures being changed, tried by chosen people before they are published: a link, pages that keep nothing of what
is answered, and what people say of each page and question.
"""
