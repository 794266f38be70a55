"""How far it is on foot: a street network, what is near, who is covered. Numbers only, no database.

Lengths are metres, positions WGS84 degrees. `network` holds the streets, `coverage` what lies within
reach of what, `tables` reads both out of CSV. Needs numpy and scipy, which are imported when a
network is made and not before.
"""
