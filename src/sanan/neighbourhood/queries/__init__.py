from sanan.neighbourhood.queries.centres import about, centres_for, centres_of, now_at, week

__all__ = ["about", "centres_for", "centres_of", "now_at", "week"]
