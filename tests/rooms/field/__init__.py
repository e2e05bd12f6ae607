"""Stories of the visit's room: packets, receiving, judging, uploads, seals."""
