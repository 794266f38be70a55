"""Insight: what a message is about, whether it was said before, how urgent it is, where.

It suggests and a named person confirms; text and arrays in, plain dataclasses out, no Django.

* `category.classify(text, title)` · `model_at(path)`: labels with probability and words
* `urgency.urgency(text)` · `private`: private words found and covered
* `places.places_in(text, gazetteer, near=…)` · `places.Gazetteer.of(places)`
* `same_event.rank(report, candidates)` · `event_index.SameEventIndex` · `duplicates.near_duplicates`
* `concern.sort_of(text)` · `handlers.suggest_handlers(…)` · `replies.check_reply(…)` · `hot.hot_issues(…)`
* `training.train` · `evaluation.evaluate`: need scikit-learn, load it when called

`cases` and `web` may call it; it calls nobody. Sealed reports must never be passed in.
"""
