"""OpenID Connect: a province's or a city's unified identity."""
