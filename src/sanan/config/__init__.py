"""Wiring: settings, addresses, servers, the command line. No rule of any room lives here."""
