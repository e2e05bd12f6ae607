"""The visit: one inspection of one school, from the packet in the inspector's hand to the sealed content.

Comes in: drawn visits (an Excel list or the draw), ops and photos pushed by phones under a visit's own token.
Goes out: packets; the state of a visit, folded from its ops; the news that a visit was sealed, and that its last
byte has arrived. Pure and twinned in JavaScript, held together by shared vectors: kinds, fold, answers, words,
doc, view, labels, rules.
Never: changes or drops an op, orders by a clock, refuses work for business reasons, makes documents.
"""
