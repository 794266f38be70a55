"""An installation as a folder in open formats, and the same installation made from it elsewhere.

Reads every table off Django's own description of the models, so a new room needs nothing here.
Owns no tables. Offers `export(folder, …)` (`writing`) and `arrive(folder, …)` (`reading`), called by
the command line; stands above all rooms and is imported by the wiring only.
"""
