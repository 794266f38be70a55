"""DingTalk, and installations of the same shape (政务钉钉): signing in by it."""
