"""The REST interface under `/api/v1/`: the same actions as the pages, no second writer."""
