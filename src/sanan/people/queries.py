"""What a person is, and where: read once per request."""

from sanan.people.models import Post, holds, org_ids, posts

__all__ = ["Post", "holds", "org_ids", "posts"]
