"""The roads to other systems: hotline orders and petitions, Open311, webhooks, bulk reading.

What comes from outside is kept word for word before anything is done with it, answered with a
receipt, and becomes an ordinary case; what becomes of the case goes back as results. Verbs stand in
`actions`: programs reach them over HTTP with a key, files through a watched folder, staff at the desk
where whatever could not be taken waits to be read, corrected and sent again. Nothing of the sealed
room is read here: only the story of cases, orders and disclosures goes out.
"""
