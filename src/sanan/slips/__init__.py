"""What a phone or a number has started, in every room, without an account.

A room names its kinds in its manifest (`slips=`, `declare.Kind`). Each thing has a query code of
twelve figures that opens it at `/track/` on any phone, a printed slip with the code, and its line in
我的事 (`/me/`): whatever this phone started or opened, and whatever the number signed in by a code did.

Called by rooms above; calls people (who is signed in by phone) and kit.
"""
