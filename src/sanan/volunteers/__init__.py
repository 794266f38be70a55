"""Volunteers: who serves, at what, for how long, confirmed by both sides, and what is certified.

Teams are organisations with facts of their own; projects hold activities; people sign up, come,
and their minutes are confirmed by themselves and by whoever recorded them. Verbs stand in
`actions`; `log_service` is what other rooms call for a service that happened elsewhere. Persons
(人) and person-times (人次) are counted apart everywhere (民政部令第67号; 志愿服务条例).
"""
