"""The spine: case types and their revisions, cases, timeline, messages, decisions.

One request, followed to its end. It does not draw the forms nor render the documents.
"""
