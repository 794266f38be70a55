"""Sign-in from outside: `provider.providers()` gives those that the settings name in full."""
