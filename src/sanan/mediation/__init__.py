"""Mediation: disputes from a window of the governance centre (综治中心) to an agreement that is kept.

Centres, windows, rosters and the roll of mediators; disputes with parties whose names stand encrypted,
consent of each, recusal, sessions and proof of service, notes with access per party, proposal, agreement,
performance, judicial confirmation, referral, figures. A dispute is a kind of case (one code everywhere);
its verbs stand in `actions`. Only the centre, the window, the team and the parties see one. There is no
list of people here, and none of risk but by the matter.
"""
