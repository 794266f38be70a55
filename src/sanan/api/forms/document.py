"""The OpenAPI document: what ninja cannot read off the views, and the same as rows for the page."""

from typing import Any

from pydantic import BaseModel

from sanan.api.forms.reading import FORM


def body(shape: type[BaseModel], example: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the document says about a body that we read ourselves."""
    schema = _whole(shape.model_json_schema())
    kinds: dict[str, Any] = {"application/json": {"schema": schema}}
    if example:
        kinds["application/json"]["example"] = example
    if "photos" in shape.model_fields:
        files = {"type": "array", "items": {"type": "string", "format": "binary"}}
        kinds[FORM] = {
            "schema": {**schema, "properties": {**schema["properties"], "photos": files}}
        }
    return {"requestBody": {"required": True, "content": kinds}}


def _whole(schema: Any, parts: dict[str, Any] | None = None) -> Any:
    """A schema with its references filled in, so that it can stand anywhere in a document."""
    if isinstance(schema, list):
        return [_whole(each, parts) for each in schema]
    if not isinstance(schema, dict):
        return schema
    parts = schema.get("$defs", parts or {})
    if "$ref" in schema:
        return _whole(parts[schema["$ref"].rpartition("/")[2]], parts)
    return {name: _whole(each, parts) for name, each in schema.items() if name != "$defs"}


def calls(document: Any) -> list[dict[str, Any]]:
    """Every call of the document, one after the other."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": call.get("summary", ""),
            "about": call.get("description", ""),
            "key": bool(call.get("security")),
            "query": call.get("parameters", []),
            "fields": _fields(call),
        }
        for path, ways in document["paths"].items()
        for method, call in ways.items()
    ]


def _fields(call: Any) -> list[dict[str, Any]]:
    content = call.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    needed = schema.get("required", [])
    return [
        {"name": name, "needed": name in needed, "about": about.get("description", "")}
        for name, about in schema.get("properties", {}).items()
    ]
