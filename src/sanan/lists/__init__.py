"""Lists of every room: declared once, shown, narrowed, counted, kept, exported and walked through.

A room declares a `List` with its columns, filters and views (`declare`), and its page is
`pages.Lists`. What was chosen lives in the address and is named in the heading, so that a figure
can open exactly its rows; the Excel file holds the same rows and columns; whoever opens a row finds
the next one of the same list beside it.

Called by rooms above; calls people (who looks, exports on the record) and kit.
"""
