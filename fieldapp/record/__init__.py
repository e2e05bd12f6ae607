"""The registered record and its documents.

In: a visit whose seal stands and whose last byte is stored. Out: a gap-free 编号, a snapshot that never changes again,
the PDF made from it, and an answer to a stranger who asks about a check code.
This room never judges a visit, never edits what was sealed, and renders from the snapshot alone.
"""
