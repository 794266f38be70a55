"""The REST interface under `/api/v1/`: the same actions as the pages, no second writer.

Anyone may open a case and follow it by its status address; everything else needs a key
(`Authorization: Bearer …`) and shows what the key's person may see. The OpenAPI document stands at
`/api/v1/openapi.json`, a readable page at `/api/v1/docs/`. What is absent and what is hidden answer
alike. `middleware` keeps what only browsers need away from programs.
"""
