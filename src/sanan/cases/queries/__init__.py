"""Reads over several tables, named after the page or the figure that they serve."""
