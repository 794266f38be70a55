from sanan.investment.actions import companies, events, leads, targets, wins

__all__ = ["companies", "events", "leads", "targets", "wins"]
