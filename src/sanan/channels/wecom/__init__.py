"""Enterprise WeChat: messages to a group through its robot."""
