"""People, units, roles, sign-in, PINs and devices.

In: a login and a password, a PIN chosen once, a phone's public key. Out: who is asking, and what they may do.
This room never knows what an inspector is certified for (registry) nor which visits are theirs (field).
"""
