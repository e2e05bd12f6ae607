"""一单两库. In: catalogue versions, subjects and inspectors, from files or by hand. Out: who and what may be checked,
and with which items. This room never draws, plans or judges a visit; a catalogue version never changes once entered."""
