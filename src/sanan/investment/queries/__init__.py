"""What is read in this room: cards, lists, figures, what waits, the score, the city's table."""
