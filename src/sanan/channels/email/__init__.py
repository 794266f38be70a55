"""E-mail by an SMTP server of the installation's own choice."""
