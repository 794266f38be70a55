"""Sanan (三安): grassroots affairs of a county, from a resident's word to a rated, recorded end."""
