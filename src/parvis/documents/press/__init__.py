"""What typesets and seals: a process of its own, which a worker starts when a document is to be made.

Typst, pyHanko and fonts weigh as much as the rest of a worker, and a worker makes documents in bursts: the press loads
them, and ends when nothing came for a while. It knows no Django, no database and no secret but the seal's, whose place
it is told. `parvis.documents.domain.pressing` starts it.
"""
