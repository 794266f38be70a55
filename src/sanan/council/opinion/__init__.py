"""What a large consultation thinks: opinion groups and the statements that unite or mark them.

The published Polis method. A plain library: numbers in, numbers out; no Django.
"""
