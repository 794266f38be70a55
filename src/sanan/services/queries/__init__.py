"""Reads over several tables: whom to ask, the desk, the story, the community, partners, papers."""
