"""Progress of every visit, live. In: everything the rooms below know. Out: pages for those who watch over the day.
This room writes nothing but who looked, judges nobody, and never takes silence for idleness."""
