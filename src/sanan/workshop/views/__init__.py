"""Who sees what of the workshop: the desk, residents by their own card, an enterprise by its address."""
