"""The shape of requests and answers, and how a request's body is read."""
