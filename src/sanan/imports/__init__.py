"""Taking in other people's tables: a room declares columns and who takes the rows; the rest is here.

Owns: recognising the columns, reading the cells, the rehearsal that says "would", rows that are
refused with their line and reason, knowing a row again, history, the page and the command line.
Rooms call `Table`, `Column`, `take_in`, `commands.importing` and `views.Pages`.
"""
