"""How reports are kept unreadable: plain functions over bytes, no database (docs/sealed.md)."""
