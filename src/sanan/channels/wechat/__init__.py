"""A WeChat official account (公众号): signing in by it, and its template messages."""
