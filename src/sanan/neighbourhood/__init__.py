"""Neighbourhood centres: rooms to book, what is open near me, meals, children, activities, stars.

Verbs stand in `actions`; nothing here costs anything. That a room is booked once is kept by the
database (`migrations/0002_no_double_booking`), whatever the code above it does.
"""
