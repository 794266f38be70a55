"""Where things are: the region tree down to the household, grids over it, QR points, coordinates.

Verbs: `actions.load_regions`, `actions.add_place`, `actions.make_qr`. Anyone above may read places;
positions (in `people`) and cases point at them. Coordinates without a datum are refused.
"""
