"""Reads of this room: the desk's, judges' and everyone's; nothing here breaks a seal early."""
