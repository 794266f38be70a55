"""Carrying new messages to whoever has a room open: server-sent events from one small process.

`server` holds the connections (asyncio, nothing else); `watch` asks the database what is new, once
for everybody; `passes` are the short-lived keys with which a page connects. Plain libraries: no
view, no action. A page whose stream fails asks every few seconds instead.
"""
