"""Calendars in and out as RFC 5545 says; reading happens in a limited child (`kit.pool`)."""
